import { foldKey, personKey } from "@commonshelf/cjk";
import type { AuthorityKind } from "./words.ts";

const LONGEST = 300;

/** By what headings of a kind are one, whatever their script's variants and the order of a name; '' where nothing is left. */
export function headingKey(kind: AuthorityKind, text: string): string {
  if (kind === "class") return text.replace(/\s/g, "").toUpperCase().slice(0, LONGEST);
  return (kind === "person" ? personKey(text) : foldKey(text)).slice(0, LONGEST);
}

/** By what a heading is looked for while it is typed: its beginning as it is written, a name family name first. */
export function typedKey(text: string): string {
  return foldKey(text).slice(0, LONGEST);
}

/** The pattern of what begins as was typed. */
export function beginning(typed: string): string {
  return `${typedKey(typed).replace(/[\\%_]/g, "\\$&")}%`;
}

/** The year somebody was born, of dates as headings have them: `1900-1986` -> `1900`, `-1986` -> ``. */
export function bornIn(dates: string): string {
  return /^[^\d–—~～-]{0,12}(\d{3,4})(?=\s*[-–—~～]|\s*年|\s*$|\?)/u.exec(dates.trim())?.[1] ?? "";
}

const HOSTS: [pattern: RegExp, source: string][] = [
  [/id\.loc\.gov\/authorities\/[a-z]+\/([^/?#]+)/i, "dlc"],
  [/viaf\.org\/viaf\/(\d+)/i, "viaf"],
  [/isni\.org\/(?:isni\/)?([\dX]+)/i, "isni"],
  [/d-nb\.info\/gnd\/([\dX-]+)/i, "de-588"],
];

/**
 * A number of an authority as records and files give it (MARC 21 $0, 010, 024, 035; UNIMARC $3), in one writing:
 * `(DLC)n  79021164` -> `dlc:n79021164`. Undefined for a bare number: it says not whose it is.
 */
export function knownNumber(text: string): string | undefined {
  const value = text.trim();
  for (const [pattern, source] of HOSTS) {
    const found = pattern.exec(value)?.[1];
    if (found) return `${source}:${found.toLowerCase()}`;
  }
  const [, source, number] = /^\(([^)]{1,40})\)\s*(.{1,80})$/.exec(value) ?? [];
  const bare = number?.replace(/\s/g, "").toLowerCase();
  return source && bare ? `${source.trim().toLowerCase()}:${bare}` : undefined;
}

/** Our own authorities are named so in $0 and $3: `(commonshelf)12`. */
export const OWN_SOURCE = "commonshelf";
