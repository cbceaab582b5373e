import { randomInt } from "node:crypto";
import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { type Clock, DAY_MS } from "../../kernel/time.ts";
import { refuse } from "../refusals.ts";
import { hashPassword } from "../sign-in/passwords.ts";
import { endSessions } from "../sign-in/sessions.ts";
import { forgetGuesses } from "../sign-in/sign-in-attempts.ts";
import { lockOwnPatron } from "./patrons.ts";

/** Days in which a password that a desk handed out can be used once. */
export const ONE_TIME_DAYS = 7;
const LENGTH = 12;
/** Without what is mistaken for something else on paper. */
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/** A password for one sign-in, and what is stored of it. */
export type OneTime = { password: string; hash: string };

/** Draws a password. To be called outside the transaction: hashing takes its time. */
export async function drawOneTimePassword(): Promise<OneTime> {
  const password = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return { password, hash: await hashPassword(password) };
}

/**
 * Gives one's own reader a password for one sign-in, at which they choose another one. Who has no login yet takes one of
 * library and number, and may use the card as well. Sessions end. Refuses `patron-unknown` 404, `patron-is-staff` 403.
 */
export async function setOneTimePassword(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  personId: string,
  oneTime: OneTime,
): Promise<{ login: string; password: string; opensUntil: string }> {
  const memberId = await lockOwnPatron(tx, actor, personId);
  const { rows: known } = await sql<{ is_staff: boolean; code: string; number: string | null }>`
    select exists (select 1 from people.role_grant g where g.person_id = ${personId}) as is_staff, m.code,
      (select a.number from people.affiliation a where a.person_id = ${personId} and a.member_id = m.id
        order by a.valid_until desc nulls first, a.id limit 1) as number
    from consortium.member_fact m where m.id = ${memberId}`.execute(tx);
  const { is_staff: isStaff, code, number } = known[0]!;
  if (isStaff) throw refuse("patron-is-staff");
  const wish = loginOf(code, number ?? personId);
  const opensUntil = new Date(clock.now().getTime() + ONE_TIME_DAYS * DAY_MS);
  const { rows } = await sql<{ login: string }>`
    insert into people.credential (person_id, login, password_hash, is_strong, opens_until)
    select ${personId}, case when exists (select 1 from people.credential c where c.login = ${wish})
      then ${`${code.toLowerCase()}-${personId}`} else ${wish} end, ${oneTime.hash}, false, ${opensUntil}
    on conflict (person_id) do update set password_hash = excluded.password_hash, is_strong = false,
      opens_until = excluded.opens_until, changed_at = ${clock.now()}
    returning login`.execute(tx);
  await endSessions(tx, personId, null);
  await forgetGuesses(tx, rows[0]!.login);
  return { login: rows[0]!.login, password: oneTime.password, opensUntil: opensUntil.toISOString() };
}

/** `JINHE` and `2023 0101` -> `jinhe-20230101`. */
export function loginOf(code: string, number: string): string {
  const plain = number
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^a-z0-9._@+-]/g, "");
  return `${code.toLowerCase()}-${plain}`.slice(0, 64);
}
