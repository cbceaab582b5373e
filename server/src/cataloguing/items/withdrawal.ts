import { fromCompact, retentions } from "@commonshelf/marc";
import { sql } from "kysely";
import type { z } from "zod";
import { todayInRegion } from "../../consortium/index.ts";
import type { Db } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { refuse } from "../refusals.ts";
import type { withdrawalFactsSchema } from "../schema.ts";

type Facts = z.output<typeof withdrawalFactsSchema>;

/**
 * What somebody should know before they withdraw an item: how many others of its title there are, at which libraries, and
 * which libraries have promised to keep it. Lost and missing items are no others. Refuses `item-unknown` 404.
 */
export async function withdrawalFacts(db: Db, clock: Clock, itemId: number): Promise<Facts> {
  const { rows: items } = await sql<{ instance_id: number; member_id: number }>`
    select i.instance_id, i.member_id from catalogue.held_item i where i.id = ${itemId}`.execute(db);
  const item = items[0];
  if (!item) throw refuse("item-unknown");
  const { rows: others } = await sql<{ member: string; member_id: number; items: number }>`
    select m.code as member, i.member_id, count(*)::int as items
    from catalogue.held_item i join consortium.member_fact m on m.id = i.member_id
    where i.instance_id = ${item.instance_id} and i.id <> ${itemId} and i.condition in ('good', 'damaged')
    group by m.code, i.member_id order by m.code`.execute(db);
  const own = others.find((one) => one.member_id === item.member_id);
  return {
    others: others.reduce((sum, one) => sum + one.items, 0),
    ownOthers: own?.items ?? 0,
    members: others.filter((one) => one !== own).map((one) => one.member),
    retention: await retentionOf(db, clock, item),
  };
}

/** Promises in the records of the title that have not run out. */
async function retentionOf(
  db: Db,
  clock: Clock,
  item: { instance_id: number; member_id: number },
): Promise<Facts["retention"]> {
  const { rows } = await sql<{ member: string; member_id: number; marc: Parameters<typeof fromCompact>[0] }>`
    select m.code as member, r.member_id, r.marc from catalogue.record_line r
    join consortium.member_fact m on m.id = r.member_id
    where r.instance_id = ${item.instance_id} and r.deleted_at is null order by r.id`.execute(db);
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
        own: member_id === item.member_id,
      })),
  );
}
