import { sql } from "kysely";
import { z } from "zod";
import { getMember, listBranches } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import { addDays, type Clock, dateIn, type PlainDate } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";
import {
  type demandSchema,
  MOST_DAYS,
  type overdueSchema,
  type shelfUseSchema,
  type turnoverSchema,
} from "./schema.ts";

type Page<T> = { items: T[]; next: string | null };
type Turn = { limit: number; cursor?: string | undefined };

const overduePlace = z.tuple([z.string(), z.number().int()]);

/** Overdue loans of a member's items by its own calendar day, the longest overdue first; claimed ones are looked for elsewhere. */
export async function overdueLoans(
  db: Db,
  clock: Clock,
  memberId: number,
  { limit, cursor }: Turn,
): Promise<Page<z.output<typeof overdueSchema>>> {
  const today = dateIn((await getMember(db, memberId)).timeZone, clock.now());
  const after = readCursor(cursor, overduePlace);
  const from =
    after === null ? sql`true` : sql`(l.due_on, l.item_id) > (${after[0]}::date, ${after[1]}::bigint)`;
  const { rows } = await sql<z.output<typeof overdueSchema>>`
    select l.item_id as "itemId", c.barcode, coalesce(t.title, '') as title, c.call_number as "callNumber",
      l.checkout_branch_id as "branchId", l.due_on as "dueOn", ${today}::date - l.due_on as days, l.renewals
    from circulation.loan_event l join catalogue.copy_fact c on c.id = l.item_id
    left join catalogue.title_line t on t.id = c.instance_id
    where c.member_id = ${memberId} and l.returned_at is null and l.claimed_at is null and l.due_on < ${today}::date and ${from}
    order by l.due_on, l.item_id limit ${limit + 1}`.execute(db);
  return cutPage(rows, limit, (row) => [row.dueOn, row.itemId]);
}

const MOST_TITLES = 200;

/** Titles of which a member has a copy and that readers wait for, the most wanted by copy first. */
export async function holdsPerCopy(db: Db, memberId: number): Promise<z.output<typeof demandSchema>[]> {
  const { rows } = await sql<z.output<typeof demandSchema>>`
    with wanted as (
      select h.instance_id, count(*)::int as holds from circulation.hold_event h
      where h.state in ('waiting', 'targeted', 'in-transit', 'on-shelf') group by h.instance_id
    ), held as (
      select w.instance_id, w.holds, count(c.id) filter (where i.for_loan and c.condition = 'good')::int as copies,
        count(c.id) filter (where i.for_loan and c.condition = 'good' and c.member_id = ${memberId})::int as own,
        bool_or(c.member_id = ${memberId}) as ours
      from wanted w join catalogue.copy_fact c on c.instance_id = w.instance_id
      join catalogue.item_fact i on i.id = c.id group by w.instance_id, w.holds
    )
    select d.instance_id as "instanceId", t.title, d.holds, d.copies, d.own,
      round(d.holds::numeric / greatest(d.copies, 1), 2)::float8 as "perCopy"
    from held d join catalogue.title_line t on t.id = d.instance_id
    where d.ours order by "perCopy" desc, d.holds desc, d.instance_id limit ${MOST_TITLES}`.execute(db);
  return rows;
}

const daysWithin = ({ from, to }: { from: PlainDate; to: PlainDate }): void => {
  if (to < from || to > addDays(from, MOST_DAYS - 1)) throw refuse("period-wrong", { limit: MOST_DAYS });
};

/**
 * How often the copies of each shelving location of a member were lent in a period, the least used first. Refuses
 * `period-wrong` 400 (`limit`: days).
 */
export async function usePerCopy(
  db: Db,
  memberId: number,
  period: { from: PlainDate; to: PlainDate },
): Promise<z.output<typeof shelfUseSchema>[]> {
  daysWithin(period);
  const zone = (await getMember(db, memberId)).timeZone;
  const { rows } = await sql<z.output<typeof shelfUseSchema>>`
    with lent as (
      select l.item_id, count(*) as loans from circulation.loan_event l
      where l.loaned_at >= (${period.from}::date::timestamp at time zone ${zone})
        and l.loaned_at < ((${period.to}::date + 1)::timestamp at time zone ${zone}) group by l.item_id
    )
    select c.home_branch_id as "branchId", c.location, count(*)::int as copies,
      coalesce(sum(n.loans), 0)::int as loans, round(coalesce(sum(n.loans), 0) / count(*), 2)::float8 as "perCopy",
      count(*) filter (where n.item_id is null)::int as unused
    from catalogue.copy_fact c join catalogue.item_fact i on i.id = c.id left join lent n on n.item_id = c.id
    where c.member_id = ${memberId} and i.for_loan and c.condition = 'good'
    group by c.home_branch_id, c.location order by "perCopy", c.home_branch_id, c.location`.execute(db);
  return rows;
}

/**
 * What each branch of a member did on each day of a period: loans, returns, uses in the house. Refuses `period-wrong` 400
 * (`limit`: days).
 */
export async function turnover(
  db: Db,
  memberId: number,
  { from, to }: { from: PlainDate; to: PlainDate },
): Promise<z.output<typeof turnoverSchema>[]> {
  daysWithin({ from, to });
  const zone = (await getMember(db, memberId)).timeZone;
  const branchIds = (await listBranches(db, { memberId })).map((branch) => branch.id);
  const first = sql`(${from}::date::timestamp at time zone ${zone})`;
  const last = sql`((${to}::date + 1)::timestamp at time zone ${zone})`;
  const { rows } = await sql<z.output<typeof turnoverSchema>>`
    select e.branch_id as "branchId", e.day, sum(e.loans)::int as loans, sum(e.returns)::int as returns,
      sum(e.uses)::int as uses
    from (
      select l.checkout_branch_id as branch_id, (l.loaned_at at time zone ${zone})::date as day, 1 as loans, 0 as returns,
        0 as uses
      from circulation.loan_event l
      where l.checkout_branch_id = any(${branchIds}::int[]) and l.loaned_at >= ${first} and l.loaned_at < ${last}
      union all
      select l.return_branch_id, (l.returned_at at time zone ${zone})::date, 0, 1, 0 from circulation.loan_event l
      where l.return_branch_id = any(${branchIds}::int[]) and not l.is_lost and l.returned_at >= ${first} and l.returned_at < ${last}
      union all
      select u.branch_id, (u.at at time zone ${zone})::date, 0, 0, 1 from stocktaking.use_fact u
      where u.branch_id = any(${branchIds}::int[]) and u.at >= ${first} and u.at < ${last}
    ) e group by e.branch_id, e.day order by e.day, e.branch_id`.execute(db);
  return rows;
}
