import { refuser } from "../kernel/refusals.ts";

/** What the queries of this room may refuse. */
export const refusalTable = { "patron-unknown": 404, "leaver-not-clear": 409 } as const;

/** Makes a refusal of this room. */
export const refuse = refuser(refusalTable);
