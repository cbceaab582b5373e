import { fullTitle, linkOf, namesByRole, publisherOf, volumeOf } from "./creators.ts";
import { isEastAsian, type Name } from "./names.ts";
import type { Creator, Reference, ReferenceType } from "./reference.ts";

/** A name of CSL-JSON: in parts, or literal when it is never turned round. */
type CslName = { family: string; given: string; suffix?: string } | { literal: string };
/** An item of CSL-JSON (csl-data.json 1.0.2), with the variables we know. */
export type CslItem = { id: string; type: string } & Record<string, unknown>;

const TYPES: Record<ReferenceType, string> = {
  book: "book",
  serial: "periodical",
  newspaper: "periodical",
  thesis: "thesis",
  proceedings: "book",
  report: "report",
  standard: "standard",
  map: "map",
  score: "musical_score",
  audio: "song",
  video: "motion_picture",
  image: "graphic",
  archive: "manuscript",
  dataset: "dataset",
  object: "document",
};

/** CSL-JSON for Zotero, pandoc and citation processors. */
export function writeCslJson(references: readonly Reference[]): string {
  return `${JSON.stringify(references.map(cslItem), null, 2)}\n`;
}

/** One reference as CSL-JSON; absent variables are left out. */
export function cslItem(reference: Reference): CslItem {
  const { authors, editors, translators, others } = namesByRole(reference);
  const names = (creators: Creator[]): CslName[] | undefined =>
    creators.length > 0 ? creators.map(({ name }) => cslName(name)) : undefined;
  const item: CslItem = {
    id: reference.id,
    type: TYPES[reference.type],
    title: fullTitle(reference),
    author: names(authors),
    editor: names(editors),
    translator: names(translators),
    contributor: names(others),
    issued:
      reference.year === undefined
        ? undefined
        : {
            "date-parts":
              reference.yearTo === undefined || reference.yearTo === reference.year
                ? [[reference.year]]
                : [[reference.year], [reference.yearTo]],
          },
    edition: reference.edition,
    volume: volumeOf(reference) || undefined,
    publisher: publisherOf(reference) || undefined,
    "publisher-place": reference.place,
    "collection-title": reference.series,
    "number-of-pages": reference.pageCount,
    genre: reference.type === "thesis" ? reference.degree : undefined,
    language: reference.language,
    ISBN: reference.isbns.join(" ") || undefined,
    ISSN: reference.issns.join(" ") || undefined,
    DOI: reference.doi,
    URL: linkOf(reference) || undefined,
    abstract: reference.summary,
    keyword: reference.subjects.join(", ") || undefined,
  };
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as CslItem;
}

function cslName(name: Name): CslName {
  if (name.kind === "whole") return { literal: name.text };
  if (name.kind === "transliterated")
    return {
      literal: isEastAsian(name.given) ? `${name.given}·${name.family}` : `${name.family} ${name.given}`,
    };
  return { family: name.family, given: name.given, ...(name.suffix ? { suffix: name.suffix } : {}) };
}
