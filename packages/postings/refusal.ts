/** Why the index refuses a schema, a document, a query or a snapshot. Stable: callers may switch on it. */
export type RefusalCode =
  | "schema-invalid"
  | "document-invalid"
  | "query-invalid"
  | "cursor-invalid"
  | "snapshot-not-recognised"
  | "snapshot-version"
  | "snapshot-checksum"
  | "snapshot-truncated"
  | "snapshot-schema-differs"
  | "segment-too-large";

/** A request the index cannot serve as asked; nothing has been changed when it is thrown. */
export class IndexRefusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, detail: string) {
    super(`${code}: ${detail}`);
    this.name = "IndexRefusal";
    this.code = code;
  }
}
