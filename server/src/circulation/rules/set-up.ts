import { sql } from "kysely";
import { COUNTED, type SetUpStep } from "../../kernel/room.ts";

/** Books: what a library needs before it can open. */
export const circulationSetUp: readonly SetUpStep[] = [
  {
    name: "records",
    needed: true,
    state: async (db, ids) => {
      const { rows } = await sql<{ id: number; count: number }>`
        select m.id, (select count(*) from (
          select 1 from catalogue.copy_fact i
          where i.member_id = m.id limit ${COUNTED}) one) as count
        from consortium.member_fact m where m.id = any(${ids}::int[])`.execute(db);
      return new Map(rows.map((row) => [row.id, { done: row.count > 0, count: row.count }]));
    },
  },
];
