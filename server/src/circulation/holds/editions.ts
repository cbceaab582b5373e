import { sql } from "kysely";
import { editionsByInstance } from "../../catalogue/index.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { lockInstance } from "../instance-lock.ts";
import { targetHolds } from "../targeting.ts";

/** Which edition of the same work has the most copies free, the asked one first among equals. */
export async function bestEdition(db: Db, instanceId: number): Promise<number> {
  const editions = (await editionsByInstance(db, [instanceId])).get(instanceId) ?? [instanceId];
  const { rows } = await sql<{ instance_id: number }>`
    select i.instance_id from catalogue.item_fact i join circulation.item_state s on s.item_id = i.id
    where i.instance_id = any(${editions}::bigint[]) and s.status = 'available' and i.part = ''
    group by i.instance_id order by i.instance_id = ${instanceId} desc, count(*) desc, i.instance_id limit 1`.execute(
    db,
  );
  return rows[0]?.instance_id ?? instanceId;
}

const MOST_MOVED = 500;

/** Requests for any edition that wait while another edition has a free copy, with that edition. For the hourly job. */
export async function listBetterEditions(db: Db): Promise<{ id: string; from: number; to: number }[]> {
  const { rows } = await sql<{ id: string; instance_id: number }>`
    select h.id, h.instance_id from circulation.hold h
    where h.state = 'waiting' and h.any_edition and h.suspended_until is null order by h.placed_at, h.id limit ${MOST_MOVED}`.execute(
    db,
  );
  const found: { id: string; from: number; to: number }[] = [];
  for (const row of rows) {
    const to = await bestEdition(db, row.instance_id);
    if (to !== row.instance_id) found.push({ id: row.id, from: row.instance_id, to });
  }
  return found;
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
