import { type RawBuilder, sql } from "kysely";
import { submitPosting } from "../community/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import { type Clock, MINUTE_MS } from "../kernel/time.ts";
import { lockNest, newCode, noteCopyAtNest, readCode } from "../nests/index.ts";
import {
  type Cell,
  giveToCommons,
  keepCommons,
  knownReaders,
  lockCommons,
  lockSharer,
  moveCommons,
  tell,
} from "../sharing/index.ts";
import { type JourneyState, type JourneyTrigger, journeyStateAfter } from "./journey-states.ts";
import { isSecret } from "./secrets.ts";

/** A ray goes wherever it goes; a ring goes through its readers and comes home. */
export const journeyKinds = ["ray", "ring"] as const;
export type JourneyKind = (typeof journeyKinds)[number];

/** Kinds of postings of this room, for the moderators. */
export const MESSAGE_POSTING = "drift-message";
export const PLACE_POSTING = "drift-place";
export const THOUGHT_POSTING = "drift-thought";

const MOST_RUNNING = 200;
const MOST_STOPS = 50;

/**
 * Sends one of the actor's own books on a journey: from then on it belongs to nobody. `ring`: the readers it goes
 * through, in order; they are friends of the actor. Refuses `minor-guarded-only` 403, `copy-unknown` 404, `copy-on-loan`
 * 409, `journeys-exhausted` 429, `ring-empty` 400, `reader-unknown` 404, `text-refused` 422.
 */
export async function startJourney(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { copyId: string; kind: JourneyKind; message: string; ring: string[] },
): Promise<{ code: string }> {
  const sharer = await lockSharer(tx, actor.personId);
  if (sharer.isMinor) throw new Problem("minor-guarded-only", 403);
  const { rows } = await sql<{ count: number }>`select count(*) as count from drifting.journey j
    where j.started_by = ${actor.personId} and j.state not in ('retired', 'presumed-lost')`.execute(tx);
  if (rows[0]!.count >= MOST_RUNNING) throw new Problem("journeys-exhausted", 429, { limit: MOST_RUNNING });
  const stops = input.kind === "ring" ? [...new Set(input.ring)] : [];
  if (input.kind === "ring") await demandFriends(tx, actor, stops);
  const copy = await giveToCommons(tx, actor, clock, input.copyId, { custodianId: actor.personId }, true);
  const before = await sql<{
    id: string;
  }>`select j.id from drifting.journey j where j.copy_id = ${copy.id}`.execute(tx);
  const id = before.rows[0]?.id ?? (newId<"journey">() as string);
  const code = newCode();
  const now = clock.now();
  const message = input.message.trim();
  const posting = { kind: MESSAGE_POSTING, subject: id, personId: actor.personId, texts: [message] };
  const isPublic = (await submitPosting(tx, clock, posting)) === "published";
  await sql`insert into drifting.journey (id, code, region_id, copy_id, title_id, kind, message, message_public,
      started_by, started_at, state, holder_id, last_at)
    values (${id}, ${code}, ${copy.regionId}, ${copy.id}, ${copy.titleId}, ${input.kind}, ${message}, ${isPublic},
      ${actor.personId}, ${now}, 'in-hand', ${actor.personId}, ${now})
    on conflict on constraint journey_copy_unique do update set kind = excluded.kind, message = excluded.message,
      message_public = excluded.message_public, started_by = excluded.started_by, state = 'in-hand',
      holder_id = excluded.holder_id, last_at = excluded.last_at, asked_at = null`.execute(tx);
  const journey = await lockByCopy(tx, copy.id);
  await sql`delete from drifting.ring_stop where journey_id = ${journey.id}`.execute(tx);
  await sql`insert into drifting.ring_stop (journey_id, position, person_id)
    select ${journey.id}, s.n, s.person_id from unnest(${stops}::uuid[]) with ordinality s(person_id, n)`.execute(
    tx,
  );
  await writeEvent(tx, clock, journey, "started", actor.personId, {});
  return { code: journey.code };
}

async function demandFriends(tx: Tx, actor: Actor, stops: string[]): Promise<void> {
  if (stops.length === 0 || stops.length > MOST_STOPS)
    throw new Problem("ring-empty", 400, { limit: MOST_STOPS });
  const known = await knownReaders(tx, actor.personId);
  const friends = new Set(known.filter((one) => one.relation === "friend").map((one) => one.personId));
  if (stops.some((stop) => !friends.has(stop))) throw new Problem("reader-unknown", 404);
}

/** A journey under its lock. */
export type LockedJourney = {
  id: string;
  code: string;
  regionId: number;
  copyId: string;
  titleId: number;
  kind: JourneyKind;
  startedBy: string | null;
  state: JourneyState;
  holderId: string | null;
  toId: string | null;
  attempts: number;
  attemptedAt: Date | null;
};

type Row = {
  id: string;
  code: string;
  region_id: number;
  copy_id: string;
  title_id: number;
  kind: JourneyKind;
  started_by: string | null;
  state: JourneyState;
  holder_id: string | null;
  to_id: string | null;
  attempts: number;
  attempted_at: Date | null;
};

async function lockWhere(tx: Tx, where: RawBuilder<unknown>): Promise<LockedJourney | undefined> {
  const { rows } = await sql<Row>`
    select j.id, j.code, j.region_id, j.copy_id, j.title_id, j.kind, j.started_by, j.state, j.holder_id, j.to_id, j.attempts,
      j.attempted_at from drifting.journey j where ${where} for update`.execute(tx);
  const row = rows[0];
  return (
    row && {
      id: row.id,
      code: row.code,
      regionId: row.region_id,
      copyId: row.copy_id,
      titleId: row.title_id,
      kind: row.kind,
      startedBy: row.started_by,
      state: row.state,
      holderId: row.holder_id,
      toId: row.to_id,
      attempts: row.attempts,
      attemptedAt: row.attempted_at,
    }
  );
}

async function lockByCopy(tx: Tx, copyId: string): Promise<LockedJourney> {
  return (await lockWhere(tx, sql`j.copy_id = ${copyId}`))!;
}

/** Locks a journey by the code on its label. Refuses `journey-unknown` 404. */
export async function lockJourney(tx: Tx, typed: string): Promise<LockedJourney> {
  const code = readCode(typed);
  const journey = code === undefined ? undefined : await lockWhere(tx, sql`j.code = ${code}`);
  if (!journey) throw new Problem("journey-unknown", 404);
  return journey;
}

/** Wrong secrets per book in an hour. */
const MOST_ATTEMPTS = 10;
const ATTEMPT_WINDOW_MS = 60 * MINUTE_MS;

/** Who says something about a book: somebody signed in, or whoever has it in their hands and reads its label. */
export type Bearer = { actor: Actor | null; secret: string };

/**
 * Counts a look at the secret before it is compared, in a transaction of its own. Refuses `journey-unknown` 404,
 * `code-locked` 429 after ten wrong ones in an hour.
 */
export async function countSecretAttempt(
  tx: Tx,
  clock: Clock,
  code: string,
  typed: string,
): Promise<() => void> {
  const journey = await lockJourney(tx, code);
  const now = clock.now();
  const isFresh = !journey.attemptedAt || now.getTime() - journey.attemptedAt.getTime() > ATTEMPT_WINDOW_MS;
  const before = isFresh ? 0 : journey.attempts;
  const isRight = await isSecret(tx, journey.id, typed);
  if (!isRight)
    await sql`update drifting.journey set attempts = ${Math.min(100, before + 1)},
      attempted_at = ${isFresh ? now : journey.attemptedAt} where id = ${journey.id}`.execute(tx);
  return () => {
    if (before >= MOST_ATTEMPTS) throw new Problem("code-locked", 429);
    if (!isRight) throw new Problem("secret-wrong", 409);
  };
}

/** Locks a journey for whoever reads its label. Refuses `journey-unknown` 404, `secret-wrong` 409. */
async function lockForBearer(tx: Tx, code: string, bearer: Bearer): Promise<LockedJourney> {
  if (bearer.actor) await lockSharer(tx, bearer.actor.personId);
  const journey = await lockJourney(tx, code);
  if (!(await isSecret(tx, journey.id, bearer.secret))) throw new Problem("secret-wrong", 409);
  return journey;
}

/** Locks a journey for its holder, or for whoever reads its label. Refuses as `lockForBearer`, `journey-not-yours` 403. */
async function lockForHolder(tx: Tx, code: string, bearer: Bearer): Promise<LockedJourney> {
  if (bearer.secret !== "") return await lockForBearer(tx, code, bearer);
  if (!bearer.actor) throw new Problem("secret-wrong", 409);
  await lockSharer(tx, bearer.actor.personId);
  const journey = await lockJourney(tx, code);
  if (journey.holderId !== bearer.actor.personId) throw new Problem("journey-not-yours", 403);
  return journey;
}

/** Where a book was found or left, in words and as a square of about 1 km; both may be left out. */
export type WildPlace = { place: string; cell: Cell | null };

/**
 * Found: one tap, with or without an account. Told again by the same person it does nothing. A book of a ring whose
 * readers all had it comes home with whoever started it. Refuses as `lockForBearer`, `journey-ended` 409.
 */
export async function findBook(
  tx: Tx,
  clock: Clock,
  code: string,
  bearer: Bearer,
  where: WildPlace,
): Promise<void> {
  const journey = await lockForBearer(tx, code, bearer);
  const finder = bearer.actor?.personId ?? null;
  if (journey.state === "in-hand" && journey.holderId === finder && (finder !== null || where.place === ""))
    return;
  await move(tx, clock, journey, "find", { holderId: finder, ...where, actorId: finder, event: "found" });
  const place = finder === null ? null : { custodianId: finder };
  const copy = await lockCommons(tx, journey.copyId);
  if (copy.nestId !== null) await noteTaken(tx, clock, copy.nestId, journey.copyId);
  await moveCommons(tx, bearer.actor ?? systemActor, clock, journey.copyId, place, "found");
  await sql`update drifting.journey set finds = finds + 1 where id = ${journey.id}`.execute(tx);
  await tellStarter(tx, clock, journey, finder);
  if (finder !== null) await followRing(tx, clock, journey, finder);
}

async function noteTaken(tx: Tx, clock: Clock, nestId: string, copyId: string): Promise<void> {
  const { rows } = await sql<{
    code: string;
  }>`select n.code from nests.nest n where n.id = ${nestId}`.execute(tx);
  if (rows[0]) await noteCopyAtNest(tx, clock, await lockNest(tx, rows[0].code), "took", copyId);
}

async function tellStarter(
  tx: Tx,
  clock: Clock,
  journey: LockedJourney,
  finder: string | null,
): Promise<void> {
  if (journey.startedBy === null || journey.startedBy === finder) return;
  const title = await titleOf(tx, journey.titleId);
  await tell(tx, clock, journey.startedBy, "drift-found", { title, code: journey.code });
}

async function titleOf(tx: Tx, titleId: number): Promise<string> {
  const { rows } = await sql<{
    main: string;
  }>`select t.main from sharing.title t where t.id = ${titleId}`.execute(tx);
  return rows[0]?.main ?? "";
}

async function followRing(tx: Tx, clock: Clock, journey: LockedJourney, finder: string): Promise<void> {
  if (journey.kind !== "ring") return;
  await sql`update drifting.ring_stop set reached_at = coalesce(reached_at, ${clock.now()})
    where journey_id = ${journey.id} and person_id = ${finder}`.execute(tx);
  if (finder !== journey.startedBy) return;
  const { rows } = await sql`select 1 from drifting.ring_stop s
    where s.journey_id = ${journey.id} and s.reached_at is null limit 1`.execute(tx);
  if (rows.length > 0) return;
  await sql`update drifting.journey set state = 'retired' where id = ${journey.id}`.execute(tx);
  await writeEvent(tx, clock, journey, "home", finder, {});
}

/**
 * Lets a book go at a place, told in words that are looked at before others see them, and as a square. Refuses as
 * `lockForHolder`, `journey-not-so` 409, `place-missing` 400, `text-refused` 422.
 */
export async function releaseBook(
  tx: Tx,
  clock: Clock,
  code: string,
  bearer: Bearer,
  where: WildPlace,
): Promise<void> {
  const journey = await lockForHolder(tx, code, bearer);
  const place = where.place.trim();
  if (place === "" && where.cell === null) throw new Problem("place-missing", 400);
  const actorId = bearer.actor?.personId ?? null;
  await move(tx, clock, journey, "release", {
    holderId: null,
    place,
    cell: where.cell,
    actorId,
    event: "released",
  });
  await lockCommons(tx, journey.copyId);
  await moveCommons(tx, bearer.actor ?? systemActor, clock, journey.copyId, null, "released");
}

/** Puts a book into a nest. Refuses as `lockForHolder`, `journey-not-so` 409, `nest-unknown` 404, `nest-closed` 409. */
export async function putBookInNest(
  tx: Tx,
  clock: Clock,
  code: string,
  bearer: Bearer,
  nestCode: string,
): Promise<void> {
  const journey = await lockForHolder(tx, code, bearer);
  const nest = await lockNest(tx, nestCode);
  if (nest.state === "closed") throw new Problem("nest-closed", 409);
  const actorId = bearer.actor?.personId ?? null;
  await move(tx, clock, journey, "put-in-nest", {
    holderId: null,
    place: "",
    cell: null,
    nestId: nest.id,
    actorId,
    event: "to-nest",
  });
  await lockCommons(tx, journey.copyId);
  await moveCommons(tx, bearer.actor ?? systemActor, clock, journey.copyId, { nestId: nest.id }, "placed");
  await noteCopyAtNest(tx, clock, nest, "left", journey.copyId);
}

/**
 * Sends a book on to a friend, who says so when they have it. Refuses as `lockForHolder` (only somebody signed in),
 * `journey-not-so` 409, `reader-unknown` 404 (no friend).
 */
export async function passBookOn(
  tx: Tx,
  clock: Clock,
  code: string,
  actor: Actor,
  personId: string,
): Promise<void> {
  const journey = await lockForHolder(tx, code, { actor, secret: "" });
  await demandFriends(tx, actor, [personId]);
  await move(tx, clock, journey, "pass-on", {
    holderId: actor.personId,
    toId: personId,
    place: "",
    cell: null,
    actorId: actor.personId,
    event: "passed",
  });
  const title = await titleOf(tx, journey.titleId);
  await tell(tx, clock, personId, "drift-passed", { title, code: journey.code });
}

/** How a journey ends by its holder's word: kept as their own book, or worn out. */
export const endings = ["kept", "worn"] as const;
export type Ending = (typeof endings)[number];

/** Ends a journey. Refuses as `lockForHolder` (only somebody signed in), `journey-not-so` 409. */
export async function endJourney(
  tx: Tx,
  clock: Clock,
  code: string,
  actor: Actor,
  ending: Ending,
): Promise<void> {
  const journey = await lockForHolder(tx, code, { actor, secret: "" });
  await move(tx, clock, journey, "retire", {
    holderId: actor.personId,
    place: "",
    cell: null,
    actorId: actor.personId,
    event: ending,
  });
  await lockCommons(tx, journey.copyId);
  if (ending === "kept") await keepCommons(tx, actor, clock, journey.copyId);
}

type Step = WildPlace & {
  holderId: string | null;
  toId?: string;
  nestId?: string;
  actorId: string | null;
  event: EventKind;
};
export type EventKind =
  | "started"
  | "released"
  | "to-nest"
  | "passed"
  | "found"
  | "lost"
  | "home"
  | "kept"
  | "worn";

/** The one place where a journey moves. Refuses `journey-ended`, `journey-not-so` 409. */
export async function move(
  tx: Tx,
  clock: Clock,
  journey: LockedJourney,
  trigger: JourneyTrigger,
  step: Step,
): Promise<void> {
  const next = journeyStateAfter(journey.state, trigger);
  if (!next) throw new Problem(journey.state === "retired" ? "journey-ended" : "journey-not-so", 409);
  const { holderId, toId = null, nestId = null, cell } = step;
  const place = step.place.trim().slice(0, 120);
  await sql`update drifting.journey set state = ${next}, holder_id = ${holderId}, to_id = ${toId}, nest_id = ${nestId},
      place = ${place}, cell = ${cell}, last_at = ${clock.now()}, asked_at = null where id = ${journey.id}`.execute(
    tx,
  );
  await writeEvent(tx, clock, journey, step.event, step.actorId, { place, cell, nestId });
}

async function writeEvent(
  tx: Tx,
  clock: Clock,
  journey: LockedJourney,
  kind: EventKind,
  actorId: string | null,
  where: { place?: string; cell?: Cell | null; nestId?: string | null },
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    insert into drifting.event (region_id, journey_id, at, kind, actor_id, place, place_public, cell, nest_id)
    values (${journey.regionId}, ${journey.id}, ${clock.now()}, ${kind}, ${actorId}, ${where.place ?? ""}, false,
      ${where.cell ?? null}, ${where.nestId ?? null}) returning id`.execute(tx);
  const subject = String(rows[0]!.id);
  const posting = { kind: PLACE_POSTING, subject, personId: actorId, texts: [where.place ?? ""] };
  if ((await submitPosting(tx, clock, posting)) === "published")
    await sql`update drifting.event set place_public = true where id = ${rows[0]!.id}`.execute(tx);
}
