import { fold, foldKey, labelIn, personKey } from "@commonshelf/cjk";
import type { Language } from "../kernel/text.ts";
import type { FacetName } from "./words.ts";

/** Between the key of a facet's value and the forms it is written in. */
const LABEL = "\u001f";
const LONGEST = 120;

/** Facets whose values libraries write in many forms: one heading or person is one value, however it is written. */
function isHeading(facet: FacetName): facet is "subject" | "author" {
  return facet === "subject" || facet === "author";
}

/** What a value of a facet is counted and filtered by. */
export function facetKey(facet: FacetName, value: string): string {
  if (!isHeading(facet)) return value;
  const text = value.slice(0, LONGEST);
  return (facet === "author" ? personKey(text) : foldKey(text)) || text;
}

/** The value of a heading or person as the index keeps it: its key and how it is written, in several scripts perhaps. */
export function keptValue(facet: "subject" | "author", value: string, ...others: string[]): string {
  const texts = [value, ...others].map((text) => text.slice(0, LONGEST).replaceAll(LABEL, " "));
  return [facetKey(facet, texts[0]!), ...texts].join(LABEL);
}

/** What a kept value is asked for by, and, where that is another form, the one a reader is shown. */
export function shownValue(
  facet: FacetName,
  kept: string,
  language?: Language,
): { value: string; label?: string } {
  const [key = "", ...labels] = kept.split(LABEL);
  if (labels.length === 0) return { value: key };
  const label = labelIn(labels, language);
  return facetKey(facet, label) === key ? { value: label } : { value: labels[0]!, label };
}

/** True for two forms of one value. */
export function isSameValue(facet: FacetName, a: string, b: string): boolean {
  return a === b || (isHeading(facet) && fold(a) !== "" && facetKey(facet, a) === facetKey(facet, b));
}
