import { sql } from "kysely";
import type { Title } from "../../catalogue/index.ts";
import { listBranches } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid, newId } from "../../kernel/ids.ts";
import { refuseOn } from "../../kernel/problem.ts";
import { type Clock, DAY_MS } from "../../kernel/time.ts";
import type { ItemAction, ReportKind } from "../../targeting/item-words.ts";
import { declareItem } from "../item-troubles.ts";
import { refuse } from "../refusals.ts";
import type { ItemReport, MadeReport } from "../schema.ts";

/** What the owner declares of an item when a report is true. */
const DECLARED: Record<ReportKind, ItemAction> = {
  damaged: "damage",
  missing: "miss",
  "not-arrived": "miss",
};

/**
 * A desk tells the owner what it sees of an item that lies at its library or is on its way there; the owner's list shows it
 * until it is decided. Nothing of the item changes meanwhile. Refuses `item-unknown` 404, `item-report-not-concerned` 403,
 * `item-report-exists` 409.
 */
export async function reportItem(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { itemId: number; kind: ReportKind; branchId: number },
): Promise<string> {
  const { rows } = await sql<{ member_id: number; concerned: boolean }>`
    select i.member_id, here.member_id = ${actor.scope} or way.member_id = ${actor.scope} is true as concerned
    from catalogue.item_line i join consortium.branch_line here on here.id = i.current_branch_id
    left join circulation.transit t on t.item_id = i.id and t.ended_at is null
    left join consortium.branch_line way on way.id = t.to_branch_id
    where i.id = ${input.itemId}`.execute(tx);
  const item = rows[0];
  if (!item) throw refuse("item-unknown", { itemId: input.itemId });
  if (!item.concerned && item.member_id !== actor.scope) throw refuse("item-report-not-concerned");
  const id = newId<"report">() as string;
  await refuseOn({ item_report_open: () => refuse("item-report-exists") }, () =>
    sql`insert into circulation.item_report (id, item_id, kind, branch_id, by_id, reported_at)
      values (${id}, ${input.itemId}, ${input.kind}, ${input.branchId}, ${actor.personId}, ${clock.now()})`.execute(
      tx,
    ),
  );
  const subject = { kind: "item", id: String(input.itemId) };
  await writeAudit(tx, actor, "item.report", subject, item.member_id, { kind: input.kind });
  return id;
}

/**
 * The owner says whether a report is true; a true one declares the item damaged or missing, as `declareItem` does and with
 * its refusals. Refuses `item-report-unknown` 404, also for items of others and for what has been decided.
 */
export async function decideReport(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { reportId: string; isTrue: boolean; branchId: number },
): Promise<void> {
  if (!isUuid(input.reportId)) throw refuse("item-report-unknown");
  const { rows } = await sql<{ item_id: number; kind: ReportKind; member_id: number }>`
    update circulation.item_report r set decided_at = ${clock.now()}, is_true = ${input.isTrue}
    from catalogue.item_line i
    where r.id = ${input.reportId} and r.decided_at is null and i.id = r.item_id and i.member_id = ${actor.scope}
    returning r.item_id, r.kind, i.member_id`.execute(tx);
  const report = rows[0];
  if (!report) throw refuse("item-report-unknown");
  const subject = { kind: "item", id: String(report.item_id) };
  await writeAudit(tx, actor, "item.decide-report", subject, report.member_id, {
    kind: report.kind,
    isTrue: input.isTrue,
  });
  if (input.isTrue)
    await declareItem(tx, actor, clock, {
      itemId: report.item_id,
      action: DECLARED[report.kind],
      branchId: input.branchId,
    });
}

const MOST_REPORTS = 500;

/** Open reports about a member's items, the oldest first. */
export async function openReports(db: Db, memberId: number): Promise<ItemReport[]> {
  const { rows } = await sql<{
    id: string;
    item_id: number;
    barcode: string | null;
    title: Title;
    kind: ReportKind;
    branch_id: number;
    reported_at: Date;
  }>`select p.id, i.id as item_id, i.barcode, x.statement as title, p.kind, p.branch_id, p.reported_at
    from circulation.item_report p join catalogue.item_line i on i.id = p.item_id
    join catalogue.record_line r on r.id = i.record_id join catalogue.title_line x on x.id = r.instance_id
    where p.decided_at is null and i.member_id = ${memberId}
    order by p.reported_at, p.id limit ${MOST_REPORTS}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    itemId: row.item_id,
    barcode: row.barcode,
    title: row.title,
    kind: row.kind,
    branchId: row.branch_id,
    reportedAt: row.reported_at.toISOString(),
  }));
}

/** Reports are shown to who made them for so long. */
const SHOWN_DAYS = 60;

/** What a member's desks reported of others' items lately, the newest first. */
export async function madeReports(db: Db, clock: Clock, memberId: number): Promise<MadeReport[]> {
  const branchIds = (await listBranches(db, { memberId })).map((branch) => branch.id);
  const { rows } = await sql<
    Omit<MadeReport, "reportedAt" | "decidedAt"> & { reportedAt: Date; decidedAt: Date | null }
  >`select p.id, c.id as "itemId", c.barcode, json_build_object('main', t.title) as title, p.kind,
      p.branch_id as "branchId", c.member_id as "ownerMemberId", p.is_true as "isTrue", p.reported_at as "reportedAt",
      p.decided_at as "decidedAt"
    from circulation.item_report p join catalogue.copy_fact c on c.id = p.item_id
    join catalogue.title_line t on t.id = c.instance_id
    where p.branch_id = any(${branchIds}::int[]) and c.member_id <> ${memberId}
      and p.reported_at > ${new Date(clock.now().getTime() - SHOWN_DAYS * DAY_MS)}
    order by p.reported_at desc, p.id limit ${MOST_REPORTS}`.execute(db);
  return rows.map((row) => ({
    ...row,
    reportedAt: row.reportedAt.toISOString(),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  }));
}
