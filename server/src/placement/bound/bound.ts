import { sql } from "kysely";
import type { z } from "zod";
import { seenBy, type Viewer } from "../../audience/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { demandPermission, mayDo } from "../../people/index.ts";
import { refuse } from "../refusals.ts";
import type { boundCopySchema } from "../schema.ts";

export type BoundCopy = z.output<typeof boundCopySchema>;

/**
 * Says which other titles are in a copy, in place of what was said. Refuses `item-unknown` 404, `forbidden` 403,
 * `record-unknown` 404 (also another library's, or a withdrawn one), `record-host` 409.
 */
export async function setBoundRecords(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  itemId: number,
  recordIds: readonly number[],
): Promise<BoundCopy | null> {
  const { rows } = await sql<{ member_id: number; record_id: number; instance_id: number }>`
    select i.member_id, i.record_id, i.instance_id from catalogue.held_item i where i.id = ${itemId}`.execute(
    tx,
  );
  const item = rows[0];
  if (!item) throw refuse("item-unknown");
  demandPermission(actor, "catalogue.edit", item.member_id);
  if (recordIds.includes(item.record_id)) throw refuse("record-host");
  const { rows: known } = await sql<{ id: number }>`select r.id from catalogue.record_line r
    where r.id = any(${[...recordIds]}::bigint[]) and r.member_id = ${item.member_id} and r.deleted_at is null`.execute(
    tx,
  );
  if (known.length !== new Set(recordIds).size) throw refuse("record-unknown");
  await sql`delete from placement.bound_with where item_id = ${itemId}
    and not record_id = any(${[...recordIds]}::bigint[])`.execute(tx);
  await sql`insert into placement.bound_with (item_id, record_id, added_by, added_at)
    select ${itemId}, g.id, ${actor.personId}, ${clock.now()} from unnest(${[...recordIds]}::bigint[]) g(id)
    on conflict do nothing`.execute(tx);
  const copies = await copiesWithSeveral(tx, actor, "all", item.instance_id);
  return copies.find((copy) => copy.itemId === itemId) ?? null;
}

const TITLE = (record: string) =>
  sql`jsonb_build_object('recordId', ${sql.ref(`${record}.id`)}, 'instanceId', ${sql.ref(`${record}.instance_id`)},
    'controlNumber', ${sql.ref(`${record}.control_number`)}, 'title', coalesce((select t.title from catalogue.title_line t
      where t.id = ${sql.ref(`${record}.instance_id`)}), ''))`;

/** Copies of a title, or that it is in, that have several titles, as far as copies and titles are for this viewer. */
export async function copiesWithSeveral(
  db: Db,
  actor: Actor,
  viewer: Viewer,
  instanceId: number,
): Promise<BoundCopy[]> {
  const { rows } = await sql<Omit<BoundCopy, "mayEdit">>`
    select i.id as "itemId", i.barcode, i.call_number as "callNumber", i.member_id as "memberId", ${TITLE("h")} as host,
      (select jsonb_agg(${TITLE("o")} order by o.id) from placement.bound_with w join catalogue.record_line o on o.id = w.record_id
        where w.item_id = i.id and o.deleted_at is null and ${seenBy(viewer, "o.audience")}) as titles
    from catalogue.held_item i join catalogue.record_line h on h.id = i.record_id
    where i.condition <> 'withdrawn' and ${seenBy(viewer, "i.audience")} and ${seenBy(viewer, "h.audience")} and i.id in (
      select b.item_id from placement.bound_with b join catalogue.record_line r on r.id = b.record_id
        where r.instance_id = ${instanceId} and r.deleted_at is null and ${seenBy(viewer, "r.audience")}
      union select b.item_id from placement.bound_with b join catalogue.item_line x on x.id = b.item_id
        join catalogue.record_line r on r.id = x.record_id where r.instance_id = ${instanceId})
    order by i.id`.execute(db);
  return rows.flatMap((row) =>
    row.titles === null ? [] : [{ ...row, mayEdit: mayDo(actor, "catalogue.edit", row.memberId) }],
  );
}

type Asked = { instanceId: number; itemId?: number | undefined; anyEdition?: boolean | undefined };

/**
 * What a request for a title is for: where nobody has a copy of its own that could be lent, the copy of another title that
 * it is bound in, as far as copies are for this viewer; else what was asked. A request for one copy, or for any edition, is for just that.
 */
export async function throughCopy(
  db: Db,
  viewer: Viewer,
  { instanceId, itemId, anyEdition }: Asked,
): Promise<{ asked: number; itemId: number | undefined }> {
  if (itemId !== undefined || anyEdition) return { asked: instanceId, itemId };
  const { rows } = await sql<{ asked: number; itemId: number }>`
    select f.instance_id as asked, f.id as "itemId" from placement.bound_with b
    join catalogue.record_line r on r.id = b.record_id and r.deleted_at is null
    join catalogue.item_fact f on f.id = b.item_id join catalogue.item_line l on l.id = f.id
    join catalogue.record_line h on h.id = l.record_id and ${seenBy(viewer, "h.audience")}
    where r.instance_id = ${instanceId} and ${seenBy(viewer, "l.audience")} and f.for_loan and f.condition = 'good' and not exists (
      select 1 from catalogue.record_line o join catalogue.item_line i on i.record_id = o.id
      where o.instance_id = ${instanceId} and o.deleted_at is null and i.for_loan and i.condition = 'good'
        and ${seenBy(viewer, "i.audience")})
    order by f.id limit 1`.execute(db);
  return rows[0] ?? { asked: instanceId, itemId };
}
