import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import type { Contribution } from "../schema.ts";

/**
 * What members gave to the shared catalogue and took from it, by member and month of the member's zone: original records
 * (the first of their title), copies (records of a title that another member's record described before), records of others
 * that copied theirs (`given`), and upgrades (records they changed, by hand or by a load, of titles that others hold too;
 * each once a month). Undone and withdrawn records do not count; undoing is no upgrade.
 * `from`, `to`: first month and the month after the last, as YYYY-MM. `memberId` null: all members.
 */
export async function contributions(
  db: Db,
  memberId: number | null,
  { from, to }: { from: string; to: string },
): Promise<Contribution[]> {
  const { rows } = await sql<Contribution>`
    with made as (
      select r.member_id, to_char(r.created_at at time zone m.time_zone, 'YYYY-MM') as month,
        f.id = r.id as is_original, f.member_id as first_member
      from catalogue.record_state r
      join consortium.member_fact m on m.id = r.member_id
      cross join lateral (select o.id, o.member_id from catalogue.record_state o
        where o.instance_id = r.instance_id and o.deleted_at is null order by o.created_at, o.id limit 1) f
      where r.deleted_at is null and r.created_at >= ${`${from}-01`}::timestamptz - interval '1 day'
        and r.created_at < ${`${to}-01`}::timestamptz + interval '1 day'),
    touched as (
      select r.id, r.instance_id, r.member_id, r.changed_at as at, r.run_id from catalogue.record_state r
      where r.version > 1 and r.deleted_at is null
      union all
      select r.id, r.instance_id, r.member_id, p.changed_at, p.run_id from catalogue.record_past p
      join catalogue.record_state r on r.id = p.record_id and r.deleted_at is null
      where p.version > 1 and p.deleted_at is null),
    upgraded as (
      select distinct t.id, t.member_id, to_char(t.at at time zone m.time_zone, 'YYYY-MM') as month
      from touched t join consortium.member_fact m on m.id = t.member_id
      left join catalogue.load l on l.id = t.run_id
      where t.at >= ${`${from}-01`}::timestamptz - interval '1 day' and t.at < ${`${to}-01`}::timestamptz + interval '1 day'
        and l.kind is distinct from 'undo'
        and exists (select 1 from catalogue.record_state o where o.instance_id = t.instance_id
          and o.deleted_at is null and o.member_id <> t.member_id)),
    counted as (
      select member_id, month, 1 as originals, 0 as copies, 0 as upgrades, 0 as given from made where is_original
      union all select member_id, month, 0, 1, 0, 0 from made where not is_original and first_member <> member_id
      union all select first_member, month, 0, 0, 0, 1 from made where not is_original and first_member <> member_id
      union all select member_id, month, 0, 0, 1, 0 from upgraded)
    select m.code as "memberCode", c.month, sum(c.originals)::int as originals, sum(c.copies)::int as copies,
      sum(c.upgrades)::int as upgrades, sum(c.given)::int as given
    from counted c join consortium.member_fact m on m.id = c.member_id
    where c.month >= ${from} and c.month < ${to} and (${memberId}::int is null or c.member_id = ${memberId})
    group by m.code, c.month order by c.month desc, m.code`.execute(db);
  return rows;
}
