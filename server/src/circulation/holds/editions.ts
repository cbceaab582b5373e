import { sql } from "kysely";
import { editionsByInstance } from "../../catalogue/index.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { lockInstance } from "../../targeting/index.ts";
import { targetHolds } from "../targeting.ts";

/** Which edition of the same work has the most copies free, the asked one first among equals. */
export async function bestEdition(db: Db, instanceId: number): Promise<number> {
  return (await bestEditions(db, [instanceId])).get(instanceId) ?? instanceId;
}

/** `bestEdition` of several; those without a free copy in any edition are missing. */
async function bestEditions(db: Db, instanceIds: readonly number[]): Promise<Map<number, number>> {
  const editions = await editionsByInstance(db, instanceIds);
  const pairs = instanceIds.flatMap((id) => (editions.get(id) ?? [id]).map((edition) => ({ id, edition })));
  const { rows } = await sql<{ id: number; edition: number }>`
    with free as (
      select i.instance_id, count(*) as n from catalogue.item_fact i join circulation.item_state s on s.item_id = i.id
      where i.instance_id = any(${[...new Set(pairs.map((one) => one.edition))]}::bigint[])
        and s.status = 'available' and i.part = '' group by i.instance_id)
    select distinct on (p.id) p.id, p.edition
    from unnest(${pairs.map((one) => one.id)}::bigint[], ${pairs.map((one) => one.edition)}::bigint[]) p(id, edition)
    join free f on f.instance_id = p.edition
    order by p.id, p.edition = p.id desc, f.n desc, p.edition`.execute(db);
  return new Map(rows.map((row) => [row.id, row.edition]));
}

/** Requests for any edition of one question. */
const SOME = 500;

/**
 * Requests for any edition that wait while another edition has a free copy, with that edition, the oldest first. For the
 * hourly job.
 */
export async function listBetterEditions(db: Db): Promise<{ id: string; from: number; to: number }[]> {
  const found: { id: string; from: number; to: number; placedAt: Date }[] = [];
  for (let last = ""; ; ) {
    const { rows } = await sql<{ id: string; instance_id: number; placed_at: Date }>`
      select h.id, h.instance_id, h.placed_at from circulation.hold h
      where h.state = 'waiting' and h.any_edition and h.suspended_until is null
        and (${last} = '' or h.id > nullif(${last}, '')::uuid) order by h.id limit ${SOME}`.execute(db);
    if (rows.length === 0) return found.sort((a, b) => a.placedAt.getTime() - b.placedAt.getTime());
    last = rows.at(-1)!.id;
    const best = await bestEditions(db, [...new Set(rows.map((row) => row.instance_id))]);
    for (const row of rows) {
      const to = best.get(row.instance_id);
      if (to !== undefined && to !== row.instance_id)
        found.push({ id: row.id, from: row.instance_id, to, placedAt: row.placed_at });
    }
  }
}

/** A request for any edition goes to the one that has a copy, with its place by the day it was made. */
export async function moveToEdition(
  tx: Tx,
  clock: Clock,
  hold: { id: string; from: number; to: number },
): Promise<number[]> {
  for (const id of [hold.from, hold.to].sort((a, b) => a - b)) await lockInstance(tx, id);
  const { numAffectedRows } =
    await sql`update circulation.hold h set instance_id = ${hold.to}, version = version + 1
    where h.id = ${hold.id} and h.instance_id = ${hold.from} and h.state = 'waiting' and h.any_edition
      and not exists (select 1 from circulation.hold o where o.person_id = h.person_id and o.instance_id = ${hold.to}
        and o.closed_at is null)`.execute(tx);
  if (numAffectedRows !== 1n) return [];
  await targetHolds(tx, clock, hold.to);
  return [hold.from, hold.to];
}
