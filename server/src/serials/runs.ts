import { fromCompact, recordFlavour, type toCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import type { z } from "zod";
import { getBranch } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { demandPermission } from "../people/index.ts";
import { expectedDays } from "./prediction.ts";
import { readHoldings } from "./read-holdings.ts";
import { refuse } from "./refusals.ts";
import type {
  deskRunSchema,
  expectationSchema,
  issueSchema,
  newRunSchema,
  runChangeSchema,
  runSchema,
} from "./schema.ts";
import { summaryOf } from "./statement.ts";

export type Issue = z.output<typeof issueSchema>;
type Marc = ReturnType<typeof toCompact>;

/** Runs of a page. */
const MOST_RUNS = 200;

type IssueRow = {
  id: number;
  run_id: string;
  year: number;
  volume: string;
  number: string;
  state: Issue["state"];
  expected_on: string | null;
  received_at: Date | null;
  item_id: number | null;
  claims: number;
  claimed_at: Date | null;
  volume_id: number | null;
};

/** Columns of an issue, by the alias `i`. */
export const ISSUE = sql`i.id, i.run_id, i.year, i.volume, i.number, i.state, i.expected_on::text, i.received_at, i.item_id,
  i.claims, i.claimed_at, i.volume_id`;

/** An issue as the API tells it. */
export function toIssue(row: IssueRow): Issue {
  return {
    id: row.id,
    year: row.year,
    volume: row.volume,
    number: row.number,
    state: row.state,
    expectedOn: row.expected_on,
    receivedAt: row.received_at?.toISOString() ?? null,
    itemId: row.item_id,
    claims: row.claims,
    claimedAt: row.claimed_at?.toISOString() ?? null,
    volumeId: row.volume_id,
  };
}

/** A run with what it hangs on. */
export type Run = {
  id: string;
  recordId: number;
  instanceId: number;
  memberId: number;
  title: string;
  branchId: number;
  location: string;
  callNumber: string;
  volumeCaption: string;
  issueCaption: string;
  issuesPerYear: number | null;
  stated: string[];
};

const RUN = sql`select n.id, n.record_id as "recordId", r.instance_id as "instanceId", n.member_id as "memberId",
    coalesce(t.title, '') as title, n.branch_id as "branchId", n.location, n.call_number as "callNumber",
    n.volume_caption as "volumeCaption", n.issue_caption as "issueCaption", n.issues_per_year as "issuesPerYear", n.stated
  from serials.run n join catalogue.record_line r on r.id = n.record_id
  left join catalogue.title_line t on t.id = r.instance_id`;

/** A run, kept still until the end where it is written. Refuses `serial-unknown` 404. */
export async function findRun(tx: Tx, id: string): Promise<Run> {
  await sql`select pg_advisory_xact_lock(hashtextextended('serials.run ' || ${id}, 0))`.execute(tx);
  const { rows } = await sql<Run>`${RUN} where n.id::text = ${id}`.execute(tx);
  if (!rows[0]) throw refuse("serial-unknown");
  return rows[0];
}

/** How a run writes what it has. */
export function captionsOf(run: Run): { volume: string; issue: string; perYear: number | null } {
  return { volume: run.volumeCaption, issue: run.issueCaption, perYear: run.issuesPerYear };
}

/** Issues of these runs, the newest first. */
export async function issuesOf(db: Db, runIds: readonly string[]): Promise<Map<string, Issue[]>> {
  const { rows } = await sql<IssueRow>`select ${ISSUE} from serials.issue i
    where i.run_id = any(${[...runIds]}::uuid[])
    order by i.year desc, i.expected_on desc nulls last, length(i.number) desc, i.number desc, i.id desc`.execute(
    db,
  );
  const grouped = Map.groupBy(rows, (row) => row.run_id);
  return new Map(runIds.map((id) => [id, (grouped.get(id) ?? []).map(toIssue)]));
}

/** Issues that are here: received or bound. */
export function isHere(issue: Pick<Issue, "state">): boolean {
  return issue.state === "received" || issue.state === "bound";
}

async function volumesOf(db: Db, runIds: readonly string[]) {
  const { rows } = await sql<{ run_id: string; id: number; label: string; barcode: string | null }>`
    select v.run_id, v.id, v.label, i.barcode from serials.volume v left join catalogue.item_line i on i.id = v.item_id
    where v.run_id = any(${[...runIds]}::uuid[]) order by v.id desc`.execute(db);
  return Map.groupBy(rows, (row) => row.run_id);
}

/** These runs as the bench sees them. */
async function tell(db: Db, runs: readonly Run[]): Promise<z.output<typeof runSchema>[]> {
  const ids = runs.map((run) => run.id);
  const [issues, volumes] = [await issuesOf(db, ids), await volumesOf(db, ids)];
  return runs.map(({ memberId: _memberId, ...run }) => {
    const own = issues.get(run.id) ?? [];
    return {
      ...run,
      summary: summaryOf(own.filter(isHere), captionsOf({ ...run, memberId: 0 })),
      issues: own,
      volumes: (volumes.get(run.id) ?? []).map(({ id, label, barcode }) => ({ id, label, barcode })),
    };
  });
}

/** One run as the bench sees it. */
export async function runView(tx: Tx, id: string): Promise<z.output<typeof runSchema>> {
  return (await tell(tx, [await findRun(tx, id)]))[0]!;
}

/** Runs of the title's records that this cataloguer may work on. */
export async function runsOfTitle(
  db: Db,
  instanceId: number,
  mayEdit: (memberId: number) => boolean,
): Promise<z.output<typeof runSchema>[]> {
  const members = await sql<{ id: number }>`select distinct n.member_id as id from serials.run n
    join catalogue.record_line r on r.id = n.record_id where r.instance_id = ${instanceId}`.execute(db);
  const own = members.rows.map(({ id }) => id).filter(mayEdit);
  const { rows } =
    await sql<Run>`${RUN} where r.instance_id = ${instanceId} and n.member_id = any(${own}::int[])
    order by n.opened_at limit ${MOST_RUNS}`.execute(db);
  return await tell(db, rows);
}

/** Runs of a branch whose title has these words, with what is to come first. */
export async function runsAt(db: Db, branchId: number, q: string): Promise<z.output<typeof deskRunSchema>[]> {
  const { rows } = await sql<Run>`${RUN} where n.branch_id = ${branchId}
    and position(lower(${q}) in lower(coalesce(t.title, ''))) > 0 order by title, n.id limit ${MOST_RUNS}`.execute(
    db,
  );
  const issues = await issuesOf(
    db,
    rows.map((run) => run.id),
  );
  return rows.map(({ memberId, stated: _stated, ...run }) => {
    const own = issues.get(run.id) ?? [];
    return {
      ...run,
      summary: summaryOf(own.filter(isHere), captionsOf({ ...run, memberId, stated: [] })),
      next: own.findLast((issue) => issue.state === "expected") ?? null,
      latest: own.find(isHere) ?? null,
    };
  });
}

/**
 * Opens a run: captions, frequency and what is here are read from the record where it says them. Refuses `record-unknown`
 * 404, `forbidden` 403, `branch-unknown` 404 (also one of another library), `serial-exists` 409.
 */
export async function openRun(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: z.output<typeof newRunSchema>,
): Promise<z.output<typeof runSchema>> {
  const { rows } = await sql<{ member_id: number; marc: Marc }>`select r.member_id, r.marc
    from catalogue.record_line r where r.id = ${input.recordId} and r.deleted_at is null`.execute(tx);
  const record = rows[0];
  if (!record) throw refuse("record-unknown");
  demandPermission(actor, "catalogue.edit", record.member_id);
  if ((await getBranch(tx, input.branchId)).memberId !== record.member_id) throw refuse("branch-unknown");
  const marc = fromCompact(record.marc);
  const said = readHoldings(marc, recordFlavour(marc));
  const id = newId<"serial-run">();
  const now = clock.now();
  await refuseOn({ run_place_unique: () => refuse("serial-exists") }, async () => {
    await sql`insert into serials.run (id, record_id, member_id, branch_id, location, call_number, volume_caption,
        issue_caption, issues_per_year, stated, opened_at)
      values (${id}, ${input.recordId}, ${record.member_id}, ${input.branchId}, ${input.location}, ${input.callNumber},
        ${input.volumeCaption ?? said.volumeCaption ?? "v."}, ${input.issueCaption ?? said.issueCaption ?? "no."},
        ${input.issuesPerYear === undefined ? said.issuesPerYear : input.issuesPerYear}, ${said.stated}::text[], ${now})`.execute(
      tx,
    );
  });
  await sql`insert into serials.issue (run_id, year, volume, number, state, received_at)
    select ${id}, v.year, v.volume, v.number, 'received', null
    from unnest(${said.pieces.map((one) => one.year)}::smallint[], ${said.pieces.map((one) => one.volume)}::text[],
      ${said.pieces.map((one) => one.number)}::text[]) v(year, volume, number)`.execute(tx);
  return await runView(tx, id);
}

/**
 * Says anew where a run stands, how it writes what it has and how many issues come a year; its issues stay. Refuses
 * `serial-unknown` 404, `forbidden` 403, `serial-exists` 409.
 */
export async function changeRun(
  tx: Tx,
  actor: Actor,
  runId: string,
  next: z.output<typeof runChangeSchema>,
): Promise<z.output<typeof runSchema>> {
  const run = await findRun(tx, runId);
  demandPermission(actor, "catalogue.edit", run.memberId);
  await refuseOn({ run_place_unique: () => refuse("serial-exists") }, () =>
    sql`update serials.run set call_number = ${next.callNumber}, volume_caption = ${next.volumeCaption},
      issue_caption = ${next.issueCaption}, issues_per_year = ${next.issuesPerYear} where id = ${run.id}`.execute(
      tx,
    ),
  );
  return await runView(tx, run.id);
}

/**
 * Foretells the issues of a year; those known already stay as they are. Refuses `serial-unknown` 404, `forbidden` 403,
 * `frequency-missing` 409.
 */
export async function expectYear(
  tx: Tx,
  actor: Actor,
  runId: string,
  { year, volume }: z.output<typeof expectationSchema>,
): Promise<z.output<typeof runSchema>> {
  const run = await findRun(tx, runId);
  demandPermission(actor, "catalogue.edit", run.memberId);
  if (run.issuesPerYear === null) throw refuse("frequency-missing");
  const days = expectedDays(year, run.issuesPerYear);
  await sql`insert into serials.issue (run_id, year, volume, number, state, expected_on)
    select ${runId}, ${year}, ${volume}, v.n::text, 'expected', v.day
    from unnest(${days}::date[]) with ordinality v(day, n)
    on conflict on constraint issue_unique do update set expected_on = excluded.expected_on
      where issue.expected_on is null`.execute(tx);
  return await runView(tx, runId);
}
