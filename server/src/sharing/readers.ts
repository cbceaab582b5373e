import { sql } from "kysely";
import { countAct, didBefore } from "../community/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { callNext, freeCopy } from "./copy-release.ts";
import type { ReaderName } from "./copy-views.ts";
import { getCopy } from "./copy-views.ts";
import { dropAppointment, lockLoan, moveLoan } from "./loan-rows.ts";
import { tell } from "./notices.ts";
import { lockSharer, tagOf } from "./persons.ts";
import { constraintProblems } from "./problems.ts";

/** Readers somebody may ask to be friends in a day. */
export const FRIEND_REQUESTS_PER_DAY = 20;

/** Somebody met by a copy they offer, a loan shared with them, a circle both are in, or in one's own lists. */
export type ReaderRef = { copyId?: string; loanId?: string; circleId?: string; personId?: string };

/**
 * The person behind a place one met them at: nobody is addressed out of the blue. Refuses `reader-unknown` 404.
 */
export async function resolveReader(db: Db, actor: Actor, ref: ReaderRef): Promise<string> {
  const found = await findReader(db, actor, ref);
  if (!found) throw new Problem("reader-unknown", 404);
  return found;
}

async function findReader(db: Db, actor: Actor, ref: ReaderRef): Promise<string | null> {
  const { copyId, loanId, circleId, personId } = ref;
  if ([copyId, loanId, circleId, personId].some((id) => id !== undefined && !isUuid(id))) return null;
  if (copyId) {
    await getCopy(db, actor.personId, copyId);
    const { rows } = await sql<{ owner_id: string | null }>`
      select c.owner_id from sharing.copy c where c.id = ${copyId}`.execute(db);
    return rows[0]?.owner_id ?? null;
  }
  if (loanId) {
    const { rows } = await sql<{ other: string }>`
      select case when l.lender_id = ${actor.personId} then l.borrower_id else l.lender_id end as other
      from sharing.loan l where l.id = ${loanId} and ${actor.personId}::uuid in (l.lender_id, l.borrower_id)`.execute(
      db,
    );
    return rows[0]?.other ?? null;
  }
  if (personId && !circleId) {
    const { rows } = await sql<{ person_id: string }>`
      select case when f.low_id = ${actor.personId} then f.high_id else f.low_id end as person_id
      from sharing.friendship f
      where f.low_id = least(${actor.personId}::uuid, ${personId}::uuid)
        and f.high_id = greatest(${actor.personId}::uuid, ${personId}::uuid)`.execute(db);
    return rows[0]?.person_id ?? null;
  }
  const { rows } = await sql<{ person_id: string }>`
    select m.person_id from sharing.membership m join sharing.membership own on own.circle_id = m.circle_id
      and own.person_id = ${actor.personId} and own.state = 'active'
    where m.circle_id = ${circleId ?? null}::uuid and m.person_id = ${personId ?? null}::uuid and m.state = 'active'
      and not sharing.blocked(${actor.personId}::uuid, m.person_id)`.execute(db);
  return rows[0]?.person_id ?? null;
}

/**
 * Two readers hide from each other everywhere: offers, nearby, circles' lists, requests, names. What they asked of each
 * other and what was agreed but not handed over ends; a book that is out must still come back. Refuses `not-oneself` 409.
 */
export async function blockReader(tx: Tx, actor: Actor, clock: Clock, personId: string): Promise<void> {
  await lockSharer(tx, actor.personId);
  await refuseOn(constraintProblems, () =>
    sql`insert into sharing.block (person_id, blocked_id, at) values (${actor.personId}, ${personId}, ${clock.now()})
      on conflict do nothing`.execute(tx),
  );
  await sql`delete from sharing.friendship where low_id = least(${actor.personId}::uuid, ${personId}::uuid)
    and high_id = greatest(${actor.personId}::uuid, ${personId}::uuid)`.execute(tx);
  const { rows } = await sql<{ id: string }>`
    select l.id from sharing.loan l
    where l.state in ('requested', 'queued', 'accepted') and ((l.lender_id = ${actor.personId} and l.borrower_id = ${personId})
      or (l.lender_id = ${personId} and l.borrower_id = ${actor.personId})) order by l.copy_id, l.id`.execute(
    tx,
  );
  for (const { id } of rows) await endBeforeHandover(tx, actor, clock, id);
  const met = await sql<{
    id: string;
  }>`select l.id from sharing.loan l join sharing.appointment a on a.loan_id = l.id
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

/** Takes a block back. */
export async function unblockReader(tx: Tx, actor: Actor, personId: string): Promise<void> {
  await sql`delete from sharing.block where person_id = ${actor.personId} and blocked_id::text = ${personId}`.execute(
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
    select coalesce((select p.is_minor from sharing.person p where p.person_id = ${personId}), false) as minor,
      sharing.blocked(${actor.personId}::uuid, ${personId}::uuid) as blocked`.execute(tx);
  if (rows[0]!.blocked) throw new Problem("reader-unknown", 404);
  if (own.isMinor || rows[0]!.minor) throw new Problem("minor-guarded-only", 403);
  const [low, high] = [actor.personId, personId].sort();
  const before = await sql<{
    accepted: boolean;
  }>`select f.accepted_at is not null as accepted from sharing.friendship f
    where f.low_id = ${low}::uuid and f.high_id = ${high}::uuid`.execute(tx);
  const asking = { who: actor.personId, act: "friend-request", target: personId };
  const wasAsked = await didBefore(tx, clock, asking);
  if (!before.rows[0]) await countAct(tx, clock, asking, FRIEND_REQUESTS_PER_DAY);
  const made = await refuseOn(constraintProblems, () =>
    sql<{ accepted: boolean }>`
      insert into sharing.friendship (low_id, high_id, asked_by, asked_at)
      values (${low}, ${high}, ${actor.personId}, ${clock.now()})
      on conflict (low_id, high_id) do update set accepted_at = case
        when friendship.asked_by <> ${actor.personId} then coalesce(friendship.accepted_at, ${clock.now()})
        else friendship.accepted_at end
      returning accepted_at is not null as accepted`.execute(tx),
  );
  const { accepted } = made.rows[0]!;
  const isNews = accepted ? before.rows[0]?.accepted === false : !before.rows[0] && !wasAsked;
  if (isNews)
    await tell(tx, clock, personId, accepted ? "friend-accepted" : "friend-asked", {
      name: own.nickname ?? own.tag,
    });
  return { accepted };
}

/** Ends a friendship, or takes the question back. */
export async function unfriend(tx: Tx, actor: Actor, personId: string): Promise<void> {
  await sql`delete from sharing.friendship where (low_id = ${actor.personId} and high_id::text = ${personId})
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
      from sharing.friendship f where f.low_id = ${personId} or f.high_id = ${personId}
      union all select b.blocked_id, 'blocked' from sharing.block b where b.person_id = ${personId}) k
    left join sharing.person p on p.person_id = k.person_id
    order by k.relation, p.nickname, k.person_id limit 500`.execute(db);
  return rows.map((row) => ({
    personId: row.person_id,
    nickname: row.nickname,
    tag: tagOf(row.person_id),
    relation: row.relation,
  }));
}
