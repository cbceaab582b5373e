import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import type { Clock } from "../../kernel/time.ts";
import { refuse } from "../refusals.ts";
import { publishOffers } from "../titles/titles.ts";
import { lockCopy } from "./copies.ts";
import { type CustodyKind, writeCustody } from "./custody.ts";
import { moveOffer } from "./offer-rows.ts";

/** Where a copy that belongs to nobody is: with somebody, at a nest, or left in the open (`null`: nobody knows). */
export type CommonsPlace = { custodianId: string } | { nestId: string } | null;

/** A copy that belongs to nobody, as it was when it was locked. */
export type CommonsCopy = {
  id: string;
  regionId: number;
  titleId: number;
  custodianId: string | null;
  nestId: string | null;
  /** On a journey: it goes from hand to hand and nobody keeps it by taking it. */
  travels: boolean;
};

/**
 * Gives one of the actor's own copies away for good, to whoever finds it: from then on it belongs to nobody and is no
 * longer offered. Refuses `copy-unknown` 404 (also for copies of others), `copy-on-loan` 409, `copy-hidden` 409 (a
 * moderator took it from sight), `copy-state` 409 (withdrawn or lost).
 */
export async function giveToCommons(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  copyId: string,
  place: CommonsPlace,
  travels = false,
): Promise<CommonsCopy> {
  const copy = await lockCopy(tx, copyId);
  if (copy.ownerId !== actor.personId) throw refuse("copy-unknown");
  const { rows } =
    await sql`select 1 from shelves.claim l where l.copy_id = ${copyId} and l.stage <> 'over' limit 1`.execute(
      tx,
    );
  if (rows.length > 0) throw refuse("copy-on-loan");
  await moveOffer(tx, copyId, "release", [sql`owner_id = null`]);
  await setPlace(tx, actor, clock, copyId, { ownerId: null, place, kind: "released" });
  await sql`update shelves.copy set travels = ${travels} where id = ${copyId}`.execute(tx);
  await publishOffers(tx, [copy.titleId]);
  const { id, regionId, titleId } = copy;
  return { id, regionId, titleId, custodianId: null, nestId: null, travels };
}

/** A copy of the commons, locked until the transaction ends. Refuses `copy-unknown` 404 (also for owned ones). */
export async function lockCommons(tx: Tx, copyId: string): Promise<CommonsCopy> {
  const { rows } = isUuid(copyId)
    ? await sql<{
        id: string;
        region_id: number;
        title_id: number;
        custodian_id: string | null;
        place_id: string | null;
        travels: boolean;
      }>`select c.id, c.region_id, c.title_id, c.custodian_id, c.place_id, c.travels from shelves.copy c
        where c.id = ${copyId} and c.owner_id is null and c.owner_member is null and c.state = 'kept' for update`.execute(
        tx,
      )
    : { rows: [] };
  const row = rows[0];
  if (!row) throw refuse("copy-unknown");
  return {
    id: row.id,
    regionId: row.region_id,
    titleId: row.title_id,
    custodianId: row.custodian_id,
    nestId: row.place_id,
    travels: row.travels,
  };
}

/** Moves a copy of the commons whose lock the caller holds. `actor`: who did it; the system for somebody unknown. */
export async function moveCommons(
  tx: Tx,
  actor: Pick<Actor, "personId">,
  clock: Clock,
  copyId: string,
  place: CommonsPlace,
  kind: CustodyKind,
): Promise<void> {
  await setPlace(tx, actor, clock, copyId, { ownerId: null, place, kind });
}

/** A copy of the commons becomes the actor's own, among their books, offered to nobody yet. Caller holds the lock. */
export async function keepCommons(tx: Tx, actor: Actor, clock: Clock, copyId: string): Promise<void> {
  const { personId } = actor;
  await setPlace(tx, actor, clock, copyId, {
    ownerId: personId,
    place: { custodianId: personId },
    kind: "taken",
  });
  await sql`update shelves.copy set travels = false where id = ${copyId}`.execute(tx);
  await moveOffer(tx, copyId, "take", [
    sql`owner_id = ${personId}`,
    sql`is_free = true`,
    sql`is_public = false`,
    sql`to_friends = false`,
    sql`cell = null`,
    sql`pt = null`,
  ]);
  await sql`delete from shelves.offer_circle where copy_id = ${copyId}`.execute(tx);
}

async function setPlace(
  tx: Tx,
  actor: Pick<Actor, "personId">,
  clock: Clock,
  copyId: string,
  to: { ownerId: string | null; place: CommonsPlace; kind: CustodyKind },
): Promise<void> {
  const custodianId = to.place && "custodianId" in to.place ? to.place.custodianId : null;
  const nestId = to.place && "nestId" in to.place ? to.place.nestId : null;
  await sql`update shelves.copy set owner_id = ${to.ownerId}, custodian_id = ${custodianId},
      place_kind = case when ${nestId}::text is null then null else 'nest' end, place_id = ${nestId},
      version = version + 1 where id = ${copyId}`.execute(tx);
  await writeCustody(tx, actor, clock.now(), [copyId], to.kind);
}
