import { sql } from "kysely";
import type { z } from "zod";
import type { RepeatingDetail } from "../contracts/repeating.ts";
import type { Config } from "../kernel/config.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import type { Difference } from "./differences.ts";
import { folderOf, newestList } from "./files.ts";
import { refuse } from "./refusals.ts";
import type { Run } from "./runs.ts";
import type { feedChangeSchema, feedSchema, runFileSchema } from "./schema.ts";
import type { RunState } from "./words.ts";

export type Feed = z.output<typeof feedChangeSchema>;

const MOST_RUNS = 20;

type FeedRow = {
  is_on: boolean;
  mapping: Feed["mapping"];
  patron_group: string;
  number_is_card: boolean;
  ends_missing: boolean;
  most_ended_percent: number;
  debt_over: number;
};

/** How a library's list is read; undefined: it has none. */
export async function findFeed(db: Db, memberId: number): Promise<Feed | undefined> {
  const { rows } =
    await sql<FeedRow>`select f.is_on, f.mapping, f.patron_group, f.number_is_card, f.ends_missing,
    f.most_ended_percent, f.debt_over::float8 as debt_over from patron_sync.feed f where f.member_id = ${memberId}`.execute(
      db,
    );
  const row = rows[0];
  return (
    row && {
      isOn: row.is_on,
      mapping: row.mapping,
      patronGroup: row.patron_group,
      numberIsCard: row.number_is_card,
      endsMissing: row.ends_missing,
      mostEndedPercent: row.most_ended_percent,
      debtOver: row.debt_over,
    }
  );
}

/** Says how the list is read; whoever says it answers for it from now on. */
export async function setFeed(
  tx: Tx,
  clock: Clock,
  feed: Feed & { memberId: number; ownerId: string },
): Promise<void> {
  await sql`insert into patron_sync.feed (member_id, is_on, mapping, patron_group, number_is_card, ends_missing,
      most_ended_percent, debt_over, owner_id, changed_at)
    values (${feed.memberId}, ${feed.isOn}, ${JSON.stringify(feed.mapping)}::jsonb, ${feed.patronGroup},
      ${feed.numberIsCard}, ${feed.endsMissing}, ${feed.mostEndedPercent}, ${feed.debtOver}, ${feed.ownerId}, ${clock.now()})
    on conflict (member_id) do update set is_on = excluded.is_on, mapping = excluded.mapping,
      patron_group = excluded.patron_group, number_is_card = excluded.number_is_card,
      ends_missing = excluded.ends_missing, most_ended_percent = excluded.most_ended_percent,
      debt_over = excluded.debt_over,
      owner_id = excluded.owner_id, changed_at = excluded.changed_at`.execute(tx);
}

type RunRow = {
  id: string;
  state: RunState;
  is_dry: boolean;
  asked_at: Date;
  ended_at: Date | null;
  by: string | null;
  file_name: string | null;
  counts: Record<string, number>;
  error: string | null;
};

const toRun = (row: RunRow): Run => ({
  id: row.id,
  state: row.state,
  isDry: row.is_dry,
  askedAt: row.asked_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
  by: row.by,
  file: row.file_name,
  counts: row.counts,
  error: row.error,
});

const RUN = sql`r.id, r.state, r.is_dry, r.asked_at, r.ended_at, p.name as by, r.file_name, r.counts, r.error
  from patron_sync.run r left join people.person_fact p on p.id = r.by_id`;

/** What a library sees of its list: settings, owner, the file that waits, and how the last runs went. */
export async function readFeed(
  db: Db,
  config: Pick<Config, "dataFolder">,
  { memberId, code }: { memberId: number; code: string },
): Promise<z.output<typeof feedSchema>> {
  const owner = await sql<{ name: string | null }>`select p.name from patron_sync.feed f
    left join people.person_fact p on p.id = f.owner_id where f.member_id = ${memberId}`.execute(db);
  const runs = await sql<RunRow>`select ${RUN} where r.member_id = ${memberId}
    order by r.asked_at desc, r.id desc limit ${MOST_RUNS}`.execute(db);
  const file = await newestList(config, code);
  return {
    settings: (await findFeed(db, memberId)) ?? null,
    owner: owner.rows[0]?.name ?? null,
    folder: folderOf(code),
    file: file && { name: file.name, writtenAt: file.writtenAt.toISOString() },
    runs: runs.rows.map(toRun),
  };
}

/** One run with what changed. Refuses `run-unknown` 404, also for another library's. */
export async function readRun(
  db: Db,
  memberId: number,
  runId: string,
): Promise<z.output<typeof runFileSchema>> {
  const { rows } = await sql<RunRow & { differences: Difference[] }>`select r.differences, ${RUN}
    where r.member_id = ${memberId} and r.id::text = ${runId}`.execute(db);
  if (!rows[0]) throw refuse("run-unknown");
  return { ...toRun(rows[0]), differences: rows[0].differences };
}

/** What stands beside the nightly task: each library's list, who answers for it, and how its last run went. */
export const feedDetails: RepeatingDetail = async (db) => {
  const { rows } = await sql<{
    member: string;
    owner: string | null;
    ended_at: Date | null;
    state: RunState | null;
    counts: Record<string, number> | null;
  }>`select m.code as member, p.name as owner, r.ended_at, r.state, r.counts
    from patron_sync.feed f join consortium.member_fact m on m.id = f.member_id
    left join people.person_fact p on p.id = f.owner_id
    left join lateral (select r.ended_at, r.state, r.counts from patron_sync.run r
      where r.member_id = f.member_id and not r.is_dry order by r.asked_at desc, r.id desc limit 1) r on true
    where f.is_on order by m.code`.execute(db);
  return rows.map((row) => ({
    job: "patron-sync",
    member: row.member,
    owner: row.owner,
    endedAt: row.ended_at?.toISOString() ?? null,
    state: row.state ?? "waiting",
    counts: row.counts ?? {},
  }));
};

const RUN_DAYS = 400;

/** Runs of long ago are forgotten; the last of each library stays. */
export async function forgetOldRuns(db: Db, clock: Clock): Promise<void> {
  await sql`delete from patron_sync.run r where r.asked_at < ${clock.now()}::timestamptz - ${RUN_DAYS} * interval '1 day'
    and exists (select 1 from patron_sync.run n where n.member_id = r.member_id and n.asked_at > r.asked_at)`.execute(
    db,
  );
}
