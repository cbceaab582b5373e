import type { Name } from "./names.ts";

/** What kind of thing is cited. Parts of things (articles, chapters) are not described here. */
export type ReferenceType =
  | "book"
  | "serial"
  | "newspaper"
  | "thesis"
  | "proceedings"
  | "report"
  | "standard"
  | "map"
  | "score"
  | "audio"
  | "video"
  | "image"
  | "archive"
  | "dataset"
  | "object";

/** What the thing is kept on. */
export type Medium = "print" | "online" | "disc" | "microform" | "manuscript";

/** A title proper with what follows it: subtitle, number of the part, name of the part. */
export type TitleParts = { main: string; sub?: string; part?: string; partName?: string };

export type CreatorRole =
  | "author"
  | "editor"
  | "compiler"
  | "translator"
  | "illustrator"
  | "annotator"
  | "contributor";

/**
 * Somebody who made it. `romanised`: the same name in Latin letters, for styles that want them. `roleWord`: the word
 * of the title page where it says more than the role, such as 主编, 编译, 校注.
 */
export type Creator = { name: Name; romanised?: Name; role: CreatorRole; roleWord?: string };

/** One thing to be cited, whatever catalogue it comes from. Absent means not known. */
export type Reference = {
  /** Stable and unique in its catalogue: what keys are made of. */
  id: string;
  type: ReferenceType;
  medium: Medium;
  /** Language of the thing as BCP 47: `zh-Hans`, `zh-Hant`, `ja`, `en`, … It decides the words of GB/T 7714. */
  language: string;
  title: TitleParts;
  /** The title in Latin letters, when `title` is in another script. */
  romanisedTitle?: TitleParts;
  creators: Creator[];
  /** As printed: `第2版`, `2nd ed.`, `明刻本`. */
  edition?: string;
  place?: string;
  publisher?: string;
  /** First year, of a serial the year it began. */
  year?: number;
  /** Last year of what appeared in several, or of those it may have appeared in: `[197-]` is 1970 to 1979. */
  yearTo?: number;
  series?: string;
  pageCount?: number;
  /** Thesis: `doctoral`, `master` or what it says; and where it was submitted. */
  degree?: string;
  institution?: string;
  isbns: string[];
  issns: string[];
  doi?: string;
  /** Where the thing itself can be read, only for what is online. */
  url?: string;
  /** Where the catalogue shows it. */
  recordUrl?: string;
  subjects: string[];
  summary?: string;
};

/** What a citation needs beside the reference. `accessedOn`: YYYY-MM-DD, the day an online thing was seen. */
export type CiteOptions = { accessedOn?: string };

/** `2001`, `1970–1979` with the dash given; empty when not known. Never one year for a span. */
export function yearsText({ year, yearTo }: Reference, dash: string): string {
  if (year === undefined) return "";
  return yearTo === undefined || yearTo === year ? String(year) : `${year}${dash}${yearTo}`;
}

/** As `yearsText`; of a serial that goes on, `1970–`. */
export function yearsOrBegun(reference: Reference, dash: string): string {
  const years = yearsText(reference, dash);
  const isOpen = reference.yearTo === undefined || reference.yearTo === reference.year;
  const isSerial = reference.type === "serial" || reference.type === "newspaper";
  return years && isSerial && isOpen ? `${years}${dash}` : years;
}

/** A decade or a century for want of a year. */
export function isGuessedSpan({ year, yearTo }: Reference): boolean {
  if (year === undefined || yearTo === undefined) return false;
  return [9, 99].some((length) => yearTo - year === length && year % (length + 1) === 0);
}

/** Those responsible in the first place: authors, else editors and compilers, else nobody. */
export function mainCreators(reference: Reference): Creator[] {
  const authors = reference.creators.filter((c) => c.role === "author");
  if (authors.length > 0) return authors;
  return reference.creators.filter((c) => c.role === "editor" || c.role === "compiler");
}

/** Others with a role, who follow the title. */
export function otherCreators(reference: Reference, ...roles: CreatorRole[]): Creator[] {
  const main = mainCreators(reference);
  return reference.creators.filter((c) => roles.includes(c.role) && !main.includes(c));
}
