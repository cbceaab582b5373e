import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Db, Tx } from "../kernel/database.ts";
import { hashPassword } from "./sign-in/passwords.ts";
import { endSessions } from "./sign-in/sessions.ts";

const UNGUESSABLE_BYTES = 32;

/** Notes that this person's password is printed in the demo: until it is changed, nobody but this machine may reach it. */
export async function mark(tx: Tx, personId: string): Promise<void> {
  await sql`insert into people.demo_account (person_id, open_hash)
    select c.person_id, c.password_hash from people.credential c where c.person_id = ${personId}
    on conflict (person_id) do nothing`.execute(tx);
}

/** Demo accounts that still have their printed password: `open` ones let somebody in, `closed` ones do not. */
export async function count(db: Db): Promise<{ open: number; closed: number }> {
  const { rows } = await sql<{ open: number; closed: number }>`
    select count(*) filter (where c.password_hash = d.open_hash)::int as open,
      count(*) filter (where c.password_hash = d.closed_hash)::int as closed
    from people.demo_account d join people.credential c on c.person_id = d.person_id`.execute(db);
  return rows[0]!;
}

/** Without the demo: its accounts take a password nobody knows, and whoever was signed in by them is signed out. */
export async function close(tx: Tx): Promise<void> {
  const { rows } = await sql<{ person_id: string }>`
    select d.person_id from people.demo_account d join people.credential c on c.person_id = d.person_id
    where c.password_hash = d.open_hash for update of c`.execute(tx);
  if (rows.length === 0) return;
  const closed = await hashPassword(randomBytes(UNGUESSABLE_BYTES).toString("base64url"));
  const ids = rows.map((row) => row.person_id);
  await sql`update people.demo_account set closed_hash = ${closed}
    where person_id = any(${ids}::uuid[])`.execute(tx);
  await sql`update people.credential set password_hash = ${closed}
    where person_id = any(${ids}::uuid[])`.execute(tx);
  for (const id of ids) await endSessions(tx, id, null);
}

/** With the demo again: the accounts it closed have their printed password back. */
export async function open(tx: Tx): Promise<void> {
  await sql`update people.credential c set password_hash = d.open_hash from people.demo_account d
    where d.person_id = c.person_id and c.password_hash = d.closed_hash`.execute(tx);
}
