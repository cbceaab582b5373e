import type { ContributorRole, WrittenName } from "@commonshelf/marc";
import type { Identifier } from "../matching/index.ts";

/** A text with its other-script forms: original script first, romanisation and further forms after it. */
export type Parallel = { value: string; forms: string[] };

/**
 * A title proper with its parts, ISBD punctuation removed (MARC 21 245, CNMARC 200). `nonfiling`: how many characters of
 * `main` filing passes over, as the record says (second indicator, non-sorting marks); absent where it is silent.
 */
export type Title = { main: string; sub?: string; part?: string; partName?: string; nonfiling?: number };

export type Contributor = Parallel &
  Omit<WrittenName, "value"> & {
    role: ContributorRole;
    /** True for the main entry (1XX, 70X/71X first responsibility). */
    isMain: boolean;
    isCorporate: boolean;
  };

/** What an instance is, for readers and for matching. */
export type ResourceType =
  | "book"
  | "serial"
  | "map"
  | "score"
  | "music"
  | "audio"
  | "video"
  | "image"
  | "archive"
  | "data"
  | "object";
export type Carrier = "print" | "online" | "microform" | "disc" | "manuscript";

type Publication = { place?: string; publisher?: string };

/** A classification number and its scheme: Chinese Library Classification, LC, Dewey, others. */
export type ClassNumber = { scheme: "clc" | "lcc" | "ddc" | "other"; value: string };

/**
 * What one MARC record says, in one shape for MARC 21 and CNMARC/UNIMARC. Texts are as the library wrote them,
 * without ISBD marks; nothing is folded here.
 */
export type Description = {
  /** Original script first; the romanised or converted form after it. */
  titles: Title[];
  variantTitles: string[];
  /** Title of the original, for translations (MARC 21 240/765, UNIMARC 454/500). */
  uniformTitle?: string;
  responsibility?: string;
  contributors: Contributor[];
  edition?: string;
  publications: Publication[];
  year?: number;
  /** Last year of a span: a decade, a work of several years, a date that is not certain. */
  yearTo?: number;
  /** ISO 639-2/B codes. */
  languages: string[];
  originalLanguages: string[];
  type: ResourceType;
  carrier: Carrier;
  extent?: string;
  pages?: number;
  series: string[];
  subjects: Parallel[];
  classNumbers: ClassNumber[];
  identifiers: Identifier[];
  notes: string[];
  contents: string[];
  summary?: string;
  urls: { url: string; label?: string }[];
};
