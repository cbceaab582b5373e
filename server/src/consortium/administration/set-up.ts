import { sql } from "kysely";
import type { SetUpState, SetUpStep } from "../../contracts/set-up.ts";
import type { Db } from "../../kernel/database.ts";

async function ask(db: Db, query: ReturnType<typeof sql<StateRow>>): Promise<Map<number, SetUpState>> {
  const { rows } = await query.execute(db);
  return new Map(rows.map((row) => [row.id, { done: row.done, count: row.count }]));
}
type StateRow = { id: number; done: boolean; count: number };

/** What of members, branches and ways a library needs before it can open. */
export const consortiumSetUp: readonly SetUpStep[] = [
  {
    name: "branches",
    needed: true,
    state: (db, ids) =>
      ask(
        db,
        sql<StateRow>`select b.member_id as id, bool_or(b.is_pickup) as done, count(*) as count
          from consortium.branch b where b.member_id = any(${ids}::int[]) group by b.member_id`,
      ),
  },
  {
    name: "hours",
    needed: true,
    state: (db, ids) =>
      ask(
        db,
        sql<StateRow>`select b.member_id as id, bool_and(o.branch_id is not null) as done,
            count(o.branch_id) as count
          from consortium.branch b
          left join (select distinct h.branch_id from consortium.opening h) o on o.branch_id = b.id
          where b.member_id = any(${ids}::int[]) group by b.member_id`,
      ),
  },
  {
    name: "closures",
    needed: false,
    state: (db, ids) =>
      ask(
        db,
        sql<StateRow>`select c.member_id as id, true as done, count(*) as count
          from consortium.closure c where c.member_id = any(${ids}::int[]) group by c.member_id`,
      ),
  },
  {
    name: "locations",
    needed: false,
    state: (db, ids) =>
      ask(
        db,
        sql<StateRow>`select l.member_id as id, true as done, count(*) as count
          from consortium.location l where l.member_id = any(${ids}::int[]) group by l.member_id`,
      ),
  },
  {
    name: "distances",
    needed: false,
    state: (db, ids) =>
      ask(
        db,
        sql<StateRow>`select b.member_id as id, true as done, count(*) as count
          from consortium.branch b join consortium.distance d on b.id in (d.from_branch_id, d.to_branch_id)
          where b.member_id = any(${ids}::int[]) group by b.member_id`,
      ),
  },
];
