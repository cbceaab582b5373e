import { sql } from "kysely";
import type { z } from "zod";
import { listMembers } from "../consortium/index.ts";
import { systemActor, workingFor } from "../kernel/actor.ts";
import { execute } from "../kernel/command.ts";
import type { Config } from "../kernel/config.ts";
import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { patronLoads } from "../people/index.ts";
import { type Difference, differencesOf, endings, missingFrom } from "./differences.ts";
import { type Feed, findFeed } from "./feeds.ts";
import { newestList, readList } from "./files.ts";
import { LIST_SHAPE, listRow } from "./list.ts";
import type { runSchema } from "./schema.ts";
import { parseTable } from "./table.ts";
import type { ListField, RunState } from "./words.ts";

export type SyncDeps = { db: Db; clock: Clock; config: Config };
export type Run = z.output<typeof runSchema>;

const AT_ONCE = 5000;
/** A share of a list this small says nothing: so many may always end. */
const FEW = 5;
const MOST_WORDS = 500;

/** Asks for a run; the job does it. `by` null: the night. */
export async function askRun(
  tx: Tx,
  clock: Clock,
  run: { memberId: number; by: string | null; isDry: boolean; endsMany: boolean },
): Promise<string> {
  const id = newId<"patron-sync-run">();
  await sql`insert into patron_sync.run (id, member_id, by_id, is_dry, ends_many, asked_at, state)
    values (${id}, ${run.memberId}, ${run.by}, ${run.isDry}, ${run.endsMany}, ${clock.now()}, 'waiting')`.execute(
    tx,
  );
  return id;
}

type Outcome = {
  state: RunState;
  file?: string;
  hash?: string;
  counts?: Record<string, number>;
  differences?: Difference[];
};

/**
 * Does what was asked: reads the newest list of the library and takes it over, or with `isDry` tells what would change. What
 * goes wrong stands in the run, in a word that names the place. A run that was done is not done again.
 */
export async function performRun(deps: SyncDeps, runId: string): Promise<void> {
  const { db, clock } = deps;
  const { rows } = await sql<{
    member_id: number;
    is_dry: boolean;
    ends_many: boolean;
    by_id: string | null;
  }>`
    update patron_sync.run r set started_at = ${clock.now()} where r.id = ${runId} and r.state = 'waiting'
    returning r.member_id, r.is_dry, r.ends_many, r.by_id`.execute(db);
  const run = rows[0];
  if (!run) return;
  const end = async (outcome: Outcome, error: string | null): Promise<void> => {
    await sql`update patron_sync.run set state = ${outcome.state}, ended_at = ${clock.now()},
        file_name = ${outcome.file ?? null}, file_hash = ${outcome.hash ?? null},
        counts = ${JSON.stringify(outcome.counts ?? {})}::jsonb,
        differences = ${JSON.stringify(outcome.differences ?? [])}::jsonb, error = ${error}
      where id = ${runId}`.execute(db);
  };
  try {
    const feed = await findFeed(db, run.member_id);
    if (!feed) throw new Problem("feed-missing", 404);
    await end(
      await takeOver(deps, feed, {
        memberId: run.member_id,
        isDry: run.is_dry,
        endsMany: run.ends_many,
        isNight: run.by_id === null,
      }),
      null,
    );
  } catch (error) {
    await end({ state: "failed" }, wordsOf(error).slice(0, MOST_WORDS));
    if (!(error instanceof Problem)) throw error;
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Problem)) return String(error);
  const place = Object.entries(error.params).map(([name, value]) => `${name}: ${value}`);
  return [error.code, ...place].join(" ");
}

type Asked = { memberId: number; isDry: boolean; endsMany: boolean; isNight: boolean };

async function takeOver(deps: SyncDeps, feed: Feed, asked: Asked): Promise<Outcome> {
  const { db } = deps;
  const code = (await listMembers(db)).find((one) => one.id === asked.memberId)!.code;
  const file = await newestList(deps.config, code);
  if (!file) return { state: "nothing" };
  const { bytes, hash } = await readList(file);
  const known = { file: file.name, hash };
  if (asked.isNight && (await wasTaken(db, asked.memberId, hash))) return { state: "nothing", ...known };
  const mapping = new Map(Object.entries(feed.mapping) as [ListField, string][]);
  const { rows } = parseTable(bytes, file.name, LIST_SHAPE, mapping);
  const given = firstOfEach(
    rows.map((row) => listRow(row, { group: feed.patronGroup, numberIsCard: feed.numberIsCard })),
  );
  const numbers = given.map((row) => row.number);
  const missing = feed.endsMissing ? await missingFrom(db, asked.memberId, numbers) : [];
  const differences = [...(await differencesOf(db, asked.memberId, given)), ...endings(missing)];
  const allowed = Math.max(FEW, Math.floor((given.length * feed.mostEndedPercent) / 100));
  const isHeld = missing.length > allowed && !asked.endsMany;
  const dryRun = asked.isDry || isHeld;
  const counts: Record<string, number> = { read: rows.length, ended: missing.length, rejected: 0 };
  const actor = workingFor(systemActor, asked.memberId);
  const call = { ...deps, actor, via: "job" as const };
  for (let at = 0; at < given.length; at += AT_ONCE) {
    const part = { rows: given.slice(at, at + AT_ONCE), dryRun, debtOver: feed.debtOver };
    const { read: _read, rejected, ...more } = await execute(patronLoads.loadPatrons, call, {}, part);
    for (const [name, count] of Object.entries(more)) counts[name] = (counts[name] ?? 0) + count;
    counts.rejected! += rejected.length;
    const told = new Set(differences.filter((one) => one.kind === "rejected").map((one) => one.line));
    for (const one of rejected.filter((each) => !told.has(each.line)).slice(0, FEW))
      differences.push({ ...one, kind: "rejected", name: "", changes: [] });
  }
  if (!dryRun)
    await inTransaction(db, async (tx) => {
      await patronLoads.endAffiliations(
        tx,
        deps.clock,
        asked.memberId,
        missing.map((one) => one.number),
      );
      await remember(tx, asked.memberId, numbers);
    });
  return { state: isHeld ? "held" : "done", ...known, counts, differences };
}

/** A number that stands in the list twice is taken once: as it stands first. */
function firstOfEach(rows: patronLoads.PatronRow[]): patronLoads.PatronRow[] {
  const seen = new Set<string>();
  return rows.filter((row) => row.number === "" || (!seen.has(row.number) && seen.add(row.number)));
}

async function remember(tx: Tx, memberId: number, numbers: readonly string[]): Promise<void> {
  await sql`insert into patron_sync.listed (member_id, number)
    select ${memberId}::smallint, a.number from people.affiliation_fact a
    where a.member_id = ${memberId} and a.number = any(${[...numbers]}::text[])
    on conflict do nothing`.execute(tx);
  await sql`delete from patron_sync.listed l where l.member_id = ${memberId}
    and not (l.number = any(${[...numbers]}::text[]))`.execute(tx);
}

async function wasTaken(db: Db, memberId: number, hash: string): Promise<boolean> {
  const { rows } = await sql<{ file_hash: string }>`select r.file_hash from patron_sync.run r
    where r.member_id = ${memberId} and r.state in ('done', 'held') and not r.is_dry
    order by r.asked_at desc, r.id desc limit 1`.execute(db);
  return rows[0]?.file_hash === hash;
}

/** Every library's nightly list, one after the other; what goes wrong with one keeps none of the others. */
export async function runAll(deps: SyncDeps): Promise<void> {
  const { rows } = await sql<{ member_id: number }>`select f.member_id from patron_sync.feed f
    where f.is_on order by f.member_id`.execute(deps.db);
  const failed: unknown[] = [];
  for (const { member_id: memberId } of rows) {
    const id = await inTransaction(deps.db, (tx) =>
      askRun(tx, deps.clock, { memberId, by: null, isDry: false, endsMany: false }),
    );
    await performRun(deps, id).catch((error: unknown) => failed.push(error));
  }
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} lists could not be taken over`);
}
