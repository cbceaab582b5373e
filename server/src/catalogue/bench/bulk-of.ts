import { Writable } from "node:stream";
import { CompiledQuery } from "kysely";
import type { BulkTx } from "../../kernel/bulk.ts";
import type { Db } from "../../kernel/database.ts";

type Statement = string | { text: string; values?: unknown[] };

/**
 * A command's transaction as work by the thousand takes it. What would go by COPY, which needs a connection of its own, is
 * a few rows here and goes by INSERT.
 */
export function bulkOf(tx: Db): BulkTx {
  const run = (text: string, values?: unknown[]) => tx.executeQuery(CompiledQuery.raw(text, values ?? []));
  const query = (statement: Statement, values?: unknown[]): unknown => {
    const text = typeof statement === "string" ? statement : statement.text;
    const copied = /^copy ([a-z_.]+) \((.*)\) from stdin$/.exec(text);
    if (copied) return insertion(copied[1]!, copied[2]!, run);
    return run(text, values ?? (statement as { values?: unknown[] }).values);
  };
  return { query } as unknown as BulkTx;
}

/** Takes the lines of a COPY and writes them as rows when they are complete. */
function insertion(
  table: string,
  columns: string,
  run: (text: string, values: unknown[]) => Promise<unknown>,
): Writable {
  let lines = "";
  return new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      lines += chunk;
      done();
    },
    final: (done) => {
      const insert = async (): Promise<void> => {
        for (const line of lines.split("\n").slice(0, -1)) {
          const values = line.split("\t").map(readValue);
          const places = values.map((_, at) => `$${at + 1}`).join(", ");
          await run(`insert into ${table} (${columns}) overriding system value values (${places})`, values);
        }
      };
      insert().then(() => done(), done);
    },
  });
}

const ESCAPED: Record<string, string> = { t: "\t", n: "\n", r: "\r", "\\": "\\" };

/** A value as COPY's text format writes it. */
function readValue(text: string): string | null {
  return text === "\\N" ? null : text.replace(/\\(.)/gs, (_, character: string) => ESCAPED[character]!);
}
