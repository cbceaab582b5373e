import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import { auditInsert } from "../kernel/audit.ts";
import { type Db, inTransaction, lockByName, type Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { type Clock, HOUR_MS, MINUTE_MS } from "../kernel/time.ts";
import { type CardHolder, findPersonByCard } from "./cards.ts";
import type { LookUpReason } from "./words.ts";

/** A desk's own readers, and those of other libraries or of none: no desk works faster. */
const OWN = { action: "patron.look-up", minute: 40, hour: 600 };
const ELSEWHERE = { action: "patron.look-up-elsewhere", minute: 12, hour: 120 };

/**
 * Whose card a desk has scanned, as `findPersonByCard`. Every look-up is kept with who, whom, where, when and why, and
 * shown to the reader; cards nobody has are kept as well. Refuses `look-ups-too-fast` 429 (`retryAfterSeconds`): faster
 * than a desk can be, which for readers of other libraries is twelve a minute.
 */
export async function lookUpCard(
  db: Db,
  clock: Clock,
  actor: Actor,
  barcode: string,
  reason: LookUpReason,
): Promise<CardHolder[]> {
  return await inTransaction(db, async (tx) => {
    await lockByName(tx, `people.look-up ${actor.personId}`);
    const holders = await findPersonByCard(tx, barcode, actor.scope);
    const pace = holders.length > 0 && holders.every((one) => one.isOwn) ? OWN : ELSEWHERE;
    await keepPace(tx, clock.now(), actor, pace);
    const people = new Set(holders.map((one) => one.person.id));
    for (const personId of people.size > 0 ? people : [null])
      await auditInsert(
        {
          actor,
          action: pace.action,
          subject: { kind: "person", id: personId ?? "" },
          scope: actor.scope,
          personId,
          detail: { reason },
        },
        clock.now(),
      ).execute(tx);
    return holders;
  });
}

const SEARCH = { action: "patron.search", minute: 30, hour: 400 };
const FOUND = "patron.found";

/**
 * Counts a search of a desk, which goes at a desk's pace; one that finds other libraries' readers (`isForeign`) counts as a
 * look-up elsewhere besides. Refuses `look-ups-too-fast` 429.
 */
export async function countSearch(tx: Tx, clock: Clock, actor: Actor, isForeign: boolean): Promise<void> {
  await lockByName(tx, `people.look-up ${actor.personId}`);
  for (const pace of isForeign ? [SEARCH, ELSEWHERE] : [SEARCH]) {
    await keepPace(tx, clock.now(), actor, pace);
    const entry = { actor, action: pace.action, subject: { kind: "person", id: "" }, scope: actor.scope };
    await auditInsert(entry, clock.now()).execute(tx);
  }
}

/** Tells each of these readers that a desk has had them in front of it. */
export async function noteFound(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  people: readonly string[],
  reason: LookUpReason,
): Promise<void> {
  const entry = { actor, action: FOUND, scope: actor.scope, detail: { reason } };
  const entries = people.map((id) => ({ ...entry, personId: id, subject: { kind: "person", id } }));
  if (people.length > 0) await auditInsert(entries, clock.now()).execute(tx);
}

/** What one page shows of a reader is one look. */
const ONE_LOOK_MS = 5 * MINUTE_MS;

/**
 * Tells each of these readers that staff have read what is kept about them. Who has just looked the reader up and reads on
 * is not told of again.
 */
export async function noteRead(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  people: readonly string[],
  reason: LookUpReason,
): Promise<void> {
  // What one page asks for arrives at the same moment.
  await lockByName(tx, `people.look-up ${actor.personId}`);
  const { rows } = await sql<{ person_id: string }>`select distinct a.person_id from kernel.audit a
    where a.person_id = any(${[...people]}::uuid[]) and a.actor_id = ${actor.personId}
      and a.action = any(${[...lookUpActions]}::text[])
      and a.at > ${new Date(clock.now().getTime() - ONE_LOOK_MS)}`.execute(tx);
  const told = new Set(rows.map((row) => row.person_id));
  const untold = people.filter((id) => !told.has(id));
  await noteFound(tx, clock, actor, untold, reason);
}

async function keepPace(tx: Tx, now: Date, actor: Actor, pace: typeof OWN): Promise<void> {
  const { rows } = await sql<{ hour: number; minute: number; hour_first: Date; minute_first: Date }>`
    select count(*) as hour, count(*) filter (where a.at > ${new Date(now.getTime() - MINUTE_MS)}) as minute,
      min(a.at) as hour_first,
      min(a.at) filter (where a.at > ${new Date(now.getTime() - MINUTE_MS)}) as minute_first
    from kernel.audit a where a.actor_id = ${actor.personId} and a.action = ${pace.action}
      and a.at > ${new Date(now.getTime() - HOUR_MS)}`.execute(tx);
  const { hour, minute, hour_first: hourFirst, minute_first: minuteFirst } = rows[0]!;
  const until =
    hour >= pace.hour
      ? hourFirst.getTime() + HOUR_MS
      : minute >= pace.minute
        ? minuteFirst.getTime() + MINUTE_MS
        : 0;
  if (until > 0) {
    const retryAfterSeconds = Math.max(1, Math.ceil((until - now.getTime()) / 1000));
    throw new Problem("look-ups-too-fast", 429, { retryAfterSeconds });
  }
}

/** A look-up as the reader sees it. `by`: the member of staff, or desk, that looked. */
export type LookUp = {
  at: string;
  by: string;
  memberId: number | null;
  branchId: number | null;
  reason: LookUpReason;
};

const MOST_SHOWN = 100;
/** What of the audit is a look-up that its reader sees. */
export const lookUpActions: readonly string[] = [OWN.action, ELSEWHERE.action, FOUND];

/** Who has looked a reader up, the latest first. */
export async function lookUpsOf(db: Db, personId: string): Promise<LookUp[]> {
  const { rows } = await sql<{
    at: Date;
    by: string | null;
    scope: number | null;
    place: number | null;
    reason: LookUpReason | null;
  }>`
    select a.at, p.name as by, a.scope, a.place, a.detail ->> 'reason' as reason
    from kernel.audit a left join people.person p on p.id = a.actor_id
    where a.person_id = ${personId} and a.action = any(${[...lookUpActions]}::text[])
    order by a.id desc limit ${MOST_SHOWN}`.execute(db);
  return rows.map((row) => ({
    at: row.at.toISOString(),
    by: row.by ?? "",
    memberId: row.scope,
    branchId: row.place,
    reason: row.reason ?? "other",
  }));
}
