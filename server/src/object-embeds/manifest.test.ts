import { expect, test } from "vitest";
import { configFrom } from "../collections/testing.ts";
import { type ManifestFacts, manifestOf } from "./manifest.ts";
import { presentationFaults } from "./testing-presentation.ts";

type Page = ManifestFacts["pages"][number];
const page = (place: number, more: Partial<Page>): Page => ({
  place,
  fileId: `01a22e85-3a8c-7078-9a68-3274425331${String(place).padStart(2, "0")}`,
  label: "",
  text: "",
  type: "image/tiff",
  name: `page ${place}`,
  width: 720,
  height: 1040,
  seconds: null,
  playingType: null,
  ...more,
});
const bare = { width: null, height: null };
const factsOf = (pages: Page[], more: Partial<ManifestFacts> = {}): ManifestFacts => ({
  origin: "https://region.example",
  number: 7,
  title: "雲澤縣志",
  data: { title: ["雲澤縣志"], creator: ["周硯"] },
  config: configFrom("rare-books", { "zh-Hans": "古籍" }),
  provider: { "zh-Hans": "云泽大学图书馆" },
  pages,
  ...more,
});

test.each<[string, Page[]]>([
  ["pages of a book", [page(1, { label: "卷一·一" }), page(2, {})]],
  ["one picture", [page(1, { width: 3 })]],
  ["sound whose length nobody knows", [page(1, { type: "audio/flac", ...bare, playingType: "audio/mp4" })]],
  ["a film", [page(1, { type: "video/mp4", seconds: 12.5 })]],
  [
    "pictures, sound and a document",
    [
      page(1, {}),
      page(2, { type: "audio/mpeg", seconds: 3, ...bare }),
      page(3, { type: "application/pdf", ...bare }),
    ],
  ],
  ["a model alone", [page(1, { type: "model/gltf-binary", ...bare })]],
  ["a document alone", [page(1, { type: "application/pdf", ...bare })]],
  ["nothing yet", []],
])("a manifest keeps the MUSTs of Presentation 3: %s", (_name, pages) => {
  const manifest = manifestOf(factsOf(pages));
  expect(presentationFaults(manifest)).toEqual([]);
  expect(presentationFaults(JSON.parse(JSON.stringify(manifest)))).toEqual([]);
});

test("what breaks a MUST is named with its place", () => {
  const whole = manifestOf(factsOf([page(1, {}), page(2, {})])) as { items: Record<string, unknown>[] };
  const broken = (more: object, first: object = {}, second: object = {}): string[] => {
    const [one, other] = whole.items;
    return presentationFaults({
      ...whole,
      items: [
        { ...one, ...first },
        { ...other, ...second },
      ],
      ...more,
    });
  };
  expect(broken({})).toEqual([]);
  expect(broken({ items: [] })).toEqual(["items: must have at least one canvas"]);
  expect(broken({}, {}, { id: whole.items[0]!.id })).toContain("items: two canvases with one id");
  expect(broken({ rights: "https://region.example/rights" })).toEqual([
    "manifest.rights: must be an address of Creative Commons or RightsStatements.org",
  ]);
  expect(broken({}, { height: undefined })).toContain("items[0]: width and height belong together");
  expect(broken({ label: "雲澤縣志" })).toEqual(["label: must be a language map"]);
  expect(broken({ behavior: ["paged", "continuous"] })).toEqual(["behavior: two layouts at once"]);
  expect(broken({ viewingDirection: "rtl" })).toEqual(["viewingDirection: is none of the four"]);
});
