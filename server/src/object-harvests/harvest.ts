import { sql } from "kysely";
import {
  indexObjects,
  lockCollection,
  readRow,
  readValues,
  titleOf,
  withdrawNamed,
  writeObject,
} from "../collections/index.ts";
import { type Reach, reachOf } from "../harvesting/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { manifestsOf, readManifestPage, readOaiPage, type SourcePage, type SourceRecord } from "./read.ts";
import { refuse } from "./refusals.ts";
import { findSource, type Source } from "./sources.ts";

const MOST_PAGES = 100_000;
const MOST_LINES = 200;
const LONGEST_IDENTIFIER = 200;

type Run = { id: string; sourceId: number; isWhole: boolean; token: string | null; pages: number };

async function findRun(db: Db, id: string): Promise<Run | undefined> {
  const { rows } =
    await sql<Run>`select r.id, r.source_id as "sourceId", r.is_whole as "isWhole", r.token, r.pages
    from object_harvests.run r where r.id = ${id} and r.state = 'running'`.execute(db);
  return rows[0];
}

/**
 * Goes on with a harvest, or begins it. Each page is kept with how far it is, so that after a crash the next call goes on
 * behind the last one; a source that is stopped meanwhile ends it. What goes wrong stands with the harvest.
 */
export async function performHarvest(
  deps: RouteDeps,
  runId: string,
  given?: Reach,
  stopping?: AbortSignal,
): Promise<void> {
  const run = await findRun(deps.db, runId);
  const source = run && (await findSource(deps.db, run.sourceId));
  if (!run || !source) return;
  try {
    await readPages(
      deps,
      source,
      run,
      given ?? reachOf(deps.config.environment, new URL(source.url)),
      stopping,
    );
    if (stopping?.aborted) throw new Error("The harvest goes on later");
    await endHarvest(deps, source, run);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await sql`update object_harvests.run set state = 'failed', ended_at = ${deps.clock.now()}, error = ${error.code},
      detail = ${String(error.params.detail ?? "")} where id = ${runId}`.execute(deps.db);
  }
}

async function readPages(
  deps: RouteDeps,
  source: Source,
  run: Run,
  reach: Reach,
  stopping: AbortSignal | undefined,
): Promise<void> {
  const manifests = source.kind === "iiif" ? await manifestsOf(source.url, reach) : [];
  const from = run.isWhole ? null : (source.harvestedUntil?.slice(0, 10) ?? null);
  const asked = new Set<string>();
  let { token, pages } = run;
  let restarts = 0;
  while (!stopping?.aborted) {
    if (pages++ >= MOST_PAGES) throw refuse("harvest-turns-in-circles");
    const page: SourcePage =
      source.kind === "iiif"
        ? await readManifestPage(manifests, token, reach)
        : await readOaiPage(source, from, token, reach);
    if (page.isTokenStale) {
      if (token === null || restarts++ > 0) throw refuse("harvest-refused", { detail: "badResumptionToken" });
      token = null;
      asked.clear();
      continue;
    }
    await keepPage(deps.db, source, run, page);
    if (page.token === null) return;
    if (asked.has(page.token)) throw refuse("harvest-turns-in-circles");
    asked.add(page.token);
    token = page.token;
  }
}

type Line = { identifier: string; reason: string };

/** A page's records become objects, with what is known of the source and how far the harvest is. */
async function keepPage(db: Db, source: Source, run: Run, page: SourcePage): Promise<void> {
  // The last word about an identifier that stands twice on a page counts.
  const records = [...new Map(page.records.map((one) => [one.identifier, one])).values()];
  await inTransaction(db, async (tx) => {
    const lines = await writeRecords(tx, source, records);
    const refused = new Set(lines.map((line) => line.identifier));
    const isGone = (one: SourceRecord): boolean => one.kind === "deleted";
    await sql`insert into object_harvests.seen as s (source_id, identifier, deleted, is_taken, run_id)
      select ${source.id}, v.identifier, v.deleted, v.taken, ${run.id}
      from unnest(${records.map((one) => one.identifier)}::text[], ${records.map(isGone)}::boolean[],
        ${records.map((one) => !refused.has(one.identifier))}::boolean[]) v(identifier, deleted, taken)
      on conflict (source_id, identifier) do update set deleted = excluded.deleted, is_taken = excluded.is_taken,
        run_id = excluded.run_id`.execute(tx);
    await sql`update object_harvests.run r set token = ${page.token}, pages = r.pages + 1,
        server_time = coalesce(r.server_time, ${page.serverTime}),
        records = r.records + ${records.length - records.filter(isGone).length - lines.length},
        deletions = r.deletions + ${records.filter(isGone).length}, refused = r.refused + ${lines.length},
        refused_lines = case when jsonb_array_length(r.refused_lines) >= ${MOST_LINES} then r.refused_lines
          else r.refused_lines || ${JSON.stringify(lines.slice(0, MOST_LINES))}::jsonb end
      where r.id = ${run.id}`.execute(tx);
  });
}

/** Writes what can be written and withdraws what is gone; says why the rest is not. */
async function writeRecords(tx: Tx, source: Source, records: readonly SourceRecord[]): Promise<Line[]> {
  const collection = await lockCollection(tx, { id: source.collectionId });
  const lines: Line[] = [];
  const ids: string[] = [];
  for (const one of records) {
    const { identifier } = one;
    const tooLong = identifier.length > LONGEST_IDENTIFIER ? "identifier-long" : null;
    if (one.kind === "unreadable" || tooLong)
      lines.push({ identifier, reason: tooLong ?? (one.kind === "unreadable" ? one.reason : "") });
    if (one.kind !== "record" || tooLong) continue;
    const { data } = readRow(collection.draft, source.mapping, one.cells);
    const [wrong] = readValues(collection.draft, data).errors;
    if (wrong || titleOf(collection.draft, "", data) === "") {
      const reason = wrong ? `${wrong.field}: ${wrong.code} ${wrong.detail}`.trim() : "value-missing";
      lines.push({ identifier, reason });
      continue;
    }
    const written = await writeObject(tx, systemActor, collection, {
      identifier,
      data,
      pages: null,
      state: "published",
    });
    ids.push(written.id);
  }
  await indexObjects(tx, collection, ids);
  const gone = records.filter((one) => one.kind === "deleted").map((one) => one.identifier);
  await withdrawNamed(tx, collection, gone);
  return lines;
}

/** Ends a harvest. Of a whole one, what was seen before and did not come again is gone at the source. */
async function endHarvest({ db, clock }: RouteDeps, source: Source, run: Run): Promise<void> {
  await inTransaction(db, async (tx) => {
    if (run.isWhole) {
      const { rows } = await sql<{ identifier: string }>`update object_harvests.seen set deleted = true
        where source_id = ${source.id} and not deleted and run_id <> ${run.id} returning identifier`.execute(
        tx,
      );
      const collection = await lockCollection(tx, { id: source.collectionId });
      await withdrawNamed(
        tx,
        collection,
        rows.map((row) => row.identifier),
      );
      await sql`update object_harvests.run set deletions = deletions + ${rows.length} where id = ${run.id}`.execute(
        tx,
      );
    }
    await sql`update object_harvests.source s set harvested_until = coalesce(r.server_time, r.started_at)
      from object_harvests.run r where r.id = ${run.id} and s.id = r.source_id`.execute(tx);
    await sql`update object_harvests.run set state = 'done', ended_at = ${clock.now()}, token = null
      where id = ${run.id}`.execute(tx);
  });
}
