import { fromCompact, recordFlavour, type toCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import { z } from "zod";
import { getBranch } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { demandPermission } from "../people/index.ts";
import { type Issue, issuesAfter, newestIssues, nextAndLatest, piecesHere } from "./issues.ts";
import { expectedDays } from "./prediction.ts";
import { readHoldings, together } from "./read-holdings.ts";
import { refuse } from "./refusals.ts";
import type {
  closureSchema,
  deskRunSchema,
  expectationSchema,
  newRunSchema,
  runChangeSchema,
  runSchema,
} from "./schema.ts";
import { summaryOf } from "./statement.ts";

type Marc = ReturnType<typeof toCompact>;

/** Issues told with a run; the others are asked for page by page. */
const NEWEST_ISSUES = 60;

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
  closedAt: Date | null;
};

const RUN = sql`select n.id, n.record_id as "recordId", r.instance_id as "instanceId", n.member_id as "memberId",
    coalesce(t.title, '') as title, n.branch_id as "branchId", n.location, n.call_number as "callNumber",
    n.volume_caption as "volumeCaption", n.issue_caption as "issueCaption", n.issues_per_year as "issuesPerYear", n.stated,
    n.closed_at as "closedAt"
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
export function captionsOf(run: Pick<Run, "volumeCaption" | "issueCaption" | "issuesPerYear">): {
  volume: string;
  issue: string;
  perYear: number | null;
} {
  return { volume: run.volumeCaption, issue: run.issueCaption, perYear: run.issuesPerYear };
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
  const issues = await newestIssues(db, ids, NEWEST_ISSUES);
  const [here, volumes] = [await piecesHere(db, ids), await volumesOf(db, ids)];
  return runs.map(({ memberId: _memberId, closedAt, ...run }) => {
    const newest = issues.get(run.id)!;
    return {
      ...run,
      closedAt: closedAt?.toISOString() ?? null,
      summary: summaryOf(here.get(run.id)!, captionsOf(run)),
      issues: newest.items,
      nextIssues: newest.next,
      volumes: (volumes.get(run.id) ?? []).map(({ id, label, barcode }) => ({ id, label, barcode })),
    };
  });
}

/** One run as the bench sees it. */
export async function runView(tx: Tx, id: string): Promise<z.output<typeof runSchema>> {
  return (await tell(tx, [await findRun(tx, id)]))[0]!;
}

type Page = { limit: number; cursor?: string | undefined };

/** Runs of the title's records that this cataloguer may work on, in the order they were opened. */
export async function runsOfTitle(
  db: Db,
  instanceId: number,
  mayEdit: (memberId: number) => boolean,
  { limit, cursor }: Page,
): Promise<{ items: z.output<typeof runSchema>[]; next: string | null }> {
  const members = await sql<{ id: number }>`select distinct n.member_id as id from serials.run n
    join catalogue.record_line r on r.id = n.record_id where r.instance_id = ${instanceId}`.execute(db);
  const own = members.rows.map(({ id }) => id).filter(mayEdit);
  // Ids of runs are in the order of their time.
  const after = readCursor(cursor, z.tuple([z.uuid()]))?.[0] ?? null;
  const { rows } =
    await sql<Run>`${RUN} where r.instance_id = ${instanceId} and n.member_id = any(${own}::int[])
    and (${after}::uuid is null or n.id > ${after}::uuid) order by n.id limit ${limit + 1}`.execute(db);
  const page = cutPage(rows, limit, (run) => [run.id]);
  return { items: await tell(db, page.items), next: page.next };
}

/**
 * Issues of a run, the newest first. Refuses `serial-unknown` 404 (also a run of a library this cataloguer does not work for).
 */
export async function issuesOfRun(
  db: Db,
  runId: string,
  mayEdit: (memberId: number) => boolean,
  page: Page,
): Promise<{ items: Issue[]; next: string | null }> {
  const { rows } = await sql<{ member_id: number }>`select n.member_id from serials.run n
    where n.id::text = ${runId}`.execute(db);
  if (!rows[0] || !mayEdit(rows[0].member_id)) throw refuse("serial-unknown");
  return await issuesAfter(db, runId, page);
}

/** Runs of a branch whose title has these words, by title, with what is to come first; those that are closed too. */
export async function runsAt(
  db: Db,
  branchId: number,
  { q, limit, cursor }: Page & { q: string },
): Promise<{ items: z.output<typeof deskRunSchema>[]; next: string | null }> {
  const after = readCursor(cursor, z.tuple([z.string(), z.uuid()]));
  const place = after && sql`and (coalesce(t.title, ''), n.id) > (${after[0]}, ${after[1]}::uuid)`;
  const { rows } = await sql<Run>`${RUN} where n.branch_id = ${branchId}
    and position(lower(${q}) in lower(coalesce(t.title, ''))) > 0 ${place ?? sql``}
    order by coalesce(t.title, ''), n.id limit ${limit + 1}`.execute(db);
  const page = cutPage(rows, limit, (run) => [run.title, run.id]);
  const ids = page.items.map((run) => run.id);
  const [here, ends] = [await piecesHere(db, ids), await nextAndLatest(db, ids)];
  const items = page.items.map(({ memberId: _memberId, stated: _stated, closedAt, ...run }) => ({
    ...run,
    closedAt: closedAt?.toISOString() ?? null,
    summary: summaryOf(here.get(run.id)!, captionsOf(run)),
    ...ends.get(run.id)!,
  }));
  return { items, next: page.next };
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
  const { rows } = await sql<{ member_id: number; marc: Marc; beside: Marc[] }>`select r.member_id, r.marc,
      coalesce((select json_agg(h.marc order by h.id) from catalogue.holdings_state h
        where h.member_id = r.member_id and h.title_number = r.control_number), '[]') as beside
    from catalogue.record_line r where r.id = ${input.recordId} and r.deleted_at is null`.execute(tx);
  const record = rows[0];
  if (!record) throw refuse("record-unknown");
  demandPermission(actor, "catalogue.edit", record.member_id);
  if ((await getBranch(tx, input.branchId)).memberId !== record.member_id) throw refuse("branch-unknown");
  const marc = fromCompact(record.marc);
  const said = together([
    readHoldings(marc, recordFlavour(marc)),
    ...record.beside.map((one) => readHoldings(fromCompact(one), "marc21")),
  ]);
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
 * `serial-closed` 409, `frequency-missing` 409.
 */
export async function expectYear(
  tx: Tx,
  actor: Actor,
  runId: string,
  { year, volume }: z.output<typeof expectationSchema>,
): Promise<z.output<typeof runSchema>> {
  const run = await findRun(tx, runId);
  demandPermission(actor, "catalogue.edit", run.memberId);
  if (run.closedAt !== null) throw refuse("serial-closed");
  if (run.issuesPerYear === null) throw refuse("frequency-missing");
  const days = expectedDays(year, run.issuesPerYear);
  await sql`insert into serials.issue (run_id, year, volume, number, state, expected_on)
    select ${runId}, ${year}, ${volume}, v.n::text, 'expected', v.day
    from unnest(${days}::date[]) with ordinality v(day, n)
    on conflict on constraint issue_unique do update set expected_on = excluded.expected_on
      where issue.expected_on is null`.execute(tx);
  return await runView(tx, runId);
}

/**
 * Closes a run, or opens it again: nothing is foretold of a closed one and what was foretold is waited for no more; what is
 * here stays, what was claimed may still come. Refuses `serial-unknown` 404, `forbidden` 403.
 */
export async function closeRun(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  runId: string,
  { closed }: z.output<typeof closureSchema>,
): Promise<z.output<typeof runSchema>> {
  const run = await findRun(tx, runId);
  demandPermission(actor, "catalogue.edit", run.memberId);
  const at = closed ? (run.closedAt ?? clock.now()) : null;
  await sql`update serials.run set closed_at = ${at} where id = ${run.id}`.execute(tx);
  if (closed)
    await sql`delete from serials.issue where run_id = ${run.id} and state = 'expected' and claims = 0`.execute(
      tx,
    );
  return await runView(tx, run.id);
}
