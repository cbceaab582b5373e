import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import { refuseOn } from "../../kernel/problem.ts";
import type { Clock } from "../../kernel/time.ts";
import { lockSharer } from "../../neighbours/index.ts";
import { hidePhotosFromModerators, showPhotosToModerators } from "../photos/photo-moderation.ts";
import { constraintProblems } from "../problems.ts";
import { screenNotes } from "../public-texts.ts";
import { refuse } from "../refusals.ts";
import { publishOffers } from "../titles/titles.ts";
import { demandAudience } from "./audience.ts";
import { writeCustody } from "./custody.ts";
import type { Audience, CopyCondition, OfferMode, ReadingState } from "./offer-options.ts";
import { moveOffer } from "./offer-rows.ts";
import type { OfferState } from "./offer-states.ts";

/** What loans need to know of a copy, read under its lock. */
export type LockedCopy = {
  id: string;
  regionId: number;
  titleId: number;
  /** Null: a library's, or nobody's. */
  ownerId: string | null;
  /** The library whose copy it is; null: a person's, or nobody's. */
  ownerMember: number | null;
  custodianId: string | null;
  offerState: OfferState;
  isFree: boolean;
};

/**
 * One copy with its offer, locked until the transaction ends: everything about a copy's loans takes turns here.
 * Refuses `copy-unknown` 404.
 */
export async function lockCopy(tx: Tx, copyId: string): Promise<LockedCopy> {
  if (!isUuid(copyId)) throw refuse("copy-unknown");
  const { rows } = await sql<{
    id: string;
    region_id: number;
    title_id: number;
    owner_id: string | null;
    owner_member: number | null;
    custodian_id: string | null;
    state: LockedCopy["offerState"];
    is_free: boolean;
  }>`select c.id, c.region_id, c.title_id, c.owner_id, c.owner_member, c.custodian_id, o.state, o.is_free
    from shelves.copy c join shelves.offer o on o.copy_id = c.id where c.id = ${copyId} for update`.execute(
    tx,
  );
  const row = rows[0];
  if (!row) throw refuse("copy-unknown");
  return {
    id: row.id,
    regionId: row.region_id,
    titleId: row.title_id,
    ownerId: row.owner_id,
    ownerMember: row.owner_member,
    custodianId: row.custodian_id,
    offerState: row.state,
    isFree: row.is_free,
  };
}

async function lockOwnCopy(tx: Tx, actor: Actor, copyId: string): Promise<LockedCopy> {
  const copy = await lockCopy(tx, copyId);
  if (copy.ownerId !== actor.personId) throw refuse("copy-unknown");
  return copy;
}

/** What an owner may change; absent: leave as it is. */
export type CopyChanges = {
  modes?: OfferMode[];
  loanDays?: number;
  condition?: CopyCondition;
  note?: string;
  shelf?: string;
  reading?: ReadingState;
  audience?: Audience;
};

/**
 * Changes one of the actor's own copies. Refuses `copy-unknown` 404 (also for copies of others), and whatever
 * `demandAudience` refuses, `text-refused` 422.
 */
export async function changeCopy(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  copyId: string,
  changes: CopyChanges,
): Promise<void> {
  const sharer = await lockSharer(tx, actor.personId);
  const copy = await lockOwnCopy(tx, actor, copyId);
  await sql`update shelves.copy set condition = coalesce(${changes.condition ?? null}, condition),
      note = coalesce(${changes.note ?? null}, note), shelf = coalesce(${changes.shelf ?? null}, shelf),
      reading = coalesce(${changes.reading ?? null}, reading), version = version + 1
    where id = ${copyId}`.execute(tx);
  if (changes.note !== undefined) {
    await screenNotes(tx, actor, clock, [{ id: copyId, note: changes.note }]);
  }
  await sql`update shelves.offer set modes = coalesce(${changes.modes ?? null}::text[], modes),
      loan_days = coalesce(${changes.loanDays ?? null}, loan_days) where copy_id = ${copyId}`.execute(tx);
  if (changes.audience) {
    const { audience } = changes;
    await demandAudience(tx, sharer, audience);
    await refuseOn(constraintProblems, () =>
      sql`update shelves.offer o set is_public = ${audience.public}, radius_km = ${audience.radiusKm},
          to_friends = ${audience.friends}, cell = p.cell, pt = p.pt
        from neighbours.sharer p where p.person_id = o.owner_id and o.copy_id = ${copyId}`.execute(tx),
    );
    await sql`delete from shelves.offer_circle where copy_id = ${copyId}`.execute(tx);
    await sql`insert into shelves.offer_circle (circle_id, copy_id, instance_id)
      select distinct a.id, o.copy_id, o.instance_id from unnest(${audience.circleIds}::uuid[]) a(id), shelves.offer o
      where o.copy_id = ${copyId}`.execute(tx);
    await showPhotosToModerators(tx, clock, [copyId]);
    await hidePhotosFromModerators(tx, { copyIds: [copyId] });
  }
  await publishOffers(tx, [copy.titleId]);
}

/**
 * Pauses an own copy for new requests, or offers it again; a loan under way goes on. Refuses `copy-unknown` 404,
 * `copy-hidden` 409 (a moderator took it from sight: only an appeal brings it back), `copy-state` 409 (withdrawn, lost).
 */
export async function pauseCopy(tx: Tx, actor: Actor, copyId: string, isPaused: boolean): Promise<void> {
  const copy = await lockOwnCopy(tx, actor, copyId);
  if (isPaused || copy.offerState !== "open") await moveOffer(tx, copyId, isPaused ? "pause" : "resume");
  await publishOffers(tx, [copy.titleId]);
}

/**
 * Takes an own copy out of sharing for good; open requests must be answered first.
 * Refuses `copy-unknown` 404, `copy-on-loan` 409, `copy-state` 409 (it is withdrawn or lost already).
 */
export async function withdrawCopy(tx: Tx, actor: Actor, clock: Clock, copyId: string): Promise<void> {
  const copy = await lockOwnCopy(tx, actor, copyId);
  const { rows } =
    await sql`select 1 from shelves.claim l where l.copy_id = ${copyId} and l.stage <> 'over' limit 1`.execute(
      tx,
    );
  if (rows.length > 0) throw refuse("copy-on-loan");
  await moveOffer(tx, copyId, "withdraw");
  await hidePhotosFromModerators(tx, { copyIds: [copyId] });
  await sql`update shelves.copy set state = 'retired', version = version + 1 where id = ${copyId}`.execute(
    tx,
  );
  await writeCustody(tx, actor, clock.now(), [copyId], "withdrawn");
  await publishOffers(tx, [copy.titleId]);
}
