import { languageTag } from "../../../web/reader/record-language.ts";
import type { InstanceBrief } from "../catalogue/index.ts";

const TYPES: Partial<Record<InstanceBrief["type"], string>> = {
  book: "Book",
  serial: "Periodical",
  map: "Map",
  score: "SheetMusic",
  music: "MusicRecording",
  audio: "AudioObject",
  video: "VideoObject",
  image: "ImageObject",
  archive: "ArchiveComponent",
  data: "Dataset",
};

/**
 * An instance for search engines (schema.org). Safe inside a script element: no `<` is left in it.
 */
export function instanceJsonLd(brief: InstanceBrief, url: string): string {
  const people = (roles: string[]): object[] | undefined => {
    const list = brief.contributors
      .filter((c) => roles.includes(c.role))
      .map((c) => ({
        "@type": c.isCorporate ? "Organization" : "Person",
        name: c.value,
        alternateName: c.forms.length > 0 ? c.forms : undefined,
      }));
    return list.length > 0 ? list : undefined;
  };
  const data = {
    "@context": "https://schema.org",
    "@type": TYPES[brief.type] ?? "CreativeWork",
    "@id": url,
    url,
    name: brief.title.main,
    alternativeHeadline: brief.title.sub,
    alternateName: brief.parallelTitle?.main,
    author: people(["author"]),
    translator: people(["translator"]),
    editor: people(["editor", "compiler"]),
    publisher: brief.publisher ? { "@type": "Organization", name: brief.publisher } : undefined,
    datePublished: brief.year === null ? undefined : String(brief.year),
    bookEdition: brief.type === "book" ? (brief.edition ?? undefined) : undefined,
    numberOfPages: brief.type === "book" ? (brief.pages ?? undefined) : undefined,
    isbn: brief.isbns[0],
    issn: brief.issns[0],
    inLanguage: brief.languages.map(languageTag),
    about: brief.subjects.length > 0 ? brief.subjects.map((s) => s.value) : undefined,
    description: brief.summary ?? undefined,
  };
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
