import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { loadPhoto, storePhoto } from "../sharing/index.ts";
import { isNestSteward, lockNest, lockStewardedNest } from "./nests.ts";

const WAITING_PER_NEST = 10;

/**
 * A picture of a nest as somebody found it; others see it once a steward has looked at it (a steward's own at once).
 * Refuses `nest-unknown` 404, `photos-full` 409 (ten wait already), `photo-large` 413, `photo-kind` 415.
 */
export async function addNestPhoto(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  dataFolder: string,
  input: { code: string; bytes: Buffer },
): Promise<{ id: string }> {
  const nest = await lockNest(tx, input.code);
  const { rows } = await sql<{ count: number }>`select count(*) as count from nests.photo p
    where p.nest_id = ${nest.id} and p.state = 'pending'`.execute(tx);
  if (rows[0]!.count >= WAITING_PER_NEST) throw new Problem("photos-full", 409, { limit: WAITING_PER_NEST });
  const photo = await storePhoto(dataFolder, input.bytes);
  const state = (await isNestSteward(tx, actor.personId, nest.id)) ? "published" : "pending";
  await sql`insert into nests.photo (id, nest_id, media_type, state, taken_by, created_at)
    values (${photo.id}, ${nest.id}, ${photo.type}, ${state}, ${actor.personId}, ${clock.now()})`.execute(tx);
  return { id: photo.id };
}

/** Shows a picture to everybody, or to nobody. Refuses as `lockStewardedNest`, `photo-unknown` 404. */
export async function decideNestPhoto(
  tx: Tx,
  actor: Actor,
  code: string,
  photoId: string,
  isPublished: boolean,
): Promise<void> {
  const nest = await lockStewardedNest(tx, actor, code);
  const { rows } = isUuid(photoId)
    ? await sql`update nests.photo set state = ${isPublished ? "published" : "rejected"}
        where id = ${photoId} and nest_id = ${nest.id} returning 1`.execute(tx)
    : { rows: [] };
  if (rows.length === 0) throw new Problem("photo-unknown", 404);
}

/** A picture of a nest; `isPending`: waits for a steward. */
export type NestPhoto = { id: string; isPending: boolean; takenAt: string };

/** The newest picture, and for stewards those that wait. */
export async function photosOf(db: Db, nestId: string, forSteward: boolean): Promise<NestPhoto[]> {
  const { rows } = await sql<{ id: string; state: string; created_at: Date }>`
    (select p.id, p.state, p.created_at from nests.photo p where p.nest_id = ${nestId} and p.state = 'published'
      order by p.created_at desc limit 1)
    union all
    (select p.id, p.state, p.created_at from nests.photo p
      where p.nest_id = ${nestId} and p.state = 'pending' and ${forSteward} order by p.created_at)`.execute(
    db,
  );
  return rows.map((row) => ({
    id: row.id,
    isPending: row.state === "pending",
    takenAt: row.created_at.toISOString(),
  }));
}

/** A picture: published ones for everybody, others for stewards. Refuses `photo-unknown` 404. */
export async function readNestPhoto(
  db: Db,
  personId: string | null,
  dataFolder: string,
  photoId: string,
): Promise<{ type: string; bytes: Buffer }> {
  const { rows } = isUuid(photoId)
    ? await sql<{ nest_id: string; media_type: string; state: string }>`
        select p.nest_id, p.media_type, p.state from nests.photo p where p.id = ${photoId}`.execute(db)
    : { rows: [] };
  const photo = rows[0];
  const isMine = photo && personId !== null && (await isNestSteward(db, personId, photo.nest_id));
  if (!photo || (photo.state !== "published" && !isMine)) throw new Problem("photo-unknown", 404);
  return { type: photo.media_type, bytes: await loadPhoto(dataFolder, photoId) };
}
