/** A title proper with its parts, without ISBD punctuation (MARC 21 245, CNMARC 200). */
export type DescribedTitle = { main: string; sub?: string; part?: string; partName?: string };

/** A name with its other-script forms. `isMain`: it is the main entry. */
export type DescribedName = {
  value: string;
  forms: readonly string[];
  role: string;
  isMain: boolean;
  isCorporate: boolean;
};

/** A number of the thing, normalised. `cancelled` ones speak weakly, `invalid` ones are found by and never matched by. */
export type Identifier = {
  type: "isbn" | "issn" | "lccn" | "oclc" | "national" | "ismn" | "ean" | "doi";
  /** ISBN, ISMN and EAN as 13 digits, ISSN as 8 characters, the others without spaces and prefixes. */
  value: string;
  /** `invalid`: wrong as printed, or of all forms of a thing together (ISSN-L). */
  status: "current" | "cancelled" | "invalid";
};

/** What matching reads of a description: whatever format the record is in, texts as the library wrote them. */
export type Described = {
  /** Original script first; the romanised or converted form after it. */
  titles: readonly DescribedTitle[];
  /** Title of the original, for translations. */
  uniformTitle?: string;
  contributors: readonly DescribedName[];
  edition?: string;
  publications: readonly { publisher?: string }[];
  year?: number;
  /** Last year of a span: a decade, a work of several years, a date that is not certain. */
  yearTo?: number;
  /** ISO 639-2/B codes. */
  languages: readonly string[];
  /** Kind of resource and of carrier: only ever compared. */
  type: string;
  carrier: string;
  pages?: number;
  identifiers: readonly Identifier[];
};
