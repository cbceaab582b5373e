import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import { refuseOn } from "../../kernel/problem.ts";
import { type Clock, DAY_MS, HOUR_MS } from "../../kernel/time.ts";
import { lockSharer } from "../../neighbours/index.ts";
import { listAffiliations } from "../../people/index.ts";
import { loadViewer, lockCopy, offerSeenBy, type Viewer } from "../../shelves/index.ts";
import type { RequestMode } from "../../shelves/schema.ts";
import { tell } from "../notices.ts";
import { constraintProblems } from "../problems.ts";
import { refuse } from "../refusals.ts";
import { acceptForLibrary, callNext, freeCopy } from "./copy-release.ts";
import { lockLoan, moveLoan, readLoan, writeLoanEvent } from "./loan-rows.ts";
import { activeLoanStates, finalLoanStates, loanStateAfter, stateHours } from "./loan-states.ts";
import { TRUST_DAYS } from "./trust.ts";

/** Requests somebody may make in a day. */
export const REQUESTS_PER_DAY = 20;
/** Books at a time, by different readers who had theirs back: newcomers earn their way. */
const CAPS = [
  { partners: 10, books: 10 },
  { partners: 3, books: 5 },
  { partners: 1, books: 3 },
  { partners: 0, books: 1 },
] as const;
/** Where somebody starts who has shown a library's card. */
const CARD_CAP = 3;

/** How many books somebody may have or ask for at a time whom so many different readers had theirs back from. */
export function borrowCapAfter(partners: number, hasCard: boolean): number {
  const { books } = CAPS.find((step) => partners >= step.partners)!;
  return hasCard ? Math.max(books, CARD_CAP) : books;
}

/** A request as it stands now. */
type Asked = { id: string; state: "requested" | "queued" | "accepted" };

/**
 * Asks several owners at once: for their limits it is one book, and the first who says yes ends the others. A library, which
 * has said yes beforehand, is the last that is asked. Refuses what `requestCopy` refuses, for all of them together.
 */
export async function requestSeveral(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { copyIds: readonly string[]; mode: RequestMode; words?: string },
): Promise<Asked> {
  const [first, ...others] = [...new Set(input.copyIds)];
  if (others.length === 0) return await requestCopy(tx, actor, clock, { ...input, copyId: first! });
  const askedWith = newId<"question">() as string;
  const asked: Asked[] = [];
  for (const copyId of [first!, ...others]) {
    asked.push(await requestCopy(tx, actor, clock, { ...input, copyId, askedWith }));
    const got = asked.find((one) => one.state === "accepted");
    if (!got) continue;
    await withdrawOthers(tx, clock, got.id);
    return got;
  }
  return asked[0]!;
}

/** Somebody said yes: the other owners who were asked for the same are told that they need not. */
export async function withdrawOthers(tx: Tx, clock: Clock, loanId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`select o.id from peer_loans.loan l join peer_loans.loan o
      on o.asked_with = l.asked_with and o.id <> l.id and o.state in ('requested', 'queued')
    where l.id = ${loanId} order by o.copy_id`.execute(tx);
  for (const { id } of rows) await letGo(tx, clock, id);
}

/**
 * Somebody else was first: the borrower needs this copy no more, and its owner reads so. False when the loan has gone too
 * far for that: the book has changed hands.
 */
export async function letGo(tx: Tx, clock: Clock, loanId: string): Promise<boolean> {
  const loan = await lockLoan(tx, loanId);
  if (finalLoanStates.includes(loan.state)) return true;
  const trigger = loan.state === "accepted" ? "cancel" : "withdraw";
  if (loanStateAfter(loan.state, trigger) === undefined) return false;
  const moved = await moveLoan(tx, clock, { personId: loan.borrowerId }, loan, trigger, {
    word: "peer-other-first",
  });
  await (trigger === "cancel" ? freeCopy : callNext)(tx, clock, moved);
  return true;
}

/**
 * Asks for a copy: it waits for its owner's answer, or in line while a loan holds it. Refuses in this order:
 * `copy-unknown` 404 (not there, or not for this reader), `copy-own` 409, `mode-not-offered` 409,
 * `requests-exhausted` 429, `borrow-limit` 409, `circle-limit` 409, `copy-asked-already` 409.
 */
export async function requestCopy(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { copyId: string; mode: RequestMode; words?: string; askedWith?: string },
): Promise<Asked> {
  await lockSharer(tx, actor.personId);
  const copy = await lockCopy(tx, input.copyId);
  const viewer = await loadViewer(tx, actor.personId);
  const offer = await offerSeenBy(tx, viewer, copy.id);
  if (!offer.visible || (copy.ownerId ?? copy.ownerMember) === null) throw refuse("copy-unknown");
  if (copy.ownerId === actor.personId) throw refuse("copy-own");
  if (!offer.modes.includes(input.mode)) throw refuse("mode-not-offered");
  const now = clock.now();
  await demandRequestRoom(tx, actor.personId, now, input.askedWith ?? null);
  const via = offer.open_to_all ? null : await chooseCircle(tx, viewer, copy.id, actor.personId);
  const id = newId<"loan">() as string;
  const state = copy.isFree ? "requested" : "queued";
  const deadline = copy.isFree ? new Date(now.getTime() + stateHours.requested! * HOUR_MS) : null;
  const days = Math.min(offer.loan_days, via?.maxLoanDays ?? offer.loan_days);
  await refuseOn(constraintProblems, () =>
    sql`insert into peer_loans.loan (id, region_id, copy_id, mode, lender_id, lender_member, borrower_id, via_circle_id, state, title,
        instance_id, loan_days, time_zone, requested_at, deadline_at, asked_with)
      values (${id}, ${copy.regionId}, ${copy.id}, ${input.mode}, ${copy.ownerId}, ${copy.ownerMember}, ${actor.personId}, ${via?.id ?? null},
        ${state}, ${offer.title}, ${offer.instance_id}, ${days}, ${offer.time_zone}, ${now}, ${deadline},
        ${input.askedWith ?? null})`.execute(tx),
  );
  const trigger = copy.isFree ? "request" : "join-queue";
  await writeLoanEvent(
    tx,
    now,
    actor.personId,
    { id, regionId: copy.regionId, copyId: copy.id },
    trigger,
    null,
    state,
  );
  const words = input.words?.trim();
  if (words)
    await sql`insert into peer_loans.message (id, loan_id, sender_id, text, at)
      values (${newId<"message">()}, ${id}, ${actor.personId}, ${words.slice(0, 1000)}, ${now})`.execute(tx);
  if (copy.ownerId === null) {
    if (!copy.isFree) return { id, state };
    await acceptForLibrary(tx, clock, await readLoan(tx, id, copy));
    return { id, state: "accepted" };
  }
  await tell(tx, clock, copy.ownerId, `peer-${trigger}`, { title: offer.title }, id);
  return { id, state };
}

async function demandRequestRoom(
  tx: Tx,
  personId: string,
  now: Date,
  askedWith: string | null,
): Promise<void> {
  const dayAgo = new Date(now.getTime() - DAY_MS);
  const { rows } = await sql<{ today: number }>`select count(*) as today from peer_loans.loan l
    where l.borrower_id = ${personId} and l.requested_at > ${dayAgo}`.execute(tx);
  if (rows[0]!.today >= REQUESTS_PER_DAY) throw refuse("requests-exhausted", { limit: REQUESTS_PER_DAY });
  const { waiting, active, limit } = await borrowingOf(tx, personId, askedWith);
  if (waiting + active >= limit) throw refuse("borrow-limit", { limit });
}

/**
 * What somebody has and may have. A partner counts once, and only for a book lent and brought back after days: neither
 * gifts nor a book that goes to and fro between two accounts earn anything.
 */
async function borrowingOf(
  tx: Tx,
  personId: string,
  askedWith: string | null = null,
): Promise<{ waiting: number; active: number; limit: number }> {
  const { rows } = await sql<{ waiting: number; active: number; partners: number }>`
    select count(distinct coalesce(l.asked_with, l.id)) filter (where l.state = 'requested'
        and l.asked_with is distinct from coalesce(${askedWith}::uuid, '00000000-0000-0000-0000-000000000000')) as waiting,
      count(*) filter (where l.state = any(${activeLoanStates}::text[])) as active,
      count(distinct (l.lender_id, l.lender_member)) filter (where l.mode = 'lend' and l.back_at is not null
        and l.back_at - l.handed_over_at >= make_interval(days => ${TRUST_DAYS})) as partners
    from peer_loans.loan l where l.borrower_id = ${personId}`.execute(tx);
  const { waiting, active, partners } = rows[0]!;
  const hasCard = (await listAffiliations(tx, personId)).length > 0;
  return { waiting, active, limit: borrowCapAfter(partners, hasCard) };
}

/** True when the borrower may have one more book in their hands. */
export async function mayBorrowMore(tx: Tx, personId: string): Promise<boolean> {
  const { active, limit } = await borrowingOf(tx, personId);
  return active < limit;
}

type Via = { id: string; maxLoanDays: number | null };

/** The circle through which somebody borrows: the one that lets them keep the book longest and has room left. */
async function chooseCircle(tx: Tx, viewer: Viewer, copyId: string, personId: string): Promise<Via> {
  const { rows } = await sql<{
    id: string;
    max_loan_days: number | null;
    limit: number | null;
    active: number;
  }>`
    select g.id, g.max_loan_days, g.max_active_loans as limit,
      (select count(*) from peer_loans.loan l where l.via_circle_id = g.id and l.borrower_id = ${personId}
        and l.state = any(${["requested", ...activeLoanStates]}::text[])) as active
    from shelves.offer_circle_fact oc join circles.circle_line g on g.id = oc.circle_id
    where oc.copy_id = ${copyId} and oc.circle_id = any(${viewer.circles}::uuid[])
    order by g.max_loan_days desc nulls first, g.id`.execute(tx);
  const room = rows.find((row) => row.limit === null || row.active < row.limit);
  if (!room) throw refuse("circle-limit", { limit: rows[0]?.limit ?? 0 });
  return { id: room.id, maxLoanDays: room.max_loan_days };
}
