import pg from "pg";
import type { Config } from "../../kernel/config.ts";
import { lsnOf, writtenLsn } from "../../replica/index.ts";
import type { RegionDatabase } from "../serving/region-database.ts";
import { type Finding, megabytes } from "./finding.ts";

const ANSWER_MS = 5000;

/** What a server uses when it is set and goes on without when it is away: the database's copy, the collector of spans. */
export async function lookAtCopies(config: Config, database: RegionDatabase): Promise<Finding[]> {
  return [...(await lookAtReplica(config, database)), ...(await lookAtCollector(config))];
}

async function lookAtReplica({ replicaUrl }: Config, { pool }: RegionDatabase): Promise<Finding[]> {
  if (replicaUrl === undefined) return [];
  const { host } = new URL(replicaUrl);
  const advice =
    "Look at DATABASE_REPLICA_URL and at the copy; until it follows, pages are read from the first database";
  const client = new pg.Client({ connectionString: replicaUrl, connectionTimeoutMillis: ANSWER_MS });
  try {
    await client.connect();
    const { rows } = await client.query<{ follows: boolean; lsn: string | null }>(
      "select pg_is_in_recovery() as follows, pg_last_wal_replay_lsn()::text as lsn",
    );
    const { follows, lsn } = rows[0]!;
    if (!follows || lsn === null)
      return [{ check: "copy", ok: false, detail: `${host} follows no other database`, advice }];
    const behind = Number(lsnOf(await writtenLsn(pool)) - lsnOf(lsn));
    return [
      { check: "copy", ok: true, detail: `${host} follows, ${megabytes(Math.max(0, behind))} MB behind` },
    ];
  } catch (error) {
    const { message, code } = error as { message: string; code?: string };
    return [{ check: "copy", ok: false, detail: `${host}: ${message || code}`, advice }];
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function lookAtCollector({ traces }: Config): Promise<Finding[]> {
  if (traces === undefined) return [];
  const advice =
    "Look at OTEL_EXPORTER_OTLP_ENDPOINT and the collector; readers notice nothing, spans are lost";
  try {
    const reply = await fetch(traces.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ resourceSpans: [] }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const { host } = new URL(traces.url);
    return [{ check: "spans", ok: reply.ok, detail: `${host} answers ${reply.status}`, advice }];
  } catch (error) {
    const { cause, message } = error as { cause?: { message?: string; code?: string }; message: string };
    return [
      {
        check: "spans",
        ok: false,
        detail: `${traces.url}: ${cause?.message || cause?.code || message}`,
        advice,
      },
    ];
  }
}
