import { sql } from "kysely";
import { type Actor, systemActor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { countAct, didBefore } from "../moderation/index.ts";
import { nameFor, type ReaderName } from "../neighbours/index.ts";
import { lockNestById, noteCopyAtNest } from "../nests/index.ts";
import { tell } from "../peer-loans/index.ts";
import { lockCommons, moveCommons } from "../shelves/index.ts";
import {
  type Bearer,
  type LockedJourney,
  lockForBearer,
  lockJourney,
  MOVES_PER_DAY,
  move,
  readJourney,
  titleOf,
  type WildPlace,
  whoIs,
  writeEvent,
} from "./journeys.ts";
import { refuse } from "./refusals.ts";
import { matchSecret, type SecretMatch, secretOf } from "./secrets.ts";

/** Wrong secrets one network may type in a day; the right one always works. */
export const WRONG_SECRETS_PER_DAY = 30;

/**
 * Looks at a typed secret, in a transaction of its own, and counts a wrong one against the network it came from: never
 * against the book, so that nobody keeps another from finding it. Refuses `journey-unknown` 404; what it returns refuses
 * `code-locked` 429 (too many wrong ones), `secret-wrong` 409.
 */
export async function countSecretAttempt(
  tx: Tx,
  clock: Clock,
  code: string,
  bearer: Bearer,
): Promise<() => void> {
  const journey = await lockJourney(tx, code);
  if ((await matchSecret(tx, journey, bearer.secret)) !== "wrong") return () => {};
  const who = bearer.network || whoIs(bearer);
  const isOver = await countAct(tx, clock, { who, act: "wrong-secret" }, WRONG_SECRETS_PER_DAY).then(
    () => false,
    (error: unknown) => {
      if (error instanceof Problem) return true;
      throw error;
    },
  );
  return () => {
    throw isOver ? refuse("code-locked") : refuse("secret-wrong");
  };
}

/**
 * What a find came to. `asked`: whoever has the book, or had it last, is asked first. `nextSecret`: the secret that
 * holds from now on, to be written on the label; only for the finder, told once.
 */
export type Found = { asked: boolean; nextSecret: string | null };

/**
 * Found: one tap, with or without an account. A book that nobody has, or that is on its way to the finder, is theirs at
 * once, and the secret on the label is used up. A book somebody else has, or a secret used up before, asks whoever has it
 * or had it last. Told again by the same person or network it does nothing. A book of a ring whose readers all had it
 * comes home with whoever started it. Refuses as `lockForBearer` (used secrets are taken), `journey-ended` 409,
 * `acts-exhausted` 429, `claims-full` 409.
 */
export async function findBook(
  tx: Tx,
  clock: Clock,
  code: string,
  bearer: Bearer,
  where: WildPlace,
): Promise<Found> {
  const journey = await lockForBearer(tx, code, bearer, true);
  if (journey.state === "retired") throw refuse("journey-ended");
  const finder = bearer.actor?.personId ?? null;
  if (hasIt(journey, bearer)) {
    return {
      asked: false,
      nextSecret: isTheirs(journey, bearer, journey.match) ? await secretOf(tx, journey.id) : null,
    };
  }
  const isAwaited = journey.state === "passed" && finder !== null && journey.toId === finder;
  if (!isAwaited && (journey.holderId !== null || journey.match === "used")) {
    await askHolder(tx, clock, journey, bearer);
    return { asked: true, nextSecret: null };
  }
  await takeBook(tx, clock, journey, bearer, where);
  await sql`update drifting.journey set secret_number = secret_number + 1 where id = ${journey.id}`.execute(
    tx,
  );
  return { asked: false, nextSecret: await secretOf(tx, journey.id) };
}

/** What whoever reads a label is to the book. */
export type AtLabel = {
  /** `has-it`: it is theirs by what is known; `asked`: whoever has it has been asked, and has not answered. */
  standing: "has-it" | "asked" | "none";
  /** The secret that holds now, to be written on the label; only for who has the book. */
  secret: string | null;
};

/** How a book stands to whoever scanned its label. Refuses `journey-unknown` 404. */
export async function atLabel(db: Db, code: string, bearer: Bearer): Promise<AtLabel> {
  const journey = await readJourney(db, code);
  const match = await matchSecret(db, journey, bearer.secret);
  if (match === "wrong") return { standing: "none", secret: null };
  if (hasIt(journey, bearer)) {
    return {
      standing: "has-it",
      secret: isTheirs(journey, bearer, match) ? await secretOf(db, journey.id) : null,
    };
  }
  const { mine } = await openClaims(db, journey.id, bearer);
  return { standing: mine > 0 ? "asked" : "none", secret: null };
}

/** Claims of a journey that nobody answered yet, and this bearer's among them. */
async function openClaims(
  db: Db,
  journeyId: string,
  bearer: Bearer,
): Promise<{ open: number; mine: number }> {
  const finder = bearer.actor?.personId ?? null;
  const network = finder === null ? whoIs(bearer) : "";
  const { rows } = await sql<{ open: number; mine: number }>`select count(*) as open,
      count(*) filter (where c.claimed_by is not distinct from ${finder}::uuid and c.network = ${network}) as mine
    from drifting.claim c where c.journey_id = ${journeyId} and c.answered_at is null`.execute(db);
  return rows[0]!;
}

/** The finder has it already: the holder, or without an account the network that found it last. */
function hasIt(journey: LockedJourney, bearer: Bearer): boolean {
  if (journey.state !== "in-hand") return false;
  if (bearer.actor) return journey.holderId === bearer.actor.personId;
  return journey.holderId === null && journey.holderNetwork !== "" && journey.holderNetwork === whoIs(bearer);
}

/**
 * Who has it may know the secret that holds: with an account, with that very secret, or with a used one where whoever was
 * asked agreed, so that they write it on the label and let the book go.
 */
function isTheirs(journey: LockedJourney, bearer: Bearer, match: SecretMatch): boolean {
  return bearer.actor !== null || match === "current" || journey.holderAgreed;
}

async function takeBook(
  tx: Tx,
  clock: Clock,
  journey: LockedJourney,
  bearer: Bearer,
  where: WildPlace,
  agreed = false,
): Promise<void> {
  const finder = bearer.actor?.personId ?? null;
  const act = { who: whoIs(bearer), act: "drift-find", target: journey.id };
  const isRepeated = await didBefore(tx, clock, act);
  await countAct(tx, clock, act, MOVES_PER_DAY);
  const network = finder === null ? whoIs(bearer) : "";
  await move(tx, clock, journey, "find", {
    holderId: finder,
    ...where,
    actorId: finder,
    event: "found",
    network,
    agreed: agreed && finder === null,
  });
  const place = finder === null ? null : { custodianId: finder };
  const copy = await lockCommons(tx, journey.copyId);
  if (copy.nestId !== null)
    await noteCopyAtNest(tx, clock, await lockNestById(tx, copy.nestId), "took", journey.copyId);
  await moveCommons(tx, bearer.actor ?? systemActor, clock, journey.copyId, place, "found");
  if (!isRepeated) {
    await sql`update drifting.journey set finds = finds + 1 where id = ${journey.id}`.execute(tx);
    await tellStarter(tx, clock, journey, finder);
  }
  if (finder !== null) await followRing(tx, clock, journey, finder);
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

/** Claims of one book that may wait at a time. */
export const MOST_CLAIMS = 5;
/** Days whoever has a book has to answer a claim; silence gives it to a finder with an account and the right secret. */
const CLAIM_DAYS = 7;

async function askHolder(
  tx: Tx,
  clock: Clock,
  journey: LockedJourney & { match: string },
  bearer: Bearer,
): Promise<void> {
  const askedId = journey.holderId ?? journey.startedBy;
  const finder = bearer.actor?.personId ?? null;
  if (askedId === null || askedId === finder) throw refuse("secret-used");
  const who = whoIs(bearer);
  const network = finder === null ? who : "";
  const { open, mine } = await openClaims(tx, journey.id, bearer);
  if (mine > 0) return;
  if (open >= MOST_CLAIMS) throw refuse("claims-full", { limit: MOST_CLAIMS });
  const act = { who, act: "drift-claim", target: journey.id };
  const isRepeated = await didBefore(tx, clock, act);
  await countAct(tx, clock, act, MOVES_PER_DAY);
  await sql`insert into drifting.claim (id, journey_id, claimed_by, network, is_current, asked_id, at)
    values (${newId<"claim">()}, ${journey.id}, ${finder}, ${network}, ${journey.match === "current"}, ${askedId},
      ${clock.now()})`.execute(tx);
  if (isRepeated) return;
  const title = await titleOf(tx, journey.titleId);
  await tell(tx, clock, askedId, "drift-claimed", { title, code: journey.code });
}

/** A claim as whoever is asked sees it. */
export type Claim = { id: string; reader: ReaderName | null; at: string };

/** Claims of a journey that wait for this reader's answer, the oldest first. */
export async function claimsFor(db: Db, personId: string, journeyId: string): Promise<Claim[]> {
  const { rows } = await sql<{ id: string; claimed_by: string | null; nickname: string | null; at: Date }>`
    select c.id, c.claimed_by, ${nameFor(personId, sql`c.claimed_by`)} as nickname, c.at from drifting.claim c
    where c.journey_id = ${journeyId} and c.asked_id = ${personId} and c.answered_at is null
    order by c.at, c.id limit ${MOST_CLAIMS}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    reader: row.claimed_by === null ? null : { nickname: row.nickname, tag: row.claimed_by.slice(-4) },
    at: row.at.toISOString(),
  }));
}

/**
 * Whoever was asked says that the claimant has the book, or that they have it themselves. Refuses `journey-unknown` 404,
 * `claim-unknown` 404 (not theirs to answer, or answered).
 */
export async function answerClaim(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  code: string,
  claimId: string,
  granted: boolean,
): Promise<void> {
  const journey = await lockJourney(tx, code);
  const { rows } = isUuid(claimId)
    ? await sql<{
        claimed_by: string | null;
        network: string;
      }>`select c.claimed_by, c.network from drifting.claim c
        where c.id = ${claimId} and c.journey_id = ${journey.id} and c.asked_id = ${actor.personId}
          and c.answered_at is null for update`.execute(tx)
    : { rows: [] };
  if (!rows[0]) throw refuse("claim-unknown");
  await settleClaim(tx, clock, journey, { id: claimId, ...rows[0] }, granted);
}

async function settleClaim(
  tx: Tx,
  clock: Clock,
  journey: LockedJourney,
  claim: { id: string; claimed_by: string | null; network: string },
  granted: boolean,
): Promise<void> {
  const now = clock.now();
  await sql`update drifting.claim set answered_at = ${now}, granted = ${granted} where id = ${claim.id}`.execute(
    tx,
  );
  if (!granted || journey.state === "retired") return;
  await sql`update drifting.claim set answered_at = ${now}, granted = false
    where journey_id = ${journey.id} and answered_at is null`.execute(tx);
  const actor = claim.claimed_by === null ? null : { personId: claim.claimed_by };
  await takeBook(
    tx,
    clock,
    journey,
    { actor, secret: "", network: claim.network },
    { place: "", cell: null },
    true,
  );
}

/** Claims nobody answered for a week: a reader with the right secret has the book; the others had no proof and go. */
export async function settleOldClaims(tx: Tx, clock: Clock): Promise<void> {
  const before = new Date(clock.now().getTime() - CLAIM_DAYS * DAY_MS);
  const { rows } = await sql<{
    id: string;
    code: string;
    claimed_by: string | null;
    network: string;
    is_current: boolean;
  }>`
    select c.id, j.code, c.claimed_by, c.network, c.is_current from drifting.claim c
    join drifting.journey j on j.id = c.journey_id
    where c.answered_at is null and c.at <= ${before} order by c.at, c.id limit 200`.execute(tx);
  for (const claim of rows) {
    const journey = await lockJourney(tx, claim.code);
    const still =
      await sql`select 1 from drifting.claim c where c.id = ${claim.id} and c.answered_at is null`.execute(
        tx,
      );
    if (still.rows.length > 0)
      await settleClaim(tx, clock, journey, claim, claim.is_current && claim.claimed_by !== null);
  }
}
