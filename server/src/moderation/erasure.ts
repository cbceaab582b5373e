import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import type { PostingKind } from "./words.ts";

/**
 * Forgets somebody's texts of these kinds: what was turned down stays so, without a word of theirs, since what others go
 * on with is not let by their going.
 */
export async function forgetPostings(tx: Tx, personId: string, kinds: readonly PostingKind[]): Promise<void> {
  await forget(tx, sql`p.person_id = ${personId} and p.kind = any(${[...kinds]}::text[])`);
}

async function forget(tx: Tx, isTheirs: RawBuilder<unknown>): Promise<void> {
  await sql`update moderation.posting p set person_id = null, text = '—', about = '', appeal = '', reason_words = '',
      state = 'rejected', waits_since = null, reason = coalesce(p.reason, 'other')
    where p.held and ${isTheirs}`.execute(tx);
  await sql`delete from moderation.posting p where ${isTheirs}`.execute(tx);
}

/**
 * Forgets a person: their texts before the moderators, what they reported and decided, and what was counted.
 */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`update moderation.report set reported_by = null, words = '—' where reported_by = ${personId}`.execute(
    tx,
  );
  await sql`update moderation.report set decided_by = null where decided_by = ${personId}`.execute(tx);
  await sql`update moderation.posting set decided_by = null where decided_by = ${personId}`.execute(tx);
  await forget(tx, sql`p.person_id = ${personId}`);
  // Numbers that nobody reads: a new account does not begin with what was turned down.
  await sql`update moderation.turned_down set person_id = null where person_id = ${personId}`.execute(tx);
  await sql`delete from moderation.daily_act where who = ${personId} or target = ${personId}`.execute(tx);
}
