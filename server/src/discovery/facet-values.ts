import { fold, foldKey, hasHan, scriptOf, simplify } from "@commonshelf/cjk";
import type { Language } from "../kernel/text.ts";
import type { FacetName } from "./search-node.ts";

/** Between the key of a facet's value and the forms it is written in. */
const LABEL = "\u001f";
const LONGEST = 120;

/** Facets whose values libraries write in many forms: one heading or person is one value, however it is written. */
function isHeading(facet: FacetName): facet is "subject" | "author" {
  return facet === "subject" || facet === "author";
}

/** A name in the order it is spoken: `Kingston, Maxine Hong` -> `Maxine Hong Kingston`; what follows a second comma stays behind. */
export function directName(name: string): string {
  const found = /^([^,，]+)[,，]\s*([^,，]+?)((?:[,，].*)?)$/u.exec(name.trim());
  if (!found || hasHan(name)) return name;
  const [, family, given, rest] = found;
  return /^[\d\s?–-]+$/.test(given!) ? name : `${given} ${family}${rest}`;
}

/** By what a person's names are one: script, order and accents do not matter. */
export function personKey(name: string): string {
  return foldKey(directName(name));
}

/** What a value of a facet is counted and filtered by. */
export function facetKey(facet: FacetName, value: string): string {
  if (!isHeading(facet)) return value;
  const text = value.slice(0, LONGEST);
  return (facet === "author" ? personKey(text) : foldKey(text)) || text;
}

/** The value of a heading or person as the index keeps it: its key and how this record writes it. */
export function keptValue(facet: "subject" | "author", value: string): string {
  const text = value.slice(0, LONGEST);
  return `${facetKey(facet, text)}${LABEL}${text.replaceAll(LABEL, " ")}`;
}

/** The form a reader is shown a kept value in. */
export function shownValue(kept: string, language?: Language): string {
  const [key, ...labels] = kept.split(LABEL);
  return labels.length > 0 ? labelIn(labels, language) : key!;
}

/** Of several forms of one heading the one in the reader's script; a traditional one is written simplified when none is. */
export function labelIn(labels: readonly string[], language?: Language): string {
  const first = labels[0]!;
  if (language === undefined) return first;
  const scripts = labels.map((label) => scriptOf(label));
  const wanted =
    language === "zh-Hans" ? ["Hans", "Hani"] : language === "zh-Hant" ? ["Hant", "Hani"] : ["Latn"];
  for (const script of wanted) {
    const at = scripts.indexOf(script as (typeof scripts)[number]);
    if (at >= 0) return labels[at]!;
  }
  return language === "zh-Hans" && scripts[0] === "Hant" ? simplify(first) : first;
}

/** True for two forms of one value. */
export function isSameValue(facet: FacetName, a: string, b: string): boolean {
  return a === b || (isHeading(facet) && fold(a) !== "" && facetKey(facet, a) === facetKey(facet, b));
}
