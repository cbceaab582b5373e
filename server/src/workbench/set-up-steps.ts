import { type RawBuilder, sql } from "kysely";
import { COUNTED, type SetUpStep } from "../contracts/set-up.ts";
import type { Db } from "../kernel/database.ts";

type Counted = { id: number; count: number };

function counting(name: string, count: (ids: readonly number[]) => RawBuilder<Counted>): SetUpStep {
  return {
    name,
    needed: true,
    state: async (db: Db, ids) => {
      const { rows } = await count(ids).execute(db);
      return new Map(rows.map((row) => [row.id, { done: row.count > 0, count: row.count }]));
    },
  };
}

/** People and books: what a library needs before it can open. */
export const workbenchSetUp: readonly SetUpStep[] = [
  counting(
    "staff",
    (ids) => sql<Counted>`select s.member_id as id, s.staff as count from people.member_size s
      where s.member_id = any(${ids}::int[])`,
  ),
  counting(
    "readers",
    (ids) => sql<Counted>`select s.member_id as id, s.readers as count from people.member_size s
      where s.member_id = any(${ids}::int[])`,
  ),
  counting(
    "records",
    (ids) => sql<Counted>`select m.id, (select count(*) from (
        select 1 from catalogue.copy_fact c where c.member_id = m.id limit ${COUNTED}) one) as count
      from consortium.member_fact m where m.id = any(${ids}::int[])`,
  ),
];
