import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { countAct } from "../moderation/index.ts";
import { lockSharer, nameFor, type ReaderName } from "../neighbours/index.ts";
import { officeIds } from "../notices/index.ts";
import { tellMany } from "../peer-loans/index.ts";
import { lockNest, lockStewardedNest } from "./nests.ts";
import { refuse } from "./refusals.ts";
import { demandAtNest } from "./secrets.ts";

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
  if (sharer.isMinor) throw refuse("minor-guarded-only");
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
  if (rows.length === 0) throw refuse("steward-unknown");
}

/** Days an offer stands before a reader can second it: whoever looked after the nest may come back. */
export const OFFER_DAYS = 3;
/** Offers one reader may second in a day. */
export const SECONDS_PER_DAY = 3;

/**
 * Seconds somebody's offer to look after a nest that nobody looks after, by whoever reads the secret on its label: time
 * and a second voice make a steward. Refuses in this order: `minor-guarded-only` 403, `nest-unknown` 404,
 * `nest-secret-missing`, `nest-secret-wrong` 409, `nest-stewarded` 409 (its stewards decide), `steward-unknown` 404,
 * `not-oneself` 409, `steward-too-soon` 409 (param `days`), `acts-exhausted` 429.
 */
export async function secondSteward(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { code: string; personId: string; secret: string },
): Promise<void> {
  const sharer = await lockSharer(tx, actor.personId);
  if (sharer.isMinor) throw refuse("minor-guarded-only");
  const nest = await lockNest(tx, input.code);
  await demandAtNest(tx, nest.id, input.secret);
  if ((await stewardIds(tx, nest.id)).length > 0) throw refuse("nest-stewarded");
  const { rows } = await sql<{ asked_at: Date }>`select s.asked_at from nests.steward s
    where s.nest_id = ${nest.id} and s.person_id::text = ${input.personId} for update`.execute(tx);
  if (!rows[0]) throw refuse("steward-unknown");
  if (input.personId === actor.personId) throw refuse("not-oneself");
  const now = clock.now();
  if (rows[0].asked_at > new Date(now.getTime() - OFFER_DAYS * DAY_MS))
    throw refuse("steward-too-soon", { days: OFFER_DAYS });
  await countAct(tx, clock, { who: actor.personId, act: "nest-second" }, SECONDS_PER_DAY);
  await sql`update nests.steward set agreed_at = ${now}
    where nest_id = ${nest.id} and person_id = ${input.personId}`.execute(tx);
}

/**
 * Lays a nest down, or takes one's offer back; when nobody is left the office is told. Refuses `nest-unknown`,
 * `steward-unknown` 404.
 */
export async function stepDownFromNest(tx: Tx, actor: Actor, clock: Clock, code: string): Promise<void> {
  const nest = await lockNest(tx, code);
  const { rows } = await sql<{ agreed: boolean }>`delete from nests.steward
    where nest_id = ${nest.id} and person_id = ${actor.personId}
    returning agreed_at is not null as agreed`.execute(tx);
  if (!rows[0]) throw refuse("steward-unknown");
  if (rows[0].agreed) await tellOrphans(tx, clock, [nest.id]);
}

/** Tells the office of those of the nests that nobody looks after any more; closed ones need nobody. */
export async function tellOrphans(tx: Tx, clock: Clock, nestIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{ code: string; name: string }>`select n.code, n.name from nests.nest n
    where n.id = any(${[...nestIds]}::uuid[]) and n.state <> 'closed' and not exists (
      select 1 from nests.steward s where s.nest_id = n.id and s.agreed_at is not null)
    order by n.code`.execute(tx);
  if (rows.length === 0) return;
  const office = await officeIds(tx);
  const lines = rows.flatMap(({ code, name }) =>
    office.map((personId) => ({ personId, params: { nest: name, code }, loanId: null })),
  );
  await tellMany(tx, clock, "nest-orphaned", lines);
}
