/** What readers see of a title, in the order in which cataloguers read it; the fields of an `InstanceBrief`. */
export const sharedFields = [
  "title",
  "parallelTitle",
  "otherTitles",
  "responsibility",
  "contributors",
  "edition",
  "place",
  "publisher",
  "year",
  "extent",
  "series",
  "languages",
  "type",
  "carrier",
  "isbns",
  "issns",
  "otherIds",
  "subjects",
  "classNumbers",
  "contents",
  "summary",
  "notes",
  "urls",
] as const;
export type SharedField = (typeof sharedFields)[number];

/** By what a record was found. */
export const foundBy = ["barcode", "number"] as const;

/** Currencies that books of the region are bought in (ISO 4217). */
export const currencies = ["CNY", "HKD", "MOP", "TWD", "USD", "EUR", "GBP", "JPY", "KRW", "SGD"] as const;

/** Who may change fields that are protected: administrators of the library and the office, or the office alone. */
export const protectors = ["member-admin", "consortium-admin"] as const;
