import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What this room may refuse. */
export const refusalTable = {
  "member-unknown": 404,
  "network-invalid": 400,
  "file-unknown": 404,
  "file-closed": 403,
  "file-embargoed": 403,
  "file-kind": 415,
  "file-damaged": 415,
  "file-pixels": 415,
  "image-request-invalid": 400,
  "image-size-large": 400,
  "images-busy": 503,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
