import { citationKey, fullTitle, linkOf, namesByRole, publisherOf, volumeOf } from "./creators.ts";
import { isEastAsian, type Name } from "./names.ts";
import { type Creator, type Reference, yearsText } from "./reference.ts";

const ESCAPES: Record<string, string> = {
  "\\": "\\textbackslash{}",
  "{": "\\{",
  "}": "\\}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
};

/**
 * BibTeX, UTF-8 (for biber, or bibtex8/upBibTeX with Han). Han names and bodies stand whole in braces so that nothing
 * splits or turns them; titles are braced once more where they hold capitals or Han, so that no style lowers them.
 */
export function writeBibtex(references: readonly Reference[]): string {
  return references.map(bibtexEntry).join("\n");
}

/** A text without any meaning to TeX: `50% & more` -> `50\% \& more`. */
function escapeTex(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .trim()
    .replace(/[\\{}~^]/g, (c) => ESCAPES[c]!)
    .replace(/[&%$#_]/g, "\\$&");
}

function bibtexEntry(reference: Reference): string {
  const { authors, editors, translators } = namesByRole(reference);
  const fields: string[] = [];
  const add = (name: string, value: string | number | undefined): void => {
    const text = String(value ?? "");
    if (text.trim()) fields.push(`  ${name} = {${text}}`);
  };
  const plain = (name: string, value: string | undefined): void => add(name, value && escapeTex(value));
  // Lists to biber: `X and Y` is one publisher only in braces of its own.
  const listed = (name: string, value: string | undefined): void =>
    add(name, value && (/\band\b/iu.test(value) ? `{${escapeTex(value)}}` : escapeTex(value)));
  add("author", namesText(authors));
  add("editor", namesText(editors));
  add("translator", namesText(translators));
  add("title", protectedTitle(fullTitle(reference)));
  if (reference.type === "thesis") listed("school", publisherOf(reference));
  else listed("publisher", publisherOf(reference));
  listed("address", reference.place);
  add("year", yearsText(reference, "--"));
  plain("edition", reference.edition);
  plain("volume", volumeOf(reference));
  plain("series", reference.series);
  plain("howpublished", HOW[reference.type]);
  add("pagetotal", reference.pageCount);
  plain("isbn", reference.isbns.join(" "));
  plain("issn", reference.issns.join(" "));
  plain("doi", reference.doi);
  plain("language", reference.language);
  plain("keywords", reference.subjects.map((s) => s.replaceAll(",", " ")).join(", "));
  plain("abstract", reference.summary);
  add("url", urlText(linkOf(reference)));
  return `@${entryType(reference)}{${citationKey(reference)},\n${fields.join(",\n")}\n}\n`;
}

const HOW: Partial<Record<Reference["type"], string>> = {
  map: "Map",
  score: "Musical score",
  audio: "Audio recording",
  video: "Video",
  image: "Image",
  archive: "Archival material",
  dataset: "Data set",
};

function entryType({ type, degree }: Reference): string {
  if (type === "thesis") return degree === "master" ? "mastersthesis" : "phdthesis";
  if (type === "serial" || type === "newspaper") return "periodical";
  if (type === "book" || type === "score") return "book";
  if (type === "proceedings") return "proceedings";
  if (type === "report" || type === "standard") return "techreport";
  return "misc";
}

function namesText(creators: Creator[]): string {
  return creators.map(({ name }) => bibtexName(name)).join(" and ");
}

function bibtexName(name: Name): string {
  if (name.kind === "whole") return `{${escapeTex(name.text)}}`;
  if (name.kind === "transliterated")
    return `{${escapeTex(isEastAsian(name.given) ? `${name.given}·${name.family}` : `${name.family} ${name.given}`)}}`;
  const part = (text: string): string =>
    /\band\b|,/iu.test(text) ? `{${escapeTex(text)}}` : escapeTex(text);
  return [part(name.family), ...(name.suffix ? [part(name.suffix)] : []), part(name.given)].join(", ");
}

function protectedTitle(title: string): string {
  const text = escapeTex(title);
  return isEastAsian(title) || /\p{Lu}/u.test(title.slice(1)) ? `{${text}}` : text;
}

/** An address is printed as it is: only what would end the field or start a command is percent-encoded. */
function urlText(url: string): string {
  return url.replace(/[\s{}\\]/gu, (c) => encodeURIComponent(c));
}
