import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "record-unknown": 404,
  "branch-unknown": 404,
  "serial-unknown": 404,
  /** The library has a run of this record at this place already. */
  "serial-exists": 409,
  "issue-unknown": 404,
  /** It is here already, or bound. */
  "issue-state": 409,
  "barcode-taken": 409,
  /** Copies of these issues are lent, on their way or asked for. */
  "issues-in-use": 409,
  /** Nothing is foretold of a run that is closed. */
  "serial-closed": 409,
  /** Without how many issues come a year nothing can be foretold. */
  "frequency-missing": 409,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
