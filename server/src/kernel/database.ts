import { AsyncLocalStorage } from "node:async_hooks";
import { hash } from "node:crypto";
import { channel } from "node:diagnostics_channel";
import {
  Kysely,
  type LogEvent,
  PostgresDialect,
  type PostgresPool,
  type RawBuilder,
  sql,
  type Transaction,
} from "kysely";
import pg from "pg";
import "./postgres/values.ts";

/** Tables are addressed in SQL templates whose row types stand beside them (docs/decisions/0004), not by a schema type. */
type Tables = Record<never, never>;

/** Reads only. */
export type Db = Kysely<Tables>;
/** An open transaction: what every command takes. */
export type Tx = Transaction<Tables>;

/** Connections to one database: Kysely for queries, the bare pool for COPY and LISTEN. */
export type Database = { db: Db; pool: pg.Pool; close(): Promise<void> };

/** A statement that was answered: its text, which holds places for values and never a value, and how long it took. */
export type Statement = { text: string; ms: number; failed: boolean };

/** Where every statement is told to whoever watches (`observing`); nothing is made while nobody does. */
export const statements = channel("commonshelf:statements");

function tellStatement(event: LogEvent): void {
  if (!statements.hasSubscribers) return;
  const { query, queryDurationMillis: ms, level } = event;
  statements.publish({ text: query.sql, ms, failed: level === "error" } satisfies Statement);
}

/** What gives its connections to work that may read elsewhere (`replica`); unset: the pool itself. */
export const readPlace = new AsyncLocalStorage<() => Pick<pg.PoolClient, "query" | "release">>();

const CONNECT_TIMEOUT_MS = 30_000;
const MOST_STATEMENTS = 1000;
/** A connection that is this old is replaced, and with it what it prepared for pages that are seldom asked for. */
const CONNECTION_LIFETIME_S = 3600;

/**
 * Statements with parameters are prepared once per connection: planning a join costs a desk more than running it.
 * Their texts are fixed (lists travel as arrays); what a connection keeps is bounded all the same.
 */
function prepareRepeated(client: pg.PoolClient): void {
  const names = new Map<string, string>();
  const query = client.query.bind(client) as (...words: unknown[]) => unknown;
  const prepared = (text: unknown, values: unknown, ...rest: unknown[]): unknown => {
    if (typeof text !== "string" || !Array.isArray(values) || values.length === 0)
      return query(text, values, ...rest);
    let name = names.get(text);
    if (name === undefined) {
      if (names.size >= MOST_STATEMENTS) return query(text, values, ...rest);
      name = `s${hash("md5", text)}`;
      names.set(text, name);
    }
    return query({ name, text, values }, ...rest);
  };
  client.query = prepared as typeof client.query;
}

/** Opens a pool of at most `size` connections; `application` shows in pg_stat_activity. */
export function openDatabase(connection: pg.ClientConfig, size: number, application: string): Database {
  const pool = new pg.Pool({
    ...connection,
    max: size,
    application_name: application,
    idleTimeoutMillis: 60_000,
    maxLifetimeSeconds: CONNECTION_LIFETIME_S,
    // Nobody waits without an end for a server that does not answer, or for others to give their connections back.
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  // A connection lost while idle is replaced at its next use.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
    prepareRepeated(client);
  });
  const routed = {
    connect: async () => readPlace.getStore()?.() ?? (await pool.connect()),
    end: () => pool.end(),
  };
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: routed as PostgresPool }),
    log: tellStatement,
  });
  return { db, pool, close: () => db.destroy() };
}

const SERIALISATION_FAILURE = "40001";
const DEADLOCK = "40P01";
const ATTEMPTS = 4;

/** Whether PostgreSQL broke a deadlock or a conflict in favour of a rival: the same transaction may succeed when run again. */
export function isRivalry(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code;
  return code === DEADLOCK || code === SERIALISATION_FAILURE;
}

/**
 * A value of a statement that the planner does not see, so that the plan made once is kept. Beside a list of two PostgreSQL plans
 * anew at each run, because a kept plan counts on ten and looks dearer; planning a view of seven tables takes 4 ms, reading it 0.2.
 */
export function plannedOnce(value: unknown, type: "bigint" | "bigint[]"): RawBuilder<unknown> {
  const name = sql.raw(type);
  return sql`(select ${value}::${name})::${name}`;
}

/** Runs `work` in one transaction; tries again when PostgreSQL broke a deadlock in favour of a rival. */
export async function inTransaction<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (!isRivalry(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Serialises everything that takes the same `name` until the transaction ends. */
export async function lockByName(tx: Tx, name: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}
