import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { countAct, didBefore } from "../moderation/index.ts";
import { notify } from "../notices/index.ts";
import { lockSharer, type ReaderName, tagOf } from "./persons.ts";
import { constraintProblems } from "./problems.ts";

/** Readers somebody may ask to be friends in a day. */
export const FRIEND_REQUESTS_PER_DAY = 20;

/** Two readers hide from each other, and are friends no more. Refuses `not-oneself` 409, `reader-unknown` 404. */
export async function hideFrom(tx: Tx, actor: Actor, clock: Clock, personId: string): Promise<void> {
  await lockSharer(tx, actor.personId);
  await refuseOn(constraintProblems, () =>
    sql`insert into neighbours.block (person_id, blocked_id, at) values (${actor.personId}, ${personId}, ${clock.now()})
      on conflict do nothing`.execute(tx),
  );
  await sql`delete from neighbours.friendship where low_id = least(${actor.personId}::uuid, ${personId}::uuid)
    and high_id = greatest(${actor.personId}::uuid, ${personId}::uuid)`.execute(tx);
}

/** True for somebody in one's own list of friends and questions. */
export async function isAcquainted(db: Db, personId: string, otherId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from neighbours.friendship f
    where f.low_id = least(${personId}::uuid, ${otherId}::uuid)
      and f.high_id = greatest(${personId}::uuid, ${otherId}::uuid)`.execute(db);
  return rows.length > 0;
}

/** Takes a block back. */
export async function unblockReader(tx: Tx, actor: Actor, personId: string): Promise<void> {
  await sql`delete from neighbours.block where person_id = ${actor.personId} and blocked_id::text = ${personId}`.execute(
    tx,
  );
}

/**
 * Asks somebody to be friends, or says yes when they asked. The same question tells once, in thirty days also after it
 * was taken back. Refuses `minor-guarded-only` 403 (either is under age), `reader-unknown` 404 (blocked), `acts-exhausted`
 * 429, `not-oneself` 409.
 */
export async function befriend(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  personId: string,
): Promise<{ accepted: boolean }> {
  const own = await lockSharer(tx, actor.personId);
  const { rows } = await sql<{ minor: boolean; blocked: boolean }>`
    select coalesce((select p.is_minor from neighbours.person p where p.person_id = ${personId}), false) as minor,
      neighbours.blocked(${actor.personId}::uuid, ${personId}::uuid) as blocked`.execute(tx);
  if (rows[0]!.blocked) throw new Problem("reader-unknown", 404);
  if (own.isMinor || rows[0]!.minor) throw new Problem("minor-guarded-only", 403);
  const [low, high] = [actor.personId, personId].sort();
  const before = await sql<{
    accepted: boolean;
  }>`select f.accepted_at is not null as accepted from neighbours.friendship f
    where f.low_id = ${low}::uuid and f.high_id = ${high}::uuid`.execute(tx);
  const asking = { who: actor.personId, act: "friend-request", target: personId };
  const wasAsked = await didBefore(tx, clock, asking);
  if (!before.rows[0]) await countAct(tx, clock, asking, FRIEND_REQUESTS_PER_DAY);
  const made = await refuseOn(constraintProblems, () =>
    sql<{ accepted: boolean }>`
      insert into neighbours.friendship (low_id, high_id, asked_by, asked_at)
      values (${low}, ${high}, ${actor.personId}, ${clock.now()})
      on conflict (low_id, high_id) do update set accepted_at = case
        when friendship.asked_by <> ${actor.personId} then coalesce(friendship.accepted_at, ${clock.now()})
        else friendship.accepted_at end
      returning accepted_at is not null as accepted`.execute(tx),
  );
  const { accepted } = made.rows[0]!;
  const isNews = accepted ? before.rows[0]?.accepted === false : !before.rows[0] && !wasAsked;
  if (isNews)
    await notify(tx, clock, {
      personId,
      kind: accepted ? "friend-accepted" : "friend-asked",
      params: { name: own.nickname ?? own.tag },
      link: "/sharing/loans",
    });
  return { accepted };
}

/** Ends a friendship, or takes the question back. */
export async function unfriend(tx: Tx, actor: Actor, personId: string): Promise<void> {
  await sql`delete from neighbours.friendship where (low_id = ${actor.personId} and high_id::text = ${personId})
    or (high_id = ${actor.personId} and low_id::text = ${personId})`.execute(tx);
}

/** Somebody in one's own lists. */
export type KnownReader = ReaderName & {
  personId: string;
  relation: "friend" | "asked-me" | "asked-by-me" | "blocked";
};

/** One's friends, questions and blocks. */
export async function knownReaders(db: Db, personId: string): Promise<KnownReader[]> {
  const { rows } = await sql<{
    person_id: string;
    nickname: string | null;
    relation: KnownReader["relation"];
  }>`
    select k.person_id, p.nickname, k.relation from (
      select case when f.low_id = ${personId} then f.high_id else f.low_id end as person_id,
        case when f.accepted_at is not null then 'friend' when f.asked_by = ${personId} then 'asked-by-me'
          else 'asked-me' end as relation
      from neighbours.friendship f where f.low_id = ${personId} or f.high_id = ${personId}
      union all select b.blocked_id, 'blocked' from neighbours.block b where b.person_id = ${personId}) k
    left join neighbours.person p on p.person_id = k.person_id
    order by k.relation, p.nickname, k.person_id limit 500`.execute(db);
  return rows.map((row) => ({
    personId: row.person_id,
    nickname: row.nickname,
    tag: tagOf(row.person_id),
    relation: row.relation,
  }));
}
