import { fullTitle, linkOf, managedName, namesByRole, publisherOf, volumeOf } from "./creators.ts";
import { type Reference, type ReferenceType, yearsText } from "./reference.ts";

const TYPES: Record<ReferenceType, string> = {
  book: "Book",
  serial: "Journal",
  newspaper: "Newspaper Article",
  thesis: "Thesis",
  proceedings: "Conference Proceedings",
  report: "Report",
  standard: "Standard",
  map: "Map",
  score: "Generic",
  audio: "Audiovisual Material",
  video: "Audiovisual Material",
  image: "Artwork",
  archive: "Manuscript",
  dataset: "Generic",
  object: "Generic",
};

/**
 * NoteExpress's own import format (`.net`, as CNKI and 万方 write it): one `{Field}: value` per line, names one per
 * line, a blank line between references.
 */
export function writeNoteExpress(references: readonly Reference[]): string {
  return references.map(noteExpressRecord).join("\r\n");
}

function noteExpressRecord(reference: Reference): string {
  const { authors, editors, translators, others } = namesByRole(reference);
  const lines: string[] = [];
  const add = (field: string, value: string | number | undefined): void => {
    const text = String(value ?? "")
      .replace(/\s+/gu, " ")
      .trim();
    if (text) lines.push(`{${field}}: ${text}`);
  };
  add("Reference Type", TYPES[reference.type]);
  add("Title", fullTitle(reference));
  for (const creator of authors) add("Author", managedName(creator.name));
  for (const creator of editors)
    add(authors.length > 0 ? "Secondary Author" : "Author", managedName(creator.name));
  for (const creator of translators) add("Subsidiary Author", managedName(creator.name));
  for (const creator of others) add("Tertiary Author", managedName(creator.name));
  add("Place Published", reference.place);
  add("Publisher", publisherOf(reference));
  add("Year", yearsText(reference, "-"));
  add("Edition", reference.edition);
  add("Volume", volumeOf(reference));
  add("Tertiary Title", reference.series);
  add("Pages", reference.pageCount);
  if (reference.type === "thesis") add("Type of Work", reference.degree);
  add("ISBN/ISSN", [...reference.isbns, ...reference.issns].join("; "));
  add("DOI", reference.doi);
  add("Keywords", reference.subjects.join("; "));
  add("Abstract", reference.summary);
  add("Language", reference.language);
  add("Notes", reference.romanisedTitle?.main);
  add("URL", linkOf(reference));
  return `${lines.join("\r\n")}\r\n`;
}
