import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { LocalText } from "../kernel/text.ts";
import type { Clock } from "../kernel/time.ts";

/** A branch and its hours today, `HH:MM` in its own zone. `isOpen`: now; else it opens later today. */
type OpenBranch = {
  branchId: number;
  memberId: number;
  memberCode: string;
  member: LocalText;
  name: LocalText;
  opens: string;
  closes: string;
  isOpen: boolean;
};

const MOST = 200;

/** Branches with hours that are open now or later today: those of a member first, then open ones, then main ones. */
export async function openToday(db: Db, clock: Clock, firstMemberId: number | null): Promise<OpenBranch[]> {
  const { rows } = await sql<{
    branch_id: number;
    member_id: number;
    code: string;
    member: LocalText;
    name: LocalText;
    opens: string;
    closes: string;
    is_open: boolean;
  }>`select b.id as branch_id, m.id as member_id, m.code, m.name as member, b.name, to_char(o.opens, 'HH24:MI') as opens,
      to_char(o.closes, 'HH24:MI') as closes, o.opens <= t.at::time as is_open
    from consortium.member m
    cross join lateral (select ${clock.now()}::timestamptz at time zone m.time_zone as at) t
    join consortium.branch b on b.member_id = m.id
    join consortium.opening o on o.branch_id = b.id and o.weekday = extract(dow from t.at)
    where o.closes > t.at::time and not exists (select 1 from consortium.closure c
      where c.member_id = m.id and c.first_on <= t.at::date and (c.last_on >= t.at::date or (c.yearly
        and case when to_char(c.first_on, 'MMDD') <= to_char(c.last_on, 'MMDD')
          then to_char(t.at, 'MMDD') between to_char(c.first_on, 'MMDD') and to_char(c.last_on, 'MMDD')
          else to_char(t.at, 'MMDD') >= to_char(c.first_on, 'MMDD') or to_char(t.at, 'MMDD') <= to_char(c.last_on, 'MMDD')
        end)))
    order by m.id is not distinct from ${firstMemberId}::smallint desc, is_open desc, b.is_main desc, m.id, b.id
    limit ${MOST}`.execute(db);
  return rows.map((row) => ({
    branchId: row.branch_id,
    memberId: row.member_id,
    memberCode: row.code,
    member: row.member,
    name: row.name,
    opens: row.opens,
    closes: row.closes,
    isOpen: row.is_open,
  }));
}
