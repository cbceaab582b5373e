import type pg from "pg";
import { sharing } from "../../catalogue/index.ts";
import { inBulkTransaction } from "../../kernel/bulk.ts";

/** Records in one transaction: desks and loads wait no longer than this takes. */
const PAGE = 300;

/** Brings all records and copies of a library in line with its rules, page by page. For a job; twice is once. */
export async function applyRules(pool: pg.Pool, memberId: number): Promise<number> {
  let after = 0;
  let done = 0;
  for (;;) {
    const ids = await inBulkTransaction(pool, async (tx) => {
      const { rows } = await tx.query<{ id: number }>(
        "select f.id from catalogue.record_fact f where f.member_id = $1 and f.id > $2 order by f.id limit $3",
        [memberId, after, PAGE],
      );
      const page = rows.map((row) => row.id);
      await sharing.renewAudiences(tx, page);
      return page;
    });
    if (ids.length === 0) return done;
    done += ids.length;
    after = ids.at(-1)!;
  }
}
