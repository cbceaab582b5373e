import { citeApa } from "./apa.ts";
import { citeChicago } from "./chicago.ts";
import { citeGb7714 } from "./gb7714.ts";
import { citeMla } from "./mla.ts";
import type { CiteOptions, Reference } from "./reference.ts";
import type { Run } from "./runs.ts";

/** The styles offered, the ones readers here need first. */
export const styleNames = [
  "gb7714-2025-numeric",
  "gb7714-2025-author-date",
  "gb7714-2015-numeric",
  "gb7714-2015-author-date",
  "apa-7",
  "mla-9",
  "chicago-17-note",
  "chicago-17-bibliography",
  "chicago-17-author-date",
] as const;
export type StyleName = (typeof styleNames)[number];

const STYLES: Record<StyleName, (reference: Reference, options: CiteOptions) => Run[]> = {
  "gb7714-2025-numeric": (r, o) => citeGb7714(r, { edition: 2025, system: "numeric" }, o),
  "gb7714-2025-author-date": (r, o) => citeGb7714(r, { edition: 2025, system: "author-date" }, o),
  "gb7714-2015-numeric": (r, o) => citeGb7714(r, { edition: 2015, system: "numeric" }, o),
  "gb7714-2015-author-date": (r, o) => citeGb7714(r, { edition: 2015, system: "author-date" }, o),
  "apa-7": (r) => citeApa(r),
  "mla-9": (r, o) => citeMla(r, o),
  "chicago-17-note": (r) => citeChicago(r, "note"),
  "chicago-17-bibliography": (r) => citeChicago(r, "bibliography"),
  "chicago-17-author-date": (r) => citeChicago(r, "author-date"),
};

/** The citation of one thing in one style, as runs of text. */
export function cite(reference: Reference, style: StyleName, options: CiteOptions = {}): Run[] {
  return STYLES[style](reference, options);
}

/** A style by its name; undefined for anything else. */
export function styleOf(value: string): StyleName | undefined {
  return styleNames.find((name) => name === value);
}
