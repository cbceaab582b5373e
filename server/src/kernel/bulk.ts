import { once } from "node:events";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

/** A connection inside an open transaction, for work that goes by thousands of rows (COPY, arrays). */
export type BulkTx = pg.PoolClient;

/** What runs statements in an open transaction, whoever opened it. */
export type Statements = {
  query<R extends pg.QueryResultRow>(query: Statement, values?: unknown[]): Promise<{ rows: R[] }>;
};
type Statement = string | { name: string; text: string; values: unknown[] };

/** Runs `work` in one transaction on a connection of its own; rolls back when it throws, or when told to. */
export async function inBulkTransaction<T>(pool: pg.Pool, work: (tx: BulkTx) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    client.release();
    return result;
  } catch (error) {
    // A broken connection cannot roll back; the server does it when the connection goes.
    const undone = await client.query("rollback").then(
      () => true,
      () => false,
    );
    client.release(!undone);
    throw error;
  }
}

/** A value of one COPY column: null, text, number, boolean or an array written as PostgreSQL text. */
export type CopyValue = string | number | boolean | null;

const CHUNK_CHARS = 1 << 18;

/** Loads rows into `table` with COPY: the fastest way PostgreSQL takes data. Constraints apply as with INSERT. */
export async function copyInto(
  tx: BulkTx,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]>,
): Promise<void> {
  let stream: ReturnType<typeof copyFrom> extends infer S ? S | undefined : never;
  let text = "";
  for (const row of rows) {
    text += copyLine(row);
    if (text.length < CHUNK_CHARS) continue;
    stream ??= tx.query(copyFrom(`copy ${table} (${columns.join(", ")}) from stdin`));
    if (!stream.write(text)) await once(stream, "drain");
    text = "";
  }
  if (!stream) {
    if (text === "") return;
    stream = tx.query(copyFrom(`copy ${table} (${columns.join(", ")}) from stdin`));
  }
  const target = stream;
  await new Promise<void>((done, fail) => {
    target.once("finish", done);
    target.once("error", fail);
    target.end(text);
  });
}

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function copyLine(row: readonly CopyValue[]): string {
  let line = "";
  for (let i = 0; i < row.length; i++) {
    const value = row[i]!;
    if (i > 0) line += "\t";
    if (value === null) line += "\\N";
    else if (typeof value === "string")
      line += SPECIAL.test(value) ? value.replace(/[\\\t\n\r]/g, (c) => ESCAPES[c]!) : value;
    else line += value;
  }
  return `${line}\n`;
}

/** Leaves an outbox message from a bulk transaction; see outbox.ts. */
export async function publishBulk(tx: Statements, topic: string, payload: unknown): Promise<void> {
  const values = [topic, JSON.stringify(payload)];
  await tx.query("insert into kernel.outbox (topic, payload) values ($1, $2)", values);
}

/** Reserves `count` ids of an identity column, in order. */
export async function reserveIds(tx: Statements, table: string, count: number): Promise<number[]> {
  if (count === 0) return [];
  const { rows } = await tx.query<{ ids: string }>(
    "select string_agg(nextval(pg_get_serial_sequence($1, 'id'))::text, ',') as ids from generate_series(1, $2)",
    [table, count],
  );
  return rows[0]!.ids.split(",").map(Number);
}
