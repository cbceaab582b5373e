import { sql } from "kysely";
import { nameKeys } from "../../../packages/cjk/index.ts";
import type { Db } from "../kernel/database.ts";

const AT_ONCE = 5000;

/** Makes the keys of people whose name is new or another one; returns how many. For a job. */
export async function renewNameKeys(db: Db): Promise<number> {
  const { rows } = await sql<{ id: string; name: string }>`select p.id, p.name from people.person p
    where p.keyed_name is distinct from p.name limit ${AT_ONCE}`.execute(db);
  if (rows.length > 0) await writeNameKeys(db, rows);
  return rows.length;
}

/** Keeps what these people are found by. */
export async function writeNameKeys(db: Db, people: readonly { id: string; name: string }[]): Promise<void> {
  const given = people.map(({ id, name }) => ({ id, name, keys: nameKeys(name) }));
  await sql`update people.person p set name_key = array_to_tsvector(array(select jsonb_array_elements_text(g.keys))),
      keyed_name = g.name
    from jsonb_to_recordset(${JSON.stringify(given)}::jsonb) as g(id uuid, name text, keys jsonb)
    where p.id = g.id`.execute(db);
}
