import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { LocalText } from "../kernel/text.ts";
import type { Clock, PlainDate } from "../kernel/time.ts";

/** A branch and its hours of the next day it opens, `HH:MM` in its own zone. `inDays`: 0 today; `isOpen`: now. */
type OpenBranch = {
  branchId: number;
  memberId: number;
  memberCode: string;
  member: LocalText;
  name: LocalText;
  opens: string;
  closes: string;
  on: PlainDate;
  inDays: number;
  isOpen: boolean;
};

const MOST = 200;
/** Who opens on no day of these is not said to open. */
const DAYS_AHEAD = 7;

/** Branches with their next hours: those of a member first, then open ones, then the soonest, then main ones. */
export async function openSoon(db: Db, clock: Clock, firstMemberId: number | null): Promise<OpenBranch[]> {
  const { rows } = await sql<{
    branch_id: number;
    member_id: number;
    code: string;
    member: LocalText;
    name: LocalText;
    opens: string;
    closes: string;
    on: PlainDate;
    in_days: number;
    is_open: boolean;
  }>`select b.id as branch_id, m.id as member_id, m.code, m.name as member, b.name, to_char(h.opens, 'HH24:MI') as opens,
      to_char(h.closes, 'HH24:MI') as closes, h.day::text as "on", h.in_days, h.in_days = 0 and h.opens <= t.at::time as is_open
    from consortium.member m
    cross join lateral (select ${clock.now()}::timestamptz at time zone m.time_zone as at) t
    join consortium.branch b on b.member_id = m.id
    cross join lateral (select o.opens, o.closes, d.day, d.in_days
      from (select i as in_days, t.at::date + i as day from generate_series(0, ${DAYS_AHEAD}::integer) i) d
      join consortium.opening o on o.branch_id = b.id and o.weekday = extract(dow from d.day)
      where (d.in_days > 0 or o.closes > t.at::time) and not exists (select 1 from consortium.closure c
        where c.member_id = m.id and c.first_on <= d.day and (c.last_on >= d.day or (c.yearly
          and case when to_char(c.first_on, 'MMDD') <= to_char(c.last_on, 'MMDD')
            then to_char(d.day, 'MMDD') between to_char(c.first_on, 'MMDD') and to_char(c.last_on, 'MMDD')
            else to_char(d.day, 'MMDD') >= to_char(c.first_on, 'MMDD') or to_char(d.day, 'MMDD') <= to_char(c.last_on, 'MMDD')
          end)))
      order by d.day, o.opens limit 1) h
    order by m.id is not distinct from ${firstMemberId}::smallint desc, is_open desc, h.in_days, b.is_main desc, m.id, b.id
    limit ${MOST}`.execute(db);
  return rows.map((row) => ({
    branchId: row.branch_id,
    memberId: row.member_id,
    memberCode: row.code,
    member: row.member,
    name: row.name,
    opens: row.opens,
    closes: row.closes,
    on: row.on,
    inDays: row.in_days,
    isOpen: row.is_open,
  }));
}
