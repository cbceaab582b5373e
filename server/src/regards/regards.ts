import { createHmac } from "node:crypto";
import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { readSecret } from "../kernel/secrets.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";
import { type RegardKind, type RegardReason, regardReasons } from "./words.ts";

/** Days after the end of a loan in which the two may speak of each other, and after which nothing tells who did. */
const REGARD_DAYS = 30;
/** Partners who had trouble before others are told. */
const LEAST_TROUBLES = 2;

/** States in which two have met, or one of them waited in vain. */
const MET = ["returned", "closed", "given", "passed-on", "settled", "cancelled", "lapsed"];

type Loan = { lender_id: string; borrower_id: string; state: string; at: Date };

/** A loan for one of its two persons. Refuses `loan-unknown` 404 (also one of a library), `regard-early` 409, `regard-late` 409. */
async function demandOpen(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<Loan> {
  const { rows } = await sql<Loan>`select l.lender_id, l.borrower_id, l.state,
      coalesce(l.ended_at, l.back_at, l.handed_over_at) as at
    from peer_loans.loan_end l where l.id = ${loanId} and l.lender_id is not null and ${actor.personId}::uuid in (l.lender_id, l.borrower_id)`.execute(
    tx,
  );
  const loan = rows[0];
  if (!loan) throw refuse("loan-unknown");
  if (!MET.includes(loan.state)) throw refuse("regard-early");
  if (clock.now().getTime() - loan.at.getTime() > REGARD_DAYS * DAY_MS) throw refuse("regard-late");
  return loan;
}

/**
 * Says a word about the other of one's loan; a later one about the same person replaces it. Refuses `loan-unknown` 404,
 * `regard-early` 409 (they have not met yet), `regard-late` 409, `regard-reason` 400 (a reason of the other kind).
 */
export async function sayRegard(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  loanId: string,
  { kind, reasons }: { kind: RegardKind; reasons: readonly RegardReason[] },
): Promise<void> {
  const loan = await demandOpen(tx, actor, clock, loanId);
  if (!reasons.every((reason) => (regardReasons[kind] as readonly string[]).includes(reason)))
    throw refuse("regard-reason");
  const by = actor.personId;
  const about = loan.lender_id === by ? loan.borrower_id : loan.lender_id;
  const pair = createHmac("sha256", await readSecret(tx, "regards"))
    .update(`${by}:${about}`)
    .digest("base64url");
  await sql`insert into regards.regard (id, pair, loan_id, by_id, about_id, kind, reasons, at)
    values (${newId<"regard">()}, ${pair}, ${loanId}, ${by}, ${about}, ${kind}, ${[...new Set(reasons)]}::text[], ${clock.now()})
    on conflict on constraint regard_pair do update set loan_id = excluded.loan_id, by_id = excluded.by_id,
      kind = excluded.kind, reasons = excluded.reasons, at = excluded.at`.execute(tx);
}

/** What partners said of somebody: how many thank them, and how many had trouble once that is not one voice alone. */
export type Regards = { thanks: number; troubles: number };

/** What partners said of somebody in two years. */
export async function regardsOf(db: Db, personId: string): Promise<Regards> {
  const { rows } = await sql<Regards>`select count(*) filter (where r.kind = 'thanks') as thanks,
      count(*) filter (where r.kind = 'trouble') as troubles
    from regards.regard r where r.about_id = ${personId} and r.at > now() - interval '2 years'`.execute(db);
  const { thanks, troubles } = rows[0]!;
  return { thanks, troubles: troubles >= LEAST_TROUBLES ? troubles : 0 };
}

/** One's own word about the other of a loan, and whether one may say one now. */
export type OwnRegard = { said: RegardKind | null; mayBeSaid: boolean };

/** What somebody has said, or may say, about the other of a loan. */
export async function ownRegard(db: Db, clock: Clock, personId: string, loanId: string): Promise<OwnRegard> {
  const since = new Date(clock.now().getTime() - REGARD_DAYS * DAY_MS);
  const { rows } = await sql<{ said: RegardKind | null; may: boolean }>`select
      (select r.kind from regards.regard r where r.loan_id = l.id and r.by_id = ${personId}) as said,
      l.state = any(${MET}::text[]) and coalesce(l.ended_at, l.back_at, l.handed_over_at) >= ${since} as may
    from peer_loans.loan_end l where l.id = ${loanId} and l.lender_id is not null and ${personId}::uuid in (l.lender_id, l.borrower_id)`.execute(
    db,
  );
  return { said: rows[0]?.said ?? null, mayBeSaid: rows[0]?.may ?? false };
}

/** Forgets who said what, once it is thirty days old: what was said counts on. */
export async function forgetSpeakers(tx: Tx, clock: Clock): Promise<void> {
  const before = new Date(clock.now().getTime() - REGARD_DAYS * DAY_MS);
  await sql`update regards.regard set by_id = null, loan_id = null where at < ${before} and by_id is not null`.execute(
    tx,
  );
}

/** Forgets what somebody said and what was said of them. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`delete from regards.regard where by_id = ${personId} or about_id = ${personId}`.execute(tx);
}
