import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";

/** A reader's year in numbers; titles only where they keep a diary. Months 1 to 12, books received in each. */
export type YearInReview = {
  year: number;
  borrowed: number;
  lent: number;
  given: number;
  received: number;
  published: number;
  partners: number;
  months: number[];
  titles: { title: string; side: "borrower" | "lender" }[];
};

const MOST_TITLES = 100;

/** What somebody borrowed, lent and gave among readers in a calendar year, by the clock of each loan. */
export async function yearInReview(db: Db, personId: string, year: number): Promise<YearInReview> {
  const own = sql`(l.lender_id = ${personId} or l.borrower_id = ${personId}) and l.handed_over_at is not null
    and extract(year from l.handed_over_at at time zone l.time_zone) = ${year}`;
  const [counts, months, titles, copies] = await Promise.all([
    sql<{ borrowed: number; lent: number; given: number; received: number; partners: number }>`
      select count(*) filter (where l.borrower_id = ${personId} and l.mode <> 'give') as borrowed,
        count(*) filter (where l.lender_id = ${personId} and l.mode <> 'give') as lent,
        count(*) filter (where l.lender_id = ${personId} and l.mode = 'give') as given,
        count(*) filter (where l.borrower_id = ${personId} and l.mode = 'give') as received,
        count(distinct case when l.lender_id = ${personId} then l.borrower_id::text
          else coalesce(l.lender_id::text, l.lender_member::text) end) as partners
      from peer_loans.loan l where ${own}`.execute(db),
    sql<{ month: number; count: number }>`
      select extract(month from l.handed_over_at at time zone l.time_zone)::int as month, count(*) as count
      from peer_loans.loan l where ${own} and l.borrower_id = ${personId} group by 1`.execute(db),
    sql<{ title: string; side: "borrower" | "lender" }>`
      select l.title, case when l.borrower_id = ${personId} then 'borrower' else 'lender' end as side
      from peer_loans.loan l where ${own} and l.title is not null
        and exists (select 1 from neighbours.sharer p where p.person_id = ${personId} and p.keeps_diary)
      order by l.handed_over_at, l.id limit ${MOST_TITLES}`.execute(db),
    sql<{ count: number }>`select count(*) as count from shelves.copy_fact c
      where c.owner_id = ${personId} and extract(year from c.created_at) = ${year}`.execute(db),
  ]);
  const byMonth = new Map(months.rows.map((row) => [row.month, row.count]));
  return {
    year,
    ...counts.rows[0]!,
    published: copies.rows[0]!.count,
    months: Array.from({ length: 12 }, (_, i) => byMonth.get(i + 1) ?? 0),
    titles: titles.rows,
  };
}
