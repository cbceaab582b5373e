import { sql } from "kysely";
import { z } from "zod";
import { type Actor, isSystem } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { publish } from "../kernel/outbox.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import { Problem } from "../kernel/problem.ts";
import { mayDo } from "../people/index.ts";

const MOST_EDITIONS = 200;

/** Live instances of each work, the smallest id first, at most 200 each. */
export async function editionsOf(db: Db, workIds: readonly number[]): Promise<Map<number, number[]>> {
  const editions = new Map<number, number[]>();
  if (workIds.length === 0) return editions;
  const { rows } = await sql<{ work_id: number; ids: number[] }>`
    select w.id as work_id, array(
      select i.id from catalogue.instance i where i.work_id = w.id and i.record_count > 0 and i.audience = 0
      order by i.id limit ${MOST_EDITIONS}) as ids
    from unnest(${[...workIds]}::bigint[]) w(id)`.execute(db);
  for (const row of rows) if (row.ids.length > 0) editions.set(row.work_id, row.ids);
  return editions;
}

/** By instance, the live instances of its work, itself included, as `editionsOf`; those without a work are missing. */
export async function editionsByInstance(
  db: Db,
  instanceIds: readonly number[],
): Promise<Map<number, number[]>> {
  const { rows } = await sql<{ id: number; ids: number[] }>`
    select i.id, array(
      select e.id from catalogue.instance e where e.work_id = i.work_id and e.record_count > 0 and e.audience = 0
      order by e.id limit ${MOST_EDITIONS}) as ids
    from catalogue.instance i where i.id = any(${instanceIds}::bigint[]) and i.work_id is not null`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.id, row.ids]));
}

/**
 * A reader says that this edition does not belong to its work. Saying it twice, or with somebody else, is one report.
 * Refuses `instance-unknown` 404 and `work-alone` 409 (there is nothing it is grouped with).
 */
export async function reportGrouping(
  tx: Tx,
  actor: Actor | null,
  instanceId: number,
  comment: string,
): Promise<void> {
  const { rows } = await sql<{ work_id: number | null; others: boolean }>`
    select i.work_id, exists (select from catalogue.instance o
      where o.work_id = i.work_id and o.id <> i.id and o.record_count > 0) as others
    from catalogue.instance i where i.id = ${instanceId} and i.record_count > 0`.execute(tx);
  const found = rows[0];
  if (!found || found.work_id === null) throw new Problem("instance-unknown", 404);
  if (!found.others) throw new Problem("work-alone", 409);
  await sql`insert into catalogue.work_report (instance_id, work_id, comment, reported_by)
    values (${instanceId}, ${found.work_id}, ${comment.slice(0, 1000)}, ${actor?.personId ?? null})
    on conflict do nothing`.execute(tx);
}

/** A report that waits for a cataloguer. */
export type WorkReport = {
  id: number;
  instanceId: number;
  workId: number;
  comment: string;
  reportedAt: Date;
};

/** A page of the reports nobody has decided, oldest first. */
export async function openReports(
  db: Db,
  limit: number,
  cursor?: string,
): Promise<{ items: WorkReport[]; next: string | null }> {
  const [after] = readCursor(cursor, z.tuple([z.number().int()])) ?? [0];
  const { rows } = await sql<{
    id: number;
    instance_id: number;
    work_id: number;
    comment: string;
    reported_at: Date;
  }>`select r.id, r.instance_id, r.work_id, r.comment, r.reported_at from catalogue.work_report r
    where r.state = 'open' and r.id > ${after} order by r.id limit ${limit + 1}`.execute(db);
  const { items, next } = cutPage(rows, limit, (row) => [row.id]);
  const reports = items.map((row) => ({
    id: row.id,
    instanceId: row.instance_id,
    workId: row.work_id,
    comment: row.comment,
    reportedAt: row.reported_at,
  }));
  return { items: reports, next };
}

/**
 * A cataloguer decides a report: `separated` puts the edition into a work of its own, `kept` leaves it.
 * Refuses `report-unknown` 404, `report-decided` 409 and `forbidden` 403.
 */
export async function decideReport(
  tx: Tx,
  actor: Actor,
  reportId: number,
  decision: "separated" | "kept",
): Promise<void> {
  const { rows } = await sql<{ instance_id: number; state: string }>`
    select r.instance_id, r.state from catalogue.work_report r where r.id = ${reportId} for update`.execute(
    tx,
  );
  const report = rows[0];
  if (!report) throw new Problem("report-unknown", 404);
  if (report.state !== "open") throw new Problem("report-decided", 409);
  await demandHolder(tx, actor, [report.instance_id]);
  await sql`update catalogue.work_report set state = ${decision}, decided_by = ${actor.personId}, decided_at = now()
    where id = ${reportId}`.execute(tx);
  if (decision === "separated") await separateEditions(tx, actor, [report.instance_id]);
}

/** Puts these editions together into a new work, and keeps them there whatever their keys say. Returns its id.
 * Refuses `instance-unknown` 404 and `forbidden` 403. */
export async function separateEditions(tx: Tx, actor: Actor, instanceIds: number[]): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into catalogue.work (id) values (default) returning id`.execute(tx);
  const workId = rows[0]!.id;
  await pinEditions(tx, actor, instanceIds, workId);
  return workId;
}

/** Puts these editions into the work of another instance, and keeps them there. Refuses `instance-unknown` 404, `forbidden` 403. */
export async function joinEditions(
  tx: Tx,
  actor: Actor,
  instanceIds: number[],
  withInstanceId: number,
): Promise<void> {
  const { rows } = await sql<{ work_id: number | null }>`
    select i.work_id from catalogue.instance i where i.id = ${withInstanceId} and i.record_count > 0`.execute(
    tx,
  );
  const workId = rows[0]?.work_id;
  if (workId === undefined || workId === null) throw new Problem("instance-unknown", 404);
  await pinEditions(tx, actor, instanceIds, workId);
}

/** Editions may be grouped by cataloguers of the members that hold them. Refuses `forbidden` 403. */
async function demandHolder(tx: Tx, actor: Actor, instanceIds: number[]): Promise<void> {
  const { rows } = await sql<{ id: number; member_id: number }>`
    select distinct r.instance_id as id, r.member_id from catalogue.record r
    where r.instance_id = any(${instanceIds}::bigint[]) and r.deleted_at is null`.execute(tx);
  const allowed = new Set(
    rows.filter((row) => mayDo(actor, "catalogue.edit", row.member_id)).map((row) => row.id),
  );
  if (!instanceIds.every((id) => allowed.has(id))) throw new Problem("forbidden", 403);
}

async function pinEditions(tx: Tx, actor: Actor, instanceIds: number[], workId: number): Promise<void> {
  await demandHolder(tx, actor, instanceIds);
  const { rows } = await sql<{ id: number }>`
    update catalogue.instance set work_id = ${workId}, version = version + 1, changed_at = now()
    where id = any(${instanceIds}::bigint[]) and record_count > 0 returning id`.execute(tx);
  if (rows.length !== new Set(instanceIds).size) throw new Problem("instance-unknown", 404);
  await sql`insert into catalogue.work_pin (instance_id, work_id, pinned_by)
    select id, ${workId}, ${actor.personId}::uuid from unnest(${instanceIds}::bigint[]) id
    on conflict (instance_id) do update
      set work_id = excluded.work_id, pinned_by = excluded.pinned_by, pinned_at = now()`.execute(tx);
  await publish(tx, "instances-changed", { instanceIds });
  if (!isSystem(actor))
    for (const id of instanceIds)
      await writeAudit(tx, actor, "work.pin", { kind: "instance", id: String(id) }, actor.scope, { workId });
}
