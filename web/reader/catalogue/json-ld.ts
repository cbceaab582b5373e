import type { InstanceBrief } from "../../../server/src/catalogue/index.ts";
import { languageTag } from "../frame/record-language.ts";
import type { LibraryHoldings } from "./holdings.tsx";

const TYPES: Partial<Record<InstanceBrief["type"], string>> = {
  book: "Book",
  serial: "Periodical",
  map: "Map",
  score: "SheetMusic",
  music: "MusicAlbum",
  audio: "AudioObject",
  video: "VideoObject",
  image: "ImageObject",
  archive: "ArchiveComponent",
  data: "Dataset",
};

const LENDING = "http://purl.org/goodrelations/v1#LeaseOut";
const MOST_ABOUT = 20;

type Holder = Pick<LibraryHoldings, "name" | "available" | "items" | "summaries">;

/**
 * An instance for search engines (schema.org), with what each library holds as offers to lend (Schema Bib Extend,
 * "Holdings via Offer"). Safe inside a script element: no `<` is left in it. Absent facts are absent, never empty.
 */
export function instanceJsonLd(
  brief: InstanceBrief,
  page: { url: string },
  holders: readonly Holder[] = [],
): string {
  const isBook = brief.type === "book";
  const data = {
    "@context": "https://schema.org",
    "@type": TYPES[brief.type] ?? "CreativeWork",
    "@id": page.url,
    url: page.url,
    name: brief.title.main,
    alternativeHeadline: brief.title.sub || undefined,
    alternateName: brief.parallelTitle?.main,
    author: peopleOf(brief, ["author"], true),
    translator: peopleOf(brief, ["translator"]),
    editor: peopleOf(brief, ["editor", "compiler"]),
    illustrator: isBook ? peopleOf(brief, ["illustrator"]) : undefined,
    publisher: brief.publisher ? { "@type": "Organization", name: brief.publisher } : undefined,
    datePublished: brief.year === null ? undefined : [brief.year, brief.yearTo].filter(Boolean).join("/"),
    bookEdition: isBook ? (brief.edition ?? undefined) : undefined,
    bookFormat: isBook && brief.carrier === "online" ? "https://schema.org/EBook" : undefined,
    numberOfPages: isBook ? (brief.pages ?? undefined) : undefined,
    position: brief.title.part || undefined,
    isPartOf: seriesOf(brief),
    isbn: isBook ? oneOrMany(brief.isbns) : undefined,
    issn: brief.type === "serial" ? oneOrMany(brief.issns) : undefined,
    inLanguage: oneOrMany(brief.languages.map(languageTag)),
    about: brief.subjects.length > 0 ? brief.subjects.slice(0, MOST_ABOUT).map((s) => s.value) : undefined,
    description: brief.summary ?? undefined,
    offers: holders.length > 0 ? holders.map((holder) => offerOf(holder, page.url)) : undefined,
  };
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}

/** People in these roles; `orMain`: and a main entry whose role nothing tells, who is an author. */
function peopleOf(brief: InstanceBrief, roles: string[], orMain = false): object[] | undefined {
  const list = brief.contributors
    .filter((c) => roles.includes(c.role) || (orMain && c.isMain && c.role === "other"))
    .map((c) => ({
      "@type": c.isCorporate ? "Organization" : "Person",
      name: c.value,
      alternateName: oneOrMany(c.forms),
    }));
  return list.length > 0 ? list : undefined;
}

function seriesOf({ series, type }: InstanceBrief): object | undefined {
  const name = series[0];
  return name && type !== "serial"
    ? { "@type": type === "book" ? "BookSeries" : "CreativeWorkSeries", name }
    : undefined;
}

function oneOrMany(values: readonly string[]): string | readonly string[] | undefined {
  return values.length > 1 ? values : values[0];
}

/** What one library lends of it: InStock with a copy to lend now, in the reading room only, or out. */
function offerOf(holder: Holder, url: string): object {
  const isReadHere = holder.items.some((item) => item.status === "reference-only");
  const state = holder.available > 0 ? "InStock" : isReadHere ? "InStoreOnly" : "OutOfStock";
  const callNumber = holder.items[0]?.callNumber ?? holder.summaries[0]?.callNumber;
  return {
    "@type": "Offer",
    availability: `https://schema.org/${state}`,
    businessFunction: LENDING,
    price: 0,
    priceCurrency: "CNY",
    sku: callNumber || undefined,
    inventoryLevel: { "@type": "QuantitativeValue", value: holder.available },
    offeredBy: { "@type": "Library", name: holder.name },
    url: `${url}#holdings`,
  };
}
