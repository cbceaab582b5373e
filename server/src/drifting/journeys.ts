import { type RawBuilder, sql } from "kysely";
import { type Actor, systemActor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { countAct, submitPosting } from "../moderation/index.ts";
import { type Cell, knownReaders, lockSharer } from "../neighbours/index.ts";
import { lockNest, newCode, noteCopyAtNest, readCode } from "../nests/index.ts";
import { tell } from "../peer-loans/index.ts";
import { giveToCommons, keepCommons, lockCommons, moveCommons } from "../shelves/index.ts";
import { type JourneyState, type JourneyTrigger, journeyStateAfter } from "./journey-states.ts";
import { refuse } from "./refusals.ts";
import { matchSecret, type SecretMatch } from "./secrets.ts";
import type { Ending, JourneyKind } from "./words.ts";

/** Kinds of postings of this room, for the moderators. */
export const MESSAGE_POSTING = "drift-message" as const;
export const PLACE_POSTING = "drift-place" as const;
export const THOUGHT_POSTING = "drift-thought" as const;

export const MOST_RUNNING = 200;
/** Finds, and releases, of one person or one network in a day: each makes notices and places to be read. */
export const MOVES_PER_DAY = 20;
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
  if (sharer.isMinor) throw refuse("minor-guarded-only");
  const { rows } = await sql<{ count: number }>`select count(*) as count from drifting.journey j
    where j.started_by = ${actor.personId} and j.state not in ('retired', 'presumed-lost')`.execute(tx);
  if (rows[0]!.count >= MOST_RUNNING) throw refuse("journeys-exhausted", { limit: MOST_RUNNING });
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
      started_by, started_at, state, holder_id, last_at, held_since)
    values (${id}, ${code}, ${copy.regionId}, ${copy.id}, ${copy.titleId}, ${input.kind}, ${message}, ${isPublic},
      ${actor.personId}, ${now}, 'in-hand', ${actor.personId}, ${now}, ${now})
    on conflict on constraint journey_copy_unique do update set kind = excluded.kind, message = excluded.message,
      message_public = excluded.message_public, started_by = excluded.started_by, state = 'in-hand',
      holder_id = excluded.holder_id, last_at = excluded.last_at, held_since = excluded.held_since, asked_at = null`.execute(
    tx,
  );
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
  if (stops.length === 0 || stops.length > MOST_STOPS) throw refuse("ring-empty", { limit: MOST_STOPS });
  const known = await knownReaders(tx, actor.personId);
  const friends = new Set(known.filter((one) => one.relation === "friend").map((one) => one.personId));
  if (stops.some((stop) => !friends.has(stop))) throw refuse("reader-unknown");
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
  secretNumber: number;
  holderNetwork: string;
  /** That network has it by the word of whoever was asked. */
  holderAgreed: boolean;
  heldSince: Date | null;
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
  secret_number: number;
  holder_network: string;
  holder_agreed: boolean;
  held_since: Date | null;
};

async function readWhere(db: Db, where: RawBuilder<unknown>): Promise<LockedJourney | undefined> {
  const { rows } = await sql<Row>`
    select j.id, j.code, j.region_id, j.copy_id, j.title_id, j.kind, j.started_by, j.state, j.holder_id, j.to_id, j.secret_number,
      j.holder_network, j.holder_agreed, j.held_since from drifting.journey j where ${where}`.execute(db);
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
      secretNumber: row.secret_number,
      holderNetwork: row.holder_network,
      holderAgreed: row.holder_agreed,
      heldSince: row.held_since,
    }
  );
}

async function lockByCopy(tx: Tx, copyId: string): Promise<LockedJourney> {
  return (await readWhere(tx, sql`j.copy_id = ${copyId} for update`))!;
}

/** A journey by the code on its label, as it is now. Refuses `journey-unknown` 404. */
export async function readJourney(db: Db, typed: string, lock = sql``): Promise<LockedJourney> {
  const code = readCode(typed);
  const journey = code === undefined ? undefined : await readWhere(db, sql`j.code = ${code} ${lock}`);
  if (!journey) throw refuse("journey-unknown");
  return journey;
}

/** Locks a journey by the code on its label. Refuses `journey-unknown` 404. */
export async function lockJourney(tx: Tx, typed: string): Promise<LockedJourney> {
  return await readJourney(tx, typed, sql`for update`);
}

/** Who says something about a book: somebody signed in, or whoever has it in their hands and reads its label. */
export type Bearer = {
  actor: Pick<Actor, "personId"> | null;
  secret: string /** Key of the network they come from. */;
  network?: string;
};

/** A person, or without an account the network they come from, as limits count them. */
export function whoIs(bearer: Bearer): string {
  return bearer.actor?.personId ?? (bearer.network || "net:");
}

/**
 * Locks a journey for whoever reads its label. Refuses `journey-unknown` 404, `secret-wrong` 409, and unless `used` ones
 * are taken too `secret-used` 409 (a find has used it up).
 */
export async function lockForBearer(
  tx: Tx,
  code: string,
  bearer: Bearer,
  used = false,
): Promise<LockedJourney & { match: SecretMatch }> {
  if (bearer.actor) await lockSharer(tx, bearer.actor.personId);
  const journey = await lockJourney(tx, code);
  const match = await matchSecret(tx, journey, bearer.secret);
  if (match === "wrong") throw refuse("secret-wrong");
  if (match === "used" && !used) throw refuse("secret-used");
  return { ...journey, match };
}

/**
 * Locks a journey for its holder, or for whoever reads its label while nobody with an account has it. Refuses as
 * `lockForBearer`, `journey-not-yours` 403.
 */
async function lockForHolder(tx: Tx, code: string, bearer: Bearer): Promise<LockedJourney> {
  const personId = bearer.actor?.personId ?? null;
  if (bearer.secret === "") {
    if (personId === null) throw refuse("secret-wrong");
    await lockSharer(tx, personId);
    const journey = await lockJourney(tx, code);
    if (journey.holderId !== personId) throw refuse("journey-not-yours");
    return journey;
  }
  const journey = await lockForBearer(tx, code, bearer);
  if (journey.holderId !== null && journey.holderId !== personId) throw refuse("journey-not-yours");
  return journey;
}

/** Where a book was found or left, in words and as a square of about 1 km. */
export type WildPlace = { place: string; cell: Cell | null };

/** A title as readers know it. */
export async function titleOf(tx: Tx, titleId: number): Promise<string> {
  const { rows } = await sql<{
    main: string;
  }>`select t.main from shelves.title_line t where t.id = ${titleId}`.execute(tx);
  return rows[0]?.main ?? "";
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
  if (place === "" && where.cell === null) throw refuse("place-missing");
  const actorId = bearer.actor?.personId ?? null;
  await countAct(tx, clock, { who: whoIs(bearer), act: "drift-release", target: journey.id }, MOVES_PER_DAY);
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
  if (nest.state === "closed") throw refuse("nest-closed");
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

/** Days somebody has had a book before they may end its journey: time for whoever had it to say otherwise. */
export const DAYS_BEFORE_END = 7;

/**
 * Ends a journey by its holder's word; whoever started it may at any time, others after a week in which nobody else
 * claims it. Refuses as `lockForHolder` (only somebody signed in), `journey-too-soon` 409, `journey-not-so` 409.
 */
export async function endJourney(
  tx: Tx,
  clock: Clock,
  code: string,
  actor: Actor,
  ending: Ending,
): Promise<void> {
  const journey = await lockForHolder(tx, code, { actor, secret: "" });
  await demandLongHeld(tx, clock, journey, actor.personId);
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

async function demandLongHeld(tx: Tx, clock: Clock, journey: LockedJourney, personId: string): Promise<void> {
  const { rows } = await sql`select 1 from drifting.claim c
    where c.journey_id = ${journey.id} and c.answered_at is null limit 1`.execute(tx);
  const since = (journey.heldSince ?? clock.now()).getTime();
  const isLong = journey.startedBy === personId || clock.now().getTime() - since >= DAYS_BEFORE_END * DAY_MS;
  if (rows.length > 0 || !isLong) throw refuse("journey-too-soon", { days: DAYS_BEFORE_END });
}

type Step = WildPlace & {
  holderId: string | null;
  toId?: string;
  nestId?: string;
  actorId: string | null;
  event: EventKind;
  /** Of a holder without an account. */
  network?: string;
  agreed?: boolean;
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
  if (!next) throw refuse(journey.state === "retired" ? "journey-ended" : "journey-not-so");
  const { holderId, toId = null, nestId = null, cell } = step;
  const place = step.place.trim().slice(0, 120);
  await sql`update drifting.journey set state = ${next}, holder_id = ${holderId}, to_id = ${toId}, nest_id = ${nestId},
      held_since = case when ${holderId}::uuid is null then null when holder_id = ${holderId}::uuid then held_since
        else ${clock.now()}::timestamptz end, holder_network = ${step.network ?? ""},
      holder_agreed = ${step.agreed ?? false},
      place = ${place}, cell = ${cell}, last_at = ${clock.now()}, asked_at = null where id = ${journey.id}`.execute(
    tx,
  );
  await writeEvent(tx, clock, journey, step.event, step.actorId, { place, cell, nestId });
}

/** Appends a step of a journey; its place is looked at before others see it. */
export async function writeEvent(
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
