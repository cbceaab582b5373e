import { type RefusalTable, refuser } from "../kernel/refusals.ts";

/** What commands and queries of this room may refuse, and how a harvest can fail. */
export const refusalTable = {
  "source-unknown": 404,
  "source-name-taken": 409,
  "source-address-wrong": 400,
  "source-tells-no-whole": 409,
  "member-unknown": 404,
  "harvest-running": 409,
  "harvest-unreachable": 502,
  "harvest-unreadable": 502,
  "harvest-refused": 502,
  "harvest-turns-in-circles": 502,
} as const satisfies RefusalTable;

/** A refusal of this room, with the status its table says. */
export const refuse = refuser(refusalTable);
