import { sql } from "kysely";
import { z } from "zod";
import type { TaskSource } from "../contracts/tasks.ts";
import type { Db } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { claimSchema } from "./schema.ts";

type Claim = z.output<typeof claimSchema>;
type Row = Omit<Claim, "claimedAt"> & { claimed_at: Date };

const place = z.tuple([z.iso.datetime(), z.uuid()]);

/**
 * Loans of which the reader says that they do not have the item: of the library's own items, and lent at its desks, the oldest
 * claim first. Refuses `cursor-invalid` 400.
 */
export async function openClaims(
  db: Db,
  memberId: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Claim[]; next: string | null }> {
  const [at, id] = readCursor(cursor, place) ?? [null, null];
  const { rows } = await sql<Row>`
    select c.id as "loanId", c.item_id as "itemId", k.barcode, coalesce(t.title, '') as title, h.call_number as "callNumber",
      h.location, i.part, k.member_id = ${memberId}::smallint as "isOwn", c.checkout_branch_id as "branchId",
      coalesce(p.name, '') as "patronName",
      (select d.barcode from people.card_fact d where d.person_id = c.person_id
        order by d.member_id = b.member_id desc, d.member_id limit 1) as "patronCard",
      c.due_on as "dueOn", c.claimed_at, c.never_had as "neverHad"
    from circulation.claim_fact c join catalogue.copy_fact k on k.id = c.item_id
    join catalogue.item_line i on i.id = c.item_id join catalogue.call_number_line h on h.id = i.holding_id
    join consortium.branch_line b on b.id = c.checkout_branch_id
    left join catalogue.title_line t on t.id = k.instance_id left join people.person_fact p on p.id = c.person_id
    where (k.member_id = ${memberId}::smallint or b.member_id = ${memberId}::smallint)
      and (${at}::timestamptz is null or (c.claimed_at, c.id) > (${at}::timestamptz, ${id}::uuid))
    order by c.claimed_at, c.id limit ${limit + 1}`.execute(db);
  const items = rows.map(({ claimed_at, ...claim }) => ({ ...claim, claimedAt: claimed_at.toISOString() }));
  return cutPage(items, limit, (one) => [one.claimedAt, one.loanId]);
}

/** Open claims on the library's own items wait for its desks. */
export const claimTasks: readonly TaskSource[] = [
  {
    name: "claims",
    page: "troubles",
    waiting: async (db, { scope }) => {
      const { rows } = await sql<{ count: number; oldest: Date | null }>`
        select count(*) as count, min(c.claimed_at) as oldest from circulation.claim_fact c
        join catalogue.item_fact i on i.id = c.item_id where i.member_id = ${scope}`.execute(db);
      return { count: rows[0]!.count, oldestAt: rows[0]!.oldest };
    },
  },
];
