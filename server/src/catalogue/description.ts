/** A text with its other-script forms: original script first, romanisation and further forms after it. */
export type Parallel = { value: string; forms: string[] };

/** A title proper with its parts, ISBD punctuation removed (MARC 21 245, CNMARC 200). */
export type Title = { main: string; sub?: string; part?: string; partName?: string };

export type Contributor = Parallel & {
  role: ContributorRole;
  /** True for the main entry (1XX, 70X/71X first responsibility). */
  isMain: boolean;
  isCorporate: boolean;
  dates?: string;
};

export type ContributorRole =
  | "author"
  | "translator"
  | "editor"
  | "compiler"
  | "illustrator"
  | "annotator"
  | "other";

export type Identifier = {
  type: "isbn" | "issn" | "lccn" | "oclc" | "national";
  /** Normalised: ISBN as 13 digits, ISSN as 8 characters, the others without spaces and prefixes. */
  value: string;
  status: "current" | "cancelled";
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

export type Publication = { place?: string; publisher?: string };

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

/** One line of an item list: where a member keeps what. */
export type ItemFacts = {
  /** Identifies the item inside its record on the next import. */
  sourceKey: string;
  barcode?: string;
  location: string;
  branch?: string;
  callNumber: string;
  part: string;
  itemClass: string;
  condition: "good" | "missing" | "lost" | "damaged" | "withdrawn";
  forLoan: boolean;
};
