import { sql } from "kysely";
import { forgetInAudit } from "../kernel/audit.ts";
import type { Tx } from "../kernel/database.ts";
import { forgetKeys } from "../kernel/http/once.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { endSessions } from "./sign-in/sessions.ts";

/** Stands for everybody who was erased where rows of others need somebody. */
export const ERASED_PERSON = "00000000-0000-7000-8000-0000000000ff";

/**
 * Takes away who somebody was: ways to sign in, sessions, cards, libraries, name and address, and them from the audit. The nameless row stays,
 * for what others share with it. Refuses `erasure-staff` 409 (roles are given back first).
 */
export async function erasePerson(tx: Tx, clock: Clock, personId: string): Promise<void> {
  const { rows } =
    await sql`select 1 from people.role_grant g where g.person_id = ${personId} limit 1`.execute(tx);
  if (rows.length > 0) throw new Problem("erasure-staff", 409);
  await endSessions(tx, personId, null);
  await forgetKeys(tx, personId);
  await forgetInAudit(tx, personId, ERASED_PERSON);
  for (const table of ["credential", "contact", "card", "former_card", "block", "affiliation", "browser"])
    await sql`delete from ${sql.table(`people.${table}`)} where person_id = ${personId}`.execute(tx);
  await sql`update people.person set name = '—', email = null, name_key = null, keyed_name = '—', erased_at = ${clock.now()}
      where id = ${personId}`.execute(tx);
}
