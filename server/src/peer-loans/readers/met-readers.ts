import { sql } from "kysely";
import { areFellows } from "../../circles/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import type { Clock } from "../../kernel/time.ts";
import { hideFrom, isAcquainted } from "../../neighbours/index.ts";
import { ownerSeenBy } from "../../shelves/index.ts";
import { callNext, freeCopy } from "../loans/copy-release.ts";
import { dropAppointment, lockLoan, moveLoan } from "../loans/loan-rows.ts";
import { refuse } from "../refusals.ts";

/** Somebody met by a copy they offer, a loan shared with them, a circle both are in, or in one's own lists. */
export type ReaderRef = { copyId?: string; loanId?: string; circleId?: string; personId?: string };

/**
 * The person behind a place one met them at: nobody is addressed out of the blue. Refuses `reader-unknown` 404.
 */
export async function resolveReader(db: Db, actor: Actor, ref: ReaderRef): Promise<string> {
  const found = await findReader(db, actor, ref);
  if (!found) throw refuse("reader-unknown");
  return found;
}

async function findReader(db: Db, actor: Actor, ref: ReaderRef): Promise<string | null> {
  const { copyId, loanId, circleId, personId } = ref;
  if ([copyId, loanId, circleId, personId].some((id) => id !== undefined && !isUuid(id))) return null;
  if (copyId) return await ownerSeenBy(db, actor.personId, copyId);
  if (loanId) {
    const { rows } = await sql<{ other: string | null }>`
      select case when l.lender_id = ${actor.personId} then l.borrower_id else l.lender_id end as other
      from peer_loans.loan l where l.id = ${loanId} and ${actor.personId}::uuid in (l.lender_id, l.borrower_id)`.execute(
      db,
    );
    return rows[0]?.other ?? null;
  }
  if (!personId) return null;
  const isKnown = circleId
    ? await areFellows(db, actor.personId, personId, circleId)
    : await isAcquainted(db, actor.personId, personId);
  return isKnown ? personId : null;
}

/**
 * Two readers hide from each other everywhere: offers, nearby, circles' lists, requests, names. What they asked of each
 * other and what was agreed but not handed over ends; a book that is out must still come back. Refuses `not-oneself` 409.
 */
export async function blockReader(tx: Tx, actor: Actor, clock: Clock, personId: string): Promise<void> {
  await hideFrom(tx, actor, clock, personId);
  const { rows } = await sql<{ id: string }>`
    select l.id from peer_loans.loan l
    where l.state in ('requested', 'queued', 'accepted') and ((l.lender_id = ${actor.personId} and l.borrower_id = ${personId})
      or (l.lender_id = ${personId} and l.borrower_id = ${actor.personId})) order by l.copy_id, l.id`.execute(
    tx,
  );
  for (const { id } of rows) await endBeforeHandover(tx, actor, clock, id);
  const met = await sql<{
    id: string;
  }>`select l.id from peer_loans.loan l join peer_loans.appointment a on a.loan_id = l.id
    where (l.lender_id = ${actor.personId} and l.borrower_id = ${personId})
      or (l.lender_id = ${personId} and l.borrower_id = ${actor.personId})`.execute(tx);
  for (const { id } of met.rows) await dropAppointment(tx, id);
}

/** A loan of a book that has not changed hands ends; whoever waits for the copy is next. */
async function endBeforeHandover(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<void> {
  const loan = await lockLoan(tx, loanId);
  const isMine = loan.borrowerId === actor.personId;
  if (loan.state === "accepted") {
    await freeCopy(tx, clock, await moveLoan(tx, clock, actor, loan, "cancel"));
    return;
  }
  if (loan.state !== "requested" && loan.state !== "queued") return;
  await callNext(tx, clock, await moveLoan(tx, clock, actor, loan, isMine ? "withdraw" : "decline"));
}
