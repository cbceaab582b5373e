import { type CompactRecord, fromCompact, retentions } from "@commonshelf/marc";
import { sql } from "kysely";
import type { z } from "zod";
import { todayInRegion } from "../../consortium/index.ts";
import type { Db } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { refuse } from "../refusals.ts";
import type { withdrawalFactsSchema } from "../schema.ts";

type Facts = z.output<typeof withdrawalFactsSchema>;

/**
 * What somebody should know before they withdraw an item: of its title, and of every other one that is bound in it, how many
 * others there are and at which libraries, and which libraries have promised to keep one. Lost and missing items are no
 * others. Refuses `item-unknown` 404.
 */
export async function withdrawalFacts(db: Db, clock: Clock, itemId: number): Promise<Facts> {
  const { rows: items } = await sql<{ instance_id: number; member_id: number }>`
    select i.instance_id, i.member_id from catalogue.held_item i where i.id = ${itemId}`.execute(db);
  const item = items[0];
  if (!item) throw refuse("item-unknown");
  const { rows: bound } = await sql<{ id: number; title: string }>`
    select distinct t.id, coalesce(t.title, '') as title from placement.bound_line b
    join catalogue.record_line r on r.id = b.record_id join catalogue.title_line t on t.id = r.instance_id
    where b.item_id = ${itemId} and r.deleted_at is null and t.id <> ${item.instance_id} order by t.id`.execute(
    db,
  );
  const titles = [item.instance_id, ...bound.map((one) => one.id)];
  const others = await othersOf(db, itemId, titles);
  const left = (instanceId: number): Omit<Facts, "bound" | "retention"> => {
    const there = others.filter((one) => one.instance_id === instanceId);
    const own = there.find((one) => one.member_id === item.member_id);
    return {
      others: there.reduce((sum, one) => sum + one.items, 0),
      ownOthers: own?.items ?? 0,
      members: there.filter((one) => one !== own).map((one) => one.member),
    };
  };
  return {
    ...left(item.instance_id),
    bound: bound.map(({ id, title }) => ({ title, ...left(id) })),
    retention: await retentionOf(db, clock, item.member_id, titles),
  };
}

/** Other items in use of these titles by library, their own or another title's that they are bound in. */
async function othersOf(
  db: Db,
  itemId: number,
  titles: readonly number[],
): Promise<{ instance_id: number; member: string; member_id: number; items: number }[]> {
  const { rows } = await sql<{ instance_id: number; member: string; member_id: number; items: number }>`
    select o.instance_id, m.code as member, o.member_id, count(*)::int as items from (
      select i.instance_id, i.member_id, i.id, i.condition from catalogue.held_item i
        where i.instance_id = any(${titles}::bigint[])
      union select r.instance_id, i.member_id, i.id, i.condition from catalogue.record_line r
        join placement.bound_line b on b.record_id = r.id join catalogue.held_item i on i.id = b.item_id
        where r.instance_id = any(${titles}::bigint[]) and r.deleted_at is null) o
    join consortium.member_fact m on m.id = o.member_id
    where o.id <> ${itemId} and o.condition in ('good', 'damaged')
    group by o.instance_id, m.code, o.member_id order by m.code`.execute(db);
  return rows;
}

/** Promises in the records of the titles and in their holdings records that have not run out. */
async function retentionOf(
  db: Db,
  clock: Clock,
  ownMember: number,
  titles: readonly number[],
): Promise<Facts["retention"]> {
  const { rows } = await sql<{ member: string; member_id: number; marc: CompactRecord }>`
    select m.code as member, p.member_id, p.marc from (
      select r.id, 0 as part, r.member_id, r.marc from catalogue.record_line r
        where r.instance_id = any(${titles}::bigint[]) and r.deleted_at is null
      union all select r.id, h.id, h.member_id, h.marc from catalogue.record_line r
        join catalogue.holdings_state h on h.member_id = r.member_id and h.title_number = r.control_number
        where r.instance_id = any(${titles}::bigint[]) and r.deleted_at is null) p
    join consortium.member_fact m on m.id = p.member_id order by p.id, p.part`.execute(db);
  const today = (await todayInRegion(db, clock)).replaceAll("-", "");
  return rows.flatMap(({ member, member_id, marc }) =>
    retentions(fromCompact(marc))
      // A year or month counts to its end.
      .filter(({ until }) => until === null || until.padEnd(8, "9") >= today)
      .map(({ action, until, programme }) => ({
        member,
        action,
        until,
        programme,
        own: member_id === ownMember,
      })),
  );
}
