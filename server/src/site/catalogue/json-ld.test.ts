import { expect, test } from "vitest";
import { instanceJsonLd } from "../../../../web/reader/catalogue/json-ld.ts";
import type { InstanceBrief } from "../../catalogue/index.ts";
import { EMPTY_BRIEF } from "../../catalogue/testing.ts";

const PAGE = { url: "https://shelf.example/en/instance/7" };
const read = (brief: Partial<InstanceBrief>, holders: Parameters<typeof instanceJsonLd>[2] = []) =>
  JSON.parse(instanceJsonLd({ ...EMPTY_BRIEF, ...brief }, PAGE, holders)) as Record<string, unknown>;
const item = (status: string) => ({
  id: 1,
  place: "",
  planUrl: null,
  callNumber: "I242.4/7",
  part: "",
  status,
  due: null,
});

test("a book has its kind of people, numbers and series, and nothing empty", () => {
  const data = read({
    title: { main: "红楼梦", part: "第2册" },
    parallelTitle: { main: "Hong lou meng" },
    contributors: [
      { value: "曹雪芹", forms: ["Cao, Xueqin"], role: "author", isMain: true, isCorporate: false },
      { value: "研究所", forms: [], role: "editor", isMain: false, isCorporate: true },
    ],
    series: ["中国古典文学读本丛书"],
    isbns: ["9787020002207", "9787020008728"],
    issns: ["1000-0001"],
    languages: ["chi"],
    pages: 1606,
    carrier: "online",
  });
  expect(data).toEqual({
    "@context": "https://schema.org",
    "@type": "Book",
    "@id": PAGE.url,
    url: PAGE.url,
    name: "红楼梦",
    alternateName: "Hong lou meng",
    author: [{ "@type": "Person", name: "曹雪芹", alternateName: "Cao, Xueqin" }],
    editor: [{ "@type": "Organization", name: "研究所" }],
    bookFormat: "https://schema.org/EBook",
    numberOfPages: 1606,
    position: "第2册",
    isPartOf: { "@type": "BookSeries", name: "中国古典文学读本丛书" },
    isbn: ["9787020002207", "9787020008728"],
    inLanguage: "zh",
  });
});

test.each([
  ["map", "Map"],
  ["serial", "Periodical"],
  ["score", "SheetMusic"],
  ["music", "MusicAlbum"],
  ["video", "VideoObject"],
  ["data", "Dataset"],
  ["object", "CreativeWork"],
] as const)("a %s is a %s and has no properties of books", (type, expected) => {
  const data = read({ type, title: { main: "x" }, isbns: ["9787020002207"], pages: 3, edition: "2版" });
  expect(data["@type"]).toBe(expected);
  expect(data).not.toHaveProperty("isbn");
  expect(data).not.toHaveProperty("numberOfPages");
  expect(data).not.toHaveProperty("bookEdition");
});

test("libraries offer what they lend, truthfully", () => {
  const holder = { name: "金河大学图书馆", summaries: [], runs: [] };
  const { offers } = read({ title: { main: "x" } }, [
    { ...holder, available: 2, items: [item("available")] },
    { ...holder, available: 0, items: [item("reference-only")] },
    { ...holder, available: 0, items: [item("on-loan")] },
  ]) as { offers: Record<string, unknown>[] };
  expect(offers.map((o) => o.availability)).toEqual([
    "https://schema.org/InStock",
    "https://schema.org/InStoreOnly",
    "https://schema.org/OutOfStock",
  ]);
  expect(offers[0]).toMatchObject({
    "@type": "Offer",
    businessFunction: "http://purl.org/goodrelations/v1#LeaseOut",
    sku: "I242.4/7",
    inventoryLevel: { "@type": "QuantitativeValue", value: 2 },
    offeredBy: { "@type": "Library", name: "金河大学图书馆" },
  });
});

test("no text can end the script element it stands in", () => {
  const text = instanceJsonLd({ ...EMPTY_BRIEF, title: { main: "</script><script>x" } }, PAGE);
  expect(text).not.toContain("<");
  expect(JSON.parse(text)).toMatchObject({ name: "</script><script>x" });
});

test("a main entry whose role nothing tells is the author", () => {
  const data = read({
    title: { main: "红楼梦" },
    contributors: [
      { value: "曹雪芹", forms: [], role: "other", isMain: true, isCorporate: false },
      { value: "某人", forms: [], role: "other", isMain: false, isCorporate: false },
    ],
  });
  expect(data.author).toEqual([{ "@type": "Person", name: "曹雪芹" }]);
});
