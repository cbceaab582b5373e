import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { lockSharer, nameFor, type ReaderName } from "../neighbours/index.ts";
import { tellMany } from "../peer-loans/index.ts";
import { lockNest, lockStewardedNest } from "./nests.ts";

/** Somebody who looks after a nest, or would like to. */
export type Steward = ReaderName & { personId: string; isAgreed: boolean };

/** Who looks after a nest, and who asked to, by the names `viewerId` (null: a visitor) may know. */
export async function stewardsOf(db: Db, nestId: string, viewerId: string | null): Promise<Steward[]> {
  const { rows } = await sql<{ person_id: string; nickname: string | null; agreed: boolean }>`
    select s.person_id, ${nameFor(viewerId, sql`s.person_id`)} as nickname, s.agreed_at is not null as agreed from nests.steward s
    where s.nest_id = ${nestId}
    order by s.agreed_at, s.asked_at limit 50`.execute(db);
  return rows.map((row) => ({
    personId: row.person_id,
    nickname: row.nickname,
    tag: row.person_id.slice(-4),
    isAgreed: row.agreed,
  }));
}

/** Persons who look after a nest. */
export async function stewardIds(db: Db, nestId: string): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`select s.person_id from nests.steward s
    where s.nest_id = ${nestId} and s.agreed_at is not null`.execute(db);
  return rows.map((row) => row.person_id);
}

/**
 * Offers to look after a nest; the stewards are told. Nobody becomes one by their own word: where nobody looks after it
 * any more, the office agrees. Refuses `nest-unknown` 404, `minor-guarded-only` 403.
 */
export async function offerToSteward(tx: Tx, actor: Actor, clock: Clock, code: string): Promise<void> {
  const sharer = await lockSharer(tx, actor.personId);
  if (sharer.isMinor) throw new Problem("minor-guarded-only", 403);
  const nest = await lockNest(tx, code);
  const stewards = await stewardIds(tx, nest.id);
  const now = clock.now();
  const { rows } = await sql`insert into nests.steward (nest_id, person_id, asked_at, agreed_at)
    values (${nest.id}, ${actor.personId}, ${now}, null)
    on conflict do nothing returning 1`.execute(tx);
  if (rows.length === 0) return;
  const params = { nest: nest.name, code: nest.code };
  await tellMany(
    tx,
    clock,
    "nest-steward-asked",
    stewards.map((personId) => ({ personId, params, loanId: null })),
  );
}

/** Takes somebody's offer. Refuses as `lockStewardedNest`, `steward-unknown` 404. */
export async function agreeSteward(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  code: string,
  personId: string,
): Promise<void> {
  const nest = await lockStewardedNest(tx, actor, code);
  const { rows } = isUuid(personId)
    ? await sql`update nests.steward set agreed_at = coalesce(agreed_at, ${clock.now()})
        where nest_id = ${nest.id} and person_id = ${personId} returning 1`.execute(tx)
    : { rows: [] };
  if (rows.length === 0) throw new Problem("steward-unknown", 404);
}

/** Lays a nest down, or takes one's offer back. Refuses `nest-unknown`, `steward-unknown` 404. */
export async function stepDownFromNest(tx: Tx, actor: Actor, code: string): Promise<void> {
  const nest = await lockNest(tx, code);
  const { rows } = await sql`delete from nests.steward
    where nest_id = ${nest.id} and person_id = ${actor.personId} returning 1`.execute(tx);
  if (rows.length === 0) throw new Problem("steward-unknown", 404);
}
