import { createHmac, timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import { readSecret } from "../../kernel/secrets.ts";
import { type Clock, MINUTE_MS } from "../../kernel/time.ts";
import { refuse } from "../refusals.ts";
import type { CodePurpose } from "../words.ts";

const SLOT_MS = 5 * MINUTE_MS;
const DIGITS = 6;
/** Wrong codes per loan in a quarter of an hour. */
export const CODE_ATTEMPTS = 5;
const ATTEMPT_WINDOW_MS = 15 * MINUTE_MS;
const SECRET = "sharing-handover";

/** Moves two people make where there may be no network; a desk has one. */
const OFF_LINE_PURPOSES: readonly CodePurpose[] = ["hand-over", "return", "pass-on"];
const OFF_LINE_DIGITS = 8;

/** A code to be shown: six digits, good until then; and eight that stay good as long as the move can be made. */
export type ShownCode = { code: string; goodUntil: string; offLineCode: string | null };

/**
 * Code of a moment: made from the loan, its version and the time, so nothing is stored, it dies with the next move of
 * the loan, and it is good for five to ten minutes.
 */
async function codeAt(
  db: Db,
  loan: { id: string; version: number },
  purpose: CodePurpose,
  slot: number,
): Promise<string> {
  const mac = createHmac("sha256", await readSecret(db, SECRET))
    .update(`${loan.id}|${loan.version}|${purpose}|${slot}`)
    .digest();
  return String(mac.readUIntBE(0, 6) % 10 ** DIGITS).padStart(DIGITS, "0");
}

function slotOf(at: Date): number {
  return Math.floor(at.getTime() / SLOT_MS);
}

/**
 * Code for a handover where neither has a network: a phone keeps it with the loan's page, and what the other one enters is
 * told later (decision 0009). It proves what the short one proves, that who parts with the book showed it, and is good
 * for that move of that loan only; longer, because it may be guessed at for weeks. Null where a desk stands between.
 */
async function offLineCodeOf(db: Db, loan: { id: string }, purpose: CodePurpose): Promise<string | null> {
  if (!OFF_LINE_PURPOSES.includes(purpose)) return null;
  const mac = createHmac("sha256", await readSecret(db, SECRET))
    .update(`${loan.id}|off-line|${purpose}`)
    .digest();
  return String(mac.readUIntBE(0, 6) % 10 ** OFF_LINE_DIGITS).padStart(OFF_LINE_DIGITS, "0");
}

/** The code to show now. The caller knows that the actor is the one who shows it. */
export async function codeToShow(
  db: Db,
  clock: Clock,
  loan: { id: string; version: number },
  purpose: CodePurpose,
): Promise<ShownCode> {
  const slot = slotOf(clock.now());
  return {
    code: await codeAt(db, loan, purpose, slot),
    goodUntil: new Date((slot + 2) * SLOT_MS).toISOString(),
    offLineCode: await offLineCodeOf(db, loan, purpose),
  };
}

/**
 * Refuses `code-wrong` 409 unless `typed` is the code of this moment, of the one before, or the one for no network. Answers
 * since when it can have been shown; null: since the move can be made.
 */
export async function demandCode(
  tx: Tx,
  clock: Clock,
  loan: { id: string; version: number },
  purpose: CodePurpose,
  typed: string,
): Promise<Date | null> {
  const given = Buffer.from(typed.normalize("NFKC").replace(/\D/g, "").slice(0, 12));
  const slot = slotOf(clock.now());
  const rights: [string | null, Date | null][] = [
    [await codeAt(tx, loan, purpose, slot), new Date(slot * SLOT_MS)],
    [await codeAt(tx, loan, purpose, slot - 1), new Date((slot - 1) * SLOT_MS)],
    [await offLineCodeOf(tx, loan, purpose), null],
  ];
  for (const [one, since] of rights) {
    const right = Buffer.from(one ?? "");
    if (given.length > 0 && given.length === right.length && timingSafeEqual(given, right)) return since;
  }
  throw refuse("code-wrong");
}

/**
 * Counts a try before the code is looked at, in a transaction of its own: guesses fired at once are counted one by
 * one. Refuses `loan-unknown` 404 for whoever is no party, `code-locked` 429 after five tries in 15 minutes.
 */
export async function countCodeAttempt(tx: Tx, actor: Actor, clock: Clock, loanId: string): Promise<number> {
  if (!isUuid(loanId)) throw refuse("loan-unknown");
  const now = clock.now();
  const windowStart = new Date(now.getTime() - ATTEMPT_WINDOW_MS);
  const { rows } = await sql<{ code_attempts: number }>`
    update peer_loans.loan set
      code_attempts = case when code_tried_at is null or code_tried_at < ${windowStart} then 1
        else least(code_attempts + 1, 100) end,
      code_tried_at = case when code_tried_at is null or code_tried_at < ${windowStart} then ${now} else code_tried_at end
    where id = ${loanId} and (lender_id = ${actor.personId} or borrower_id = ${actor.personId})
    returning code_attempts`.execute(tx);
  if (!rows[0]) throw refuse("loan-unknown");
  return rows[0].code_attempts;
}

/** Refuses `code-locked` 429 when a loan had too many tries. */
export function demandAttemptsLeft(attempts: number): void {
  if (attempts > CODE_ATTEMPTS) throw refuse("code-locked");
}
