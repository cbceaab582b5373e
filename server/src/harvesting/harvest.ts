import { createReadStream } from "node:fs";
import { appendFile, mkdir, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { controlValue, type MarcRecord, marcXmlFooter, marcXmlHeader, writeMarcXml } from "@commonshelf/marc";
import { sql } from "kysely";
import { onBehalfOf } from "../kernel/actor.ts";
import { type Db, inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { takeUpload } from "../loads/index.ts";
import { fetchPage, type Reach, reachOf, readAddress } from "./fetch-page.ts";
import { collectFolder } from "./folder.ts";
import { type HarvestedRecord, readPage } from "./read-page.ts";
import { refuse } from "./refusals.ts";
import { findSource, type Source } from "./sources.ts";

/** More pages than a region has records by the hundred: a server that goes on and on. */
const MOST_PAGES = 200_000;
const MOST_LINES = 200;
const MARC_PREFIXES = ["marc21", "marcxml", "marc", "unimarc", "cnmarc"];
const FOLDER = "harvests";

type Run = {
  id: string;
  sourceId: number;
  isWhole: boolean;
  token: string | null;
  pages: number;
  startedBy: string;
};

/**
 * Goes on with a harvest, or begins it: page by page, each kept with how far it is, so that after a crash the next call
 * goes on behind the last one. What came becomes a load of the member, with its report and its undo; deletions too. What
 * goes wrong stands with the harvest and is not tried again until the next one.
 */
export async function performHarvest(
  deps: RouteDeps,
  runId: string,
  reach?: Reach,
  stopping?: AbortSignal,
): Promise<void> {
  const run = await findRun(deps.db, runId);
  const source = run && (await findSource(deps.db, run.sourceId));
  if (!run || !source) return;
  const path = join(deps.config.dataFolder, FOLDER, `${runId}.xml`);
  try {
    await mkdir(join(deps.config.dataFolder, FOLDER), { recursive: true });
    const loadIds =
      source.kind === "folder"
        ? await collectFolder(deps, source)
        : await harvestServer(deps, source, run, path, reach, stopping);
    if (stopping?.aborted) throw new Error("The harvest goes on later");
    await sql`update harvesting.run set state = 'done', ended_at = ${deps.clock.now()}, load_id = ${loadIds.at(-1) ?? null}::uuid,
      load_ids = ${loadIds}::uuid[], token = null
      where id = ${runId}`.execute(deps.db);
    await rm(path, { force: true });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await sql`update harvesting.run set state = 'failed', ended_at = ${deps.clock.now()}, error = ${error.code},
      detail = ${String(error.params.detail ?? "")} where id = ${runId}`.execute(deps.db);
    await rm(path, { force: true });
  }
}

async function findRun(db: Db, id: string): Promise<Run | undefined> {
  const { rows } =
    await sql<Run>`select r.id, r.source_id as "sourceId", r.is_whole as "isWhole", r.token, r.pages,
      r.started_by as "startedBy" from harvesting.run r where r.id = ${id} and r.state = 'running'`.execute(
      db,
    );
  return rows[0];
}

async function harvestServer(
  deps: RouteDeps,
  source: Source,
  run: Run,
  path: string,
  given: Reach | undefined,
  stopping: AbortSignal | undefined,
): Promise<string[]> {
  const url = readAddress(source.url);
  const reach = given ?? reachOf(deps.config.environment, url);
  let { token, pages } = run;
  if (pages === 0) await writeFile(path, marcXmlHeader, { mode: 0o600 });
  const prefix = source.prefix || (token === null ? await marcPrefix(url, reach) : "");
  const asked = new Set<string>();
  let restarts = 0;
  while (pages < MOST_PAGES && !stopping?.aborted) {
    const page = readPage(await fetchPage(url, paramsOf(source, run, prefix, token), reach));
    if (page.isTokenStale) {
      if (token === null || restarts++ > 0) throw refuse("harvest-refused", { detail: "badResumptionToken" });
      ({ token, pages } = { token: null, pages: 0 });
      asked.clear();
      await writeFile(path, marcXmlHeader, { mode: 0o600 });
      await sql`update harvesting.run set token = null, pages = 0, records = 0, deletions = 0, unreadable = 0,
        unreadable_lines = '[]' where id = ${run.id}`.execute(deps.db);
      continue;
    }
    await keepPage(deps.db, source, run, path, page.records, page);
    pages++;
    if (page.token === null) return await load(deps, source, run, path);
    if (asked.has(page.token)) throw refuse("harvest-turns-in-circles");
    asked.add(page.token);
    token = page.token;
  }
  if (!stopping?.aborted) throw refuse("harvest-turns-in-circles");
  return [];
}

function paramsOf(source: Source, run: Run, prefix: string, token: string | null): URLSearchParams {
  if (token !== null) return new URLSearchParams({ verb: "ListRecords", resumptionToken: token });
  return new URLSearchParams({
    verb: "ListRecords",
    metadataPrefix: prefix,
    ...(source.setSpec ? { set: source.setSpec } : {}),
    // Whole days: every server knows them, and what comes twice changes nothing.
    ...(run.isWhole || source.harvestedUntil === null ? {} : { from: source.harvestedUntil.slice(0, 10) }),
  });
}

/** The prefix by which a server gives MARC. Refuses `harvest-refused` 502 where there is none. */
async function marcPrefix(url: URL, reach: Reach): Promise<string> {
  const xml = await fetchPage(url, new URLSearchParams({ verb: "ListMetadataFormats" }), reach);
  const found = [...xml.matchAll(/<(?:[\w-]+:)?metadataPrefix\s*>\s*([^<\s]+)\s*</g)].map((one) => one[1]!);
  const prefix = MARC_PREFIXES.find((one) => found.includes(one)) ?? found.find((one) => /marc/i.test(one));
  if (prefix === undefined)
    throw refuse(/<(?:[\w-]+:)?OAI-PMH\b/.test(xml) ? "harvest-refused" : "harvest-unreadable", {
      detail: found.join(" ").slice(0, 200),
    });
  return prefix;
}

/** A page's records go to the file, then into what is known of the source, with how far the harvest is. */
async function keepPage(
  db: Db,
  source: Source,
  run: Run,
  path: string,
  records: readonly HarvestedRecord[],
  { token, serverTime }: { token: string | null; serverTime: Date | null },
): Promise<void> {
  const before = (await stat(path)).size;
  const numbers = await numbersOf(
    db,
    source.id,
    records.filter((one) => one.kind === "deleted").map((one) => one.identifier),
  );
  const written = records.flatMap((one) => {
    if (one.kind === "record") return [writeMarcXml(one.record)];
    const known = one.kind === "deleted" ? numbers.get(one.identifier) : undefined;
    return known ? [writeMarcXml(deletionOf(known))] : [];
  });
  await appendFile(path, written.join("\n"));
  const lines = records.flatMap((one) =>
    one.kind === "unreadable" ? [{ identifier: one.identifier, reason: one.reason }] : [],
  );
  const live = records.filter((one) => one.kind === "record");
  const gone = records.filter((one) => one.kind === "deleted");
  try {
    await inTransaction(db, async (tx) => {
      // The last word about an identifier that stands twice on a page counts.
      const seen = new Map(live.map((one) => [one.identifier, one.record]));
      const list = [...seen];
      await sql`insert into harvesting.seen as s (source_id, identifier, control_number, control_source, deleted, run_id)
        select ${source.id}, v.identifier, v.number, v.source, false, ${run.id}
        from unnest(${list.map(([one]) => one)}::text[], ${list.map(([, one]) => controlValue(one, "001")!.trim())}::text[],
          ${list.map(([, one]) => (controlValue(one, "003") ?? "").trim())}::text[]) v(identifier, number, source)
        on conflict (source_id, identifier) do update set control_number = excluded.control_number,
          control_source = excluded.control_source, deleted = false, run_id = excluded.run_id`.execute(tx);
      await sql`update harvesting.seen set deleted = true, run_id = ${run.id}
        where source_id = ${source.id} and identifier = any(${gone.map((one) => one.identifier)}::text[])`.execute(
        tx,
      );
      await sql`update harvesting.run r set token = ${token}, pages = r.pages + 1,
          server_time = coalesce(r.server_time, ${serverTime}), records = r.records + ${live.length},
          deletions = r.deletions + ${gone.length}, unreadable = r.unreadable + ${lines.length},
          unreadable_lines = case when jsonb_array_length(r.unreadable_lines) >= ${MOST_LINES} then r.unreadable_lines
            else r.unreadable_lines || ${JSON.stringify(lines.slice(0, MOST_LINES))}::jsonb end
        where r.id = ${run.id}`.execute(tx);
    });
  } catch (error) {
    await truncate(path, before);
    throw error;
  }
}

type Numbered = { number: string; source: string };

async function numbersOf(
  db: Db,
  sourceId: number,
  identifiers: readonly string[],
): Promise<Map<string, Numbered>> {
  const { rows } = await sql<Numbered & { identifier: string }>`
    select s.identifier, s.control_number as number, s.control_source as source from harvesting.seen s
    where s.source_id = ${sourceId} and s.identifier = any(${[...identifiers]}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.identifier, row]));
}

/** A record that says of itself that it is deleted (leader/05). */
function deletionOf({ number, source }: Numbered): MarcRecord {
  return {
    leader: "00000dam a2200000 i 4500",
    fields: [{ tag: "001", value: number }, ...(source ? [{ tag: "003", value: source }] : [])],
  };
}

/** What came becomes a load; nothing came: none. The server's time is where the next harvest begins. */
async function load(deps: RouteDeps, source: Source, run: Run, path: string): Promise<string[]> {
  const { rows } = await sql<{ any: boolean }>`select r.records + r.deletions > 0 as any from harvesting.run r
    where r.id = ${run.id}`.execute(deps.db);
  const loadIds: string[] = [];
  if (rows[0]?.any) {
    await appendFile(path, marcXmlFooter);
    const actor = onBehalfOf(run.startedBy);
    const upload = {
      memberId: source.memberId,
      memberCode: source.member,
      profile: source.profile || "auto",
      fileName: source.name,
      dryRun: false,
      staged: false,
    };
    loadIds.push(await takeUpload(deps, actor, upload, createReadStream(path)));
  }
  await sql`update harvesting.source s set harvested_until = coalesce(r.server_time, r.started_at)
    from harvesting.run r where r.id = ${run.id} and s.id = r.source_id`.execute(deps.db);
  return loadIds;
}
