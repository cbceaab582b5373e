import { sql } from "kysely";
import { systemActor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { patronLoads, setPassword, signingIn } from "../people/index.ts";

/** A reader by library and by the number or card as typed. */
type Claimed = { member: string; number: string };
const NOBODY = "00000000-0000-0000-0000-000000000000";
type Reader = { personId: string; addresses: string[]; code: string; number: string };

/** A library's reader without a password or a role, and where the library reaches them; null: there is none, or several. */
export async function readerToActivate(
  db: Db,
  clock: Clock,
  { member, number }: Claimed,
): Promise<Reader | null> {
  const { rows } = await sql<Reader>`
    select distinct on (a.person_id) a.person_id as "personId", m.code, a.number,
      array_remove(array[a.email, a.phone], null) as addresses
    from people.affiliation_fact a join consortium.member_fact m on m.id = a.member_id
    where m.code = ${member} and a.status = 'active'
      and coalesce(a.valid_until >= (${clock.now()}::timestamptz at time zone m.time_zone)::date, true)
      and (a.number = ${number} or exists (select 1 from people.card_fact c where c.member_id = m.id
        and c.person_id = a.person_id and c.blocked_at is null and c.barcode_key = kernel.folded_code(${number})))
    order by a.person_id, a.id limit 2`.execute(db);
  const [reader] = rows;
  // Asked of nobody too: who is there is not told by the time it takes.
  const isProtected = await signingIn.isProtected(db, reader?.personId ?? NOBODY);
  return reader && rows.length === 1 && !isProtected ? reader : null;
}

/** Gives the reader the password they chose, once their code is right. Refuses `sign-in-code-wrong` 409 (no such reader), what `setPassword` does. */
export async function activate(tx: Tx, clock: Clock, claimed: Claimed, password: string): Promise<string> {
  const reader = await readerToActivate(tx, clock, claimed);
  if (!reader) throw new Problem("sign-in-code-wrong", 409);
  const { personId, code, number } = reader;
  await setPassword(tx, systemActor, personId, patronLoads.loginOf(code, number), password);
  await writeAudit(tx, systemActor, "person.activate", { kind: "person", id: personId }, null);
  return personId;
}
