import { fullTitle, linkOf, managedName, namesByRole, publisherOf, volumeOf } from "./creators.ts";
import { type Reference, type ReferenceType, yearsText } from "./reference.ts";

const TYPES: Record<ReferenceType, string> = {
  book: "Book",
  serial: "Serial",
  newspaper: "Newspaper Article",
  thesis: "Thesis",
  proceedings: "Conference Proceedings",
  report: "Report",
  standard: "Standard",
  map: "Map",
  score: "Music",
  audio: "Audiovisual Material",
  video: "Film or Broadcast",
  image: "Artwork",
  archive: "Manuscript",
  dataset: "Dataset",
  object: "Generic",
};

/** EndNote's tagged import format (`.enw`, the `%` tags of refer), UTF-8. A body ends in a comma, as EndNote wants it. */
export function writeEndNote(references: readonly Reference[]): string {
  return references.map(endNoteRecord).join("\r\n");
}

function endNoteRecord(reference: Reference): string {
  const { authors, editors, translators, others } = namesByRole(reference);
  const lines: string[] = [];
  const add = (tag: string, value: string | number | undefined): void => {
    const text = String(value ?? "")
      .replace(/\s+/gu, " ")
      .trim();
    if (text) lines.push(`%${tag} ${text}`);
  };
  const name = (creator: (typeof authors)[number]): string =>
    creator.name.kind === "whole" && creator.name.isBody
      ? `${managedName(creator.name).replaceAll(",", ",,")},`
      : managedName(creator.name);
  const isEbook = reference.type === "book" && reference.medium === "online";
  add("0", isEbook ? "Electronic Book" : TYPES[reference.type]);
  for (const creator of authors) add("A", name(creator));
  for (const creator of editors) add("E", name(creator));
  for (const creator of translators) add("H", name(creator));
  for (const creator of others) add("?", name(creator));
  add("T", fullTitle(reference));
  add("D", yearsText(reference, "-"));
  add("C", reference.place);
  add("I", publisherOf(reference));
  add("7", reference.edition);
  add("V", volumeOf(reference));
  add("S", reference.series);
  add("P", reference.pageCount);
  if (reference.type === "thesis") add("9", reference.degree);
  for (const number of [...reference.isbns, ...reference.issns]) add("@", number);
  add("R", reference.doi);
  add("G", reference.language);
  for (const subject of reference.subjects) add("K", subject);
  add("X", reference.summary);
  add("Z", reference.romanisedTitle?.main);
  add("U", linkOf(reference));
  add("F", reference.id);
  return `${lines.join("\r\n")}\r\n`;
}
