import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "load-unknown": 404,
  "load-running": 409,
  "load-nothing-to-undo": 409,
  "load-being-undone": 409,
  "load-not-staged": 409,
  "load-refused": 409,
  "bulk-unknown": 404,
  "bulk-not-ready": 409,
  /** The office keeps who may change this field. */
  "field-protected": 403,
  "member-unknown": 404,
  "selection-unreadable": 400,
  "export-too-long": 409,
  "export-schedules-many": 409,
  "export-unknown": 404,
  "unknown-profile": 404,
  "profile-name": 400,
  "profiles-too-many": 409,
  "macro-unknown": 404,
  "macros-too-many": 409,
  "choose-branch": 409,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
