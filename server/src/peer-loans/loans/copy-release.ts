import { sql } from "kysely";
import { systemActor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { publish } from "../../kernel/outbox.ts";
import type { Clock } from "../../kernel/time.ts";
import { moveOffer, publishOffers, setFree } from "../../shelves/index.ts";
import { tellMany } from "../notices.ts";
import { type LockedLoan, lenderOf, moveLoan, readLoan } from "./loan-rows.ts";
import { finalLoanStates, type LoanState, type LoanTrigger, loanStateAfter } from "./loan-states.ts";

/** A loan now holds the copy: it is out of every list, and other requests wait in line. */
export async function holdCopy(tx: Tx, clock: Clock, loan: LockedLoan): Promise<void> {
  await setFree(tx, loan.copyId, false);
  await moveWaiting(tx, clock, loan, ["requested"], "queue-up", null);
  await publishOffers(tx, [loan.copy.titleId]);
}

/** No loan holds the copy any more: it is free again, and the first who waits is put before its owner. */
export async function freeCopy(tx: Tx, clock: Clock, loan: LockedLoan): Promise<void> {
  await setFree(tx, loan.copyId, true);
  await callNext(tx, clock, loan);
  await publishOffers(tx, [loan.copy.titleId]);
}

/**
 * The first who waits is put before the owner, when the copy is free and nobody else is: after a loan, and when whoever
 * was asked about declined, withdrew or was not answered.
 */
export async function callNext(tx: Tx, clock: Clock, loan: LockedLoan): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select l.id from peer_loans.loan l join shelves.offer_fact o on o.copy_id = l.copy_id and o.is_free
    where l.copy_id = ${loan.copyId} and l.state = 'queued' and not exists (
      select 1 from peer_loans.loan r where r.copy_id = l.copy_id and r.state = 'requested')
    order by l.requested_at, l.id limit 1`.execute(tx);
  if (!rows[0]) return;
  const waiting = await readLoan(tx, rows[0].id, loan.copy);
  const set = [sql`pass_on_agreed_at = null`];
  const next = await moveLoan(tx, clock, undefined, waiting, "reach-front", { set });
  if (loan.copy.ownerMember !== null) await acceptForLibrary(tx, clock, next);
}

/** A library has said yes beforehand: the copy is held at its desk for whoever asked. */
export async function acceptForLibrary(tx: Tx, clock: Clock, loan: LockedLoan): Promise<void> {
  const moved = await moveLoan(tx, clock, lenderOf(loan), loan, "accept", {
    set: [sql`answered_at = ${clock.now()}`],
  });
  await holdCopy(tx, clock, moved);
}

/** The copy will not come back, or has a new owner: it is offered no more, and whoever waits is told. */
export async function endOffer(
  tx: Tx,
  clock: Clock,
  loan: LockedLoan,
  reason: "given" | "lost",
): Promise<void> {
  await moveOffer(tx, loan.copyId, reason === "given" ? "give" : "lose", [sql`is_free = true`]);
  await moveWaiting(tx, clock, loan, ["requested", "queued"], "decline", reason);
  await publishOffers(tx, [loan.copy.titleId]);
}

/** Moves everybody else who asked for the copy at once; as many statements for one as for a hundred. */
async function moveWaiting(
  tx: Tx,
  clock: Clock,
  loan: LockedLoan,
  from: LoanState[],
  trigger: LoanTrigger,
  reason: string | null,
): Promise<void> {
  const to = loanStateAfter(from[0]!, trigger)!;
  const now = clock.now();
  const isFinal = finalLoanStates.includes(to);
  const { rows } = await sql<{ id: string; borrower_id: string; was: LoanState }>`
    with waiting as (
      select l.id, l.state from peer_loans.loan l
      where l.copy_id = ${loan.copyId} and l.id <> ${loan.id} and l.state = any(${from}::text[]))
    update peer_loans.loan l set state = ${to}, version = l.version + 1, deadline_at = null,
      ended_at = case when ${isFinal} then ${now}::timestamptz end,
      ended_by = case when ${isFinal} then ${systemActor.personId}::uuid end, reason = coalesce(${reason}, l.reason)
    from waiting w where w.id = l.id returning l.id, l.borrower_id, w.state as was`.execute(tx);
  if (rows.length === 0) return;
  const ids = rows.map((row) => row.id);
  await sql`insert into peer_loans.loan_event (region_id, loan_id, at, actor_id, trigger, from_state, to_state)
    select ${loan.regionId}, e.id, ${now}, ${systemActor.personId}, ${trigger}, e.was, ${to}
    from unnest(${ids}::uuid[], ${rows.map((row) => row.was)}::text[]) e(id, was)`.execute(tx);
  await publish(tx, "sharing-loan", { loanIds: ids, copyId: loan.copyId, trigger, state: to });
  await tellMany(
    tx,
    clock,
    `peer-${trigger}`,
    rows.map((row) => ({ personId: row.borrower_id, params: { title: loan.title }, loanId: row.id })),
  );
}
