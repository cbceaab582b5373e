/** How a catalogue outside is asked: SRU (ISO 20775 family, LoC SRU 1.1, 1.2) or Z39.50 (ISO 23950). */
export const protocols = ["sru", "z3950"] as const;

/** What a catalogue outside is asked by. */
export const questionFields = ["isbn", "issn", "title", "author", "any"] as const;
export type QuestionField = (typeof questionFields)[number];

/** What records found outside are brought into: the library's own format, none other than theirs, or one of the two. */
export const shownFormats = ["own", "source", "marc21", "unimarc"] as const;

/** Encodings of records that are no UTF-8 and do not say so. */
export const targetEncodings = ["auto", "utf-8", "marc-8", "gb18030", "big5", "iso-5426", "latin-1"] as const;

/** Formats that Z39.50 servers give records in, as `yaz-client` names them. */
export const recordSyntaxes = ["usmarc", "unimarc"] as const;
