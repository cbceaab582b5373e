import { CompiledQuery } from "kysely";
import type { Statements } from "../kernel/bulk.ts";
import type { Db } from "../kernel/database.ts";

/** The statements of a query or a command, for set-based work that loads do too. */
export function statementsOf(tx: Db): Statements {
  return {
    query: async <R>(statement: string | { text: string; values: unknown[] }, values: unknown[] = []) => {
      const { text, values: given } = typeof statement === "string" ? { text: statement, values } : statement;
      return { rows: (await tx.executeQuery(CompiledQuery.raw(text, given))).rows as R[] };
    },
  };
}
