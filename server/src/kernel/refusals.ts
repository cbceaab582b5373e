import { Problem } from "./problem.ts";

/** The refusals of a room: every code with the HTTP status it is answered with. */
export type RefusalTable = Readonly<Record<string, number>>;

/** The codes of a table: a closed union, so that a typo does not compile. */
export type CodeOf<Table extends RefusalTable> = keyof Table & string;

/** What any door may refuse before a room is asked. */
export const doorRefusals = {
  "invalid-request": 400,
  "key-invalid": 400,
  "sign-in-needed": 401,
  "fresh-sign-in-needed": 403,
  forbidden: 403,
  "csrf-token-wrong": 403,
  "origin-wrong": 403,
  "choose-branch": 409,
  "key-reused": 409,
  "key-spent": 409,
} as const satisfies RefusalTable;

/** Makes a room's refusals: `refuse("loan-state")` is a `Problem` with the status its table says. */
export function refuser<const Table extends RefusalTable>(
  table: Table,
): (code: CodeOf<Table>, params?: Problem["params"]) => Problem {
  return (code, params = {}) => new Problem(code, table[code]!, params);
}
