import { sql } from "kysely";
import type { z } from "zod";
import { getMember, listBranches } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { addDays, type PlainDate } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";
import { MOST_DAYS, type overruledCountSchema, type overruledSchema } from "./schema.ts";

const MOST_SHOWN = 500;

/**
 * What a library's desks lent in spite of a block, a limit or a rule in a period of its own days: how often by branch and by
 * what was overruled, and each loan with who did it and why, the latest first. Refuses `period-wrong` 400 (`limit`: days).
 */
export async function overruledLoans(
  db: Db,
  memberId: number,
  { from, to }: { from: PlainDate; to: PlainDate },
): Promise<{ counts: z.output<typeof overruledCountSchema>[]; items: z.output<typeof overruledSchema>[] }> {
  if (to < from || to > addDays(from, MOST_DAYS - 1)) throw refuse("period-wrong", { limit: MOST_DAYS });
  const zone = (await getMember(db, memberId)).timeZone;
  const branchIds = (await listBranches(db, { memberId })).map((branch) => branch.id);
  const within = sql`o.checkout_branch_id = any(${branchIds}::int[])
    and o.loaned_at >= (${from}::date::timestamp at time zone ${zone})
    and o.loaned_at < ((${to}::date + 1)::timestamp at time zone ${zone})`;
  const counts = await sql<z.output<typeof overruledCountSchema>>`
    select o.checkout_branch_id as "branchId", c.code, count(*)::int as count
    from circulation.overruled_fact o cross join lateral jsonb_array_elements_text(o.codes) c(code)
    where ${within} group by 1, 2 order by 3 desc, 1, 2`.execute(db);
  const loans = await sql<Omit<z.output<typeof overruledSchema>, "loanedAt"> & { loaned_at: Date }>`
    select o.id as "loanId", o.loaned_at, o.checkout_branch_id as "branchId", coalesce(t.title, '') as title,
      k.barcode, o.codes, o.reason, coalesce(p.name, '') as by
    from circulation.overruled_fact o left join catalogue.copy_fact k on k.id = o.item_id
    left join catalogue.title_line t on t.id = k.instance_id
    left join people.person_fact p on p.id = o.by_id
    where ${within} order by o.loaned_at desc, o.id limit ${MOST_SHOWN}`.execute(db);
  return {
    counts: counts.rows,
    items: loans.rows.map(({ loaned_at: at, ...loan }) => ({ ...loan, loanedAt: at.toISOString() })),
  };
}
