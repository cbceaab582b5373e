import { isEastAsian, type Name } from "./names.ts";
import { type Creator, type CreatorRole, mainCreators, type Reference } from "./reference.ts";
import { partText } from "./title-text.ts";

/** The name as reference managers take it: `Family, Given`, or whole. */
export function managedName(name: Name): string {
  if (name.kind === "whole") return name.text;
  if (name.kind === "transliterated")
    return isEastAsian(name.given) ? `${name.given}·${name.family}` : `${name.family}, ${name.given}`;
  return [name.family, name.given, name.suffix].filter(Boolean).join(", ");
}

/** Names sorted into the few boxes reference managers have. Editors stand in for missing authors nowhere here. */
export function namesByRole(reference: Reference): {
  authors: Creator[];
  editors: Creator[];
  translators: Creator[];
  others: Creator[];
} {
  const of = (...roles: CreatorRole[]): Creator[] => reference.creators.filter((c) => roles.includes(c.role));
  return {
    authors: of("author"),
    editors: of("editor", "compiler"),
    translators: of("translator"),
    others: of("illustrator", "annotator", "contributor"),
  };
}

/** Title, subtitle and part in one line: reference managers have one box for them. */
export function fullTitle({ title }: Reference): string {
  const colon = isEastAsian(title.main) ? "：" : ": ";
  const main = title.sub ? `${title.main}${colon}${title.sub}` : title.main;
  return [main, title.partName && !title.part ? title.partName : ""].filter(Boolean).join(colon);
}

/** Number and name of the part, for the box of the volume. */
export function volumeOf({ title }: Reference): string {
  return title.part ? partText(title) : "";
}

/** Thesis: where it was submitted; all others: who published it. */
export function publisherOf(reference: Reference): string {
  return (reference.type === "thesis" ? reference.institution : undefined) ?? reference.publisher ?? "";
}

/** Where the thing is read, else where the catalogue shows it. */
export function linkOf(reference: Reference): string {
  return reference.url ?? reference.recordUrl ?? "";
}

const LATIN_LETTERS = /[^a-z0-9]+/g;

/** A text as the part of a key: ASCII letters and digits in lower case; empty when nothing is left. */
function keyPart(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(LATIN_LETTERS, "").slice(0, 24);
}

/**
 * A key that stays the same as long as the record does and is unique by its end: `cao2008-11`, `honglou2008-17`.
 * Made of the first family name in Latin letters, else the title's first word, the year and the record's id.
 */
export function citationKey(reference: Reference): string {
  const first = mainCreators(reference)[0];
  const names = first ? [first.romanised, first.name] : [];
  const family = names
    .flatMap((n) => (n ? [keyPart(n.kind === "whole" ? n.text : n.family)] : []))
    .find(Boolean);
  const word = keyPart((reference.romanisedTitle ?? reference.title).main.split(/\s+/u)[0] ?? "");
  const id = reference.id.replace(/[^A-Za-z0-9]+/g, "-");
  return `${family || word || "ref"}${reference.year ?? ""}-${id}`;
}
