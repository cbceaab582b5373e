import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { lockPlaces, lockSharer } from "../neighbours/index.ts";

/**
 * Takes a reader out of loans: the other side keeps them, with a nameless counterpart and without what was written.
 * Refuses `erasure-open-loans` 409 while a loan or a case is open.
 */
export async function erasePerson(tx: Tx, clock: Clock, personId: string): Promise<void> {
  await lockPlaces(tx);
  await lockSharer(tx, personId);
  const open = await sql`select 1 from peer_loans.loan l
    where (l.lender_id = ${personId} or l.borrower_id = ${personId}) and l.ended_at is null limit 1`.execute(
    tx,
  );
  if (open.rows.length > 0) throw new Problem("erasure-open-loans", 409);
  const ofTheirs = sql`(lender_id = ${personId} or borrower_id = ${personId})`;
  await sql`delete from peer_loans.message where sender_id = ${personId}`.execute(tx);
  await sql`delete from peer_loans.appointment where loan_id in (select id from peer_loans.loan where ${ofTheirs})`.execute(
    tx,
  );
  await sql`update peer_loans.loan set evidence = null, reason = null, erased_at = coalesce(erased_at, ${clock.now()})
    where ${ofTheirs}`.execute(tx);
}
