import { sql } from "kysely";
import type { z } from "zod";
import { getInstances, heldItems } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { ISSUE, type Issue, type IssueRow, toIssue } from "./issues.ts";
import { refuse } from "./refusals.ts";
import { captionsOf, findRun, type Run } from "./runs.ts";
import type { claimSchema, findingSchema, receiptSchema } from "./schema.ts";
import { yearLines } from "./statement.ts";
import { LATE_DAYS } from "./words.ts";

/** Claims of one list. */
const MOST_CLAIMS = 500;

/** A copy of a run: an issue, or a bound volume. A label in use refuses `barcode-taken` 409. */
export async function keepCopy(
  tx: Tx,
  actor: Actor,
  run: Run,
  { part, barcode }: { part: string; barcode: string | null },
): Promise<number> {
  return await refuseOn(
    { item_barcode_unique: () => refuse("barcode-taken", { barcode: barcode ?? "" }) },
    () =>
      heldItems.keepItem(tx, actor, {
        id: null,
        recordId: run.recordId,
        memberId: run.memberId,
        branchId: run.branchId,
        location: run.location,
        callNumber: run.callNumber,
        barcode,
        part,
        itemClass: "book",
        forLoan: true,
        note: "",
        priceMinor: null,
        priceCurrency: null,
      }),
  );
}

/** The run, for whoever works at the desk of its branch. Refuses `serial-unknown` 404 for any other. */
async function runHere(tx: Tx, actor: Actor, runId: string): Promise<Run> {
  const run = await findRun(tx, runId);
  if (run.branchId !== actor.place) throw refuse("serial-unknown");
  return run;
}

/**
 * An issue has come, whether it was expected or not. With a barcode it is a copy from now on. Refuses `serial-unknown` 404
 * (also one of another branch), `issue-state` 409 (it is here already), `barcode-taken` 409.
 */
export async function receiveIssue(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  runId: string,
  { year, volume, number, barcode }: z.output<typeof receiptSchema>,
): Promise<Issue> {
  const run = await runHere(tx, actor, runId);
  const { rows: known } = await sql<{
    id: number;
    state: Issue["state"];
  }>`select i.id, i.state from serials.issue i
    where i.run_id = ${runId} and i.year = ${year} and i.volume = ${volume} and i.number = ${number}`.execute(
    tx,
  );
  if (known[0] && known[0].state !== "expected" && known[0].state !== "missing") throw refuse("issue-state");
  const part = `${yearLines([{ year, volume, number }], captionsOf(run))[0]!.text} (${year})`;
  const itemId = barcode === null ? null : await keepCopy(tx, actor, run, { part, barcode });
  const { rows } =
    await sql<IssueRow>`insert into serials.issue as i (run_id, year, volume, number, state, received_at, item_id)
    values (${runId}, ${year}, ${volume}, ${number}, 'received', ${clock.now()}, ${itemId})
    on conflict on constraint issue_unique do update
      set state = 'received', received_at = excluded.received_at, item_id = excluded.item_id
    returning ${ISSUE}`.execute(tx);
  return toIssue(rows[0]!);
}

/**
 * A desk says that an issue did not come, that it was claimed, or that it is waited for again. Refuses `issue-unknown` 404
 * (also one of another branch), `issue-state` 409 (it is here).
 */
export async function judgeIssue(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  issueId: number,
  { finding }: z.output<typeof findingSchema>,
): Promise<Issue> {
  const { rows } = await sql<
    IssueRow & { branch_id: number }
  >`select ${ISSUE}, n.branch_id from serials.issue i
    join serials.run n on n.id = i.run_id where i.id = ${issueId} for update of i`.execute(tx);
  const issue = rows[0];
  if (!issue || issue.branch_id !== actor.place) throw refuse("issue-unknown");
  if (issue.state !== "expected" && issue.state !== "missing") throw refuse("issue-state");
  const isClaim = finding === "claimed";
  const state = finding === "expected" ? "expected" : "missing";
  const { rows: judged } = await sql<IssueRow>`update serials.issue i set state = ${state},
      claims = i.claims + ${isClaim ? 1 : 0},
      claimed_at = case when ${isClaim} then ${clock.now()} else i.claimed_at end
    where i.id = ${issueId} returning ${ISSUE}`.execute(tx);
  return toIssue(judged[0]!);
}

/** Issues of a branch that are missing, or late on this day (YYYY-MM-DD), the longest first. */
export async function claimsAt(
  db: Db,
  branchId: number,
  today: string,
): Promise<z.output<typeof claimSchema>[]> {
  const { rows } = await sql<IssueRow & { instance_id: number; late: number | null }>`
    select ${ISSUE}, r.instance_id, ${today}::date - i.expected_on as late
    from serials.issue i join serials.run n on n.id = i.run_id
    join catalogue.record_line r on r.id = n.record_id
    where n.branch_id = ${branchId} and (i.state = 'missing'
      or (i.state = 'expected' and i.expected_on < ${today}::date - ${LATE_DAYS}::int))
    order by i.expected_on nulls last, i.id limit ${MOST_CLAIMS}`.execute(db);
  const ids = [...new Set(rows.map((row) => row.instance_id))];
  const briefs = new Map((await getInstances(db, ids)).map(({ id, brief }) => [id, brief]));
  return rows.map((row) => ({
    issue: toIssue(row),
    runId: row.run_id,
    title: briefs.get(row.instance_id)?.title.main ?? "",
    issn: briefs.get(row.instance_id)?.issns[0] ?? null,
    branchId,
    daysLate: row.late,
  }));
}
