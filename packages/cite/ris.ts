import { fullTitle, linkOf, managedName, namesByRole, publisherOf, volumeOf } from "./creators.ts";
import { type Reference, type ReferenceType, yearsText } from "./reference.ts";

const TYPES: Record<ReferenceType, string> = {
  book: "BOOK",
  serial: "JFULL",
  newspaper: "NEWS",
  thesis: "THES",
  proceedings: "CONF",
  report: "RPRT",
  standard: "STAND",
  map: "MAP",
  score: "MUSIC",
  audio: "SOUND",
  video: "VIDEO",
  image: "ART",
  archive: "MANSCPT",
  dataset: "DATA",
  object: "GEN",
};

/**
 * RIS as reference managers read it (tags of Reference Manager and EndNote), UTF-8, lines ended by CR LF, one blank
 * line between references. An online book is EBOOK.
 */
export function writeRis(references: readonly Reference[]): string {
  return references.map(risRecord).join("\r\n");
}

function risRecord(reference: Reference): string {
  const { authors, editors, translators, others } = namesByRole(reference);
  const lines: string[] = [];
  const add = (tag: string, value: string | number | undefined): void => {
    const text = String(value ?? "")
      .replace(/\s+/gu, " ")
      .trim();
    if (text) lines.push(`${tag}  - ${text}`);
  };
  const isEbook = reference.type === "book" && reference.medium === "online";
  add("TY", isEbook ? "EBOOK" : TYPES[reference.type]);
  for (const creator of authors) add("AU", managedName(creator.name));
  for (const creator of editors) add(authors.length > 0 ? "A2" : "ED", managedName(creator.name));
  for (const creator of translators) add("A4", managedName(creator.name));
  for (const creator of others) add("A3", managedName(creator.name));
  add("TI", fullTitle(reference));
  if (reference.type === "thesis") add("M3", reference.degree);
  add("PY", yearsText(reference, "-"));
  add("CY", reference.place);
  add("PB", publisherOf(reference));
  add("ET", reference.edition);
  add("VL", volumeOf(reference));
  add("T2", reference.series);
  add("SP", reference.pageCount);
  for (const number of [...reference.isbns, ...reference.issns]) add("SN", number);
  add("DO", reference.doi);
  add("LA", reference.language);
  for (const subject of reference.subjects) add("KW", subject);
  add("AB", reference.summary);
  // TT and ST are titles to readers of RIS: a title in Latin letters is a note and stands in no title's place.
  add("N1", reference.romanisedTitle?.main);
  add("UR", linkOf(reference));
  add("ID", reference.id);
  return `${lines.join("\r\n")}\r\nER  - \r\n`;
}
