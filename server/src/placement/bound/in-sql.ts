import { type RawBuilder, sql } from "kysely";
import { plannedOnce } from "../../kernel/database.ts";

/** SQL: copies of other titles that this one is in, as `in (…)`. */
export function itemsBoundIn(instanceId: number): RawBuilder<unknown> {
  return sql`(select b.item_id from placement.bound_line b join catalogue.record_line w on w.id = b.record_id
    where w.instance_id = ${instanceId} and w.deleted_at is null)`;
}

/** SQL, for `from`: records whose copies are a title's (`record_id`), and of other titles the copy it is in (`item_id`). */
export function recordsHolding(instanceId: number): RawBuilder<unknown> {
  return sql`(select w.id as record_id, null::bigint as item_id from catalogue.record_line w
      where w.instance_id = ${plannedOnce(instanceId, "bigint")} and w.deleted_at is null
    union all select c.record_id, c.id from catalogue.item_line c where c.id in ${itemsBoundIn(instanceId)})`;
}

/** SQL: the other titles in the copy of this column that everybody may read, as `text[]`. */
export function otherTitlesIn(column: string, instanceId: number): RawBuilder<string[]> {
  const item = sql.ref(column);
  return sql<string[]>`array(select y.title from (
      select w.instance_id from placement.bound_line b join catalogue.record_line w on w.id = b.record_id
        where b.item_id = ${item} and w.deleted_at is null
      union select w.instance_id from catalogue.item_line c join catalogue.record_line w on w.id = c.record_id
        where c.id = ${item} and exists (select 1 from placement.bound_line b where b.item_id = c.id)) z
    join catalogue.public_title_line y on y.id = z.instance_id where z.instance_id <> ${instanceId} and y.title <> '' order by y.title)`;
}
