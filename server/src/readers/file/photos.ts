import { sql } from "kysely";
import {
  findPhoto,
  type KeptPhoto,
  keepPhoto,
  type PhotoSize,
  photoKeys,
  photoOfKey,
  regionFiles,
  removeFiles,
  type StoredFile,
  sweepFiles,
} from "../../files/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { type Db, inTransaction, type Tx } from "../../kernel/database.ts";
import type { RouteDeps } from "../../kernel/http.ts";
import type { Clock } from "../../kernel/time.ts";
import { refuse } from "../refusals.ts";
import { demandOwnReader } from "./access.ts";

/** Folder of readers' pictures. */
const READER_PHOTOS = "readers";

type Deps = Pick<RouteDeps, "db" | "clock" | "config">;

/** Writes a picture anew (pixels and nothing else) and keeps it, before it has a row. Refuses as `keepPhoto`. */
export async function keepReaderPhoto(deps: Pick<Deps, "config">, bytes: Buffer): Promise<KeptPhoto> {
  return await keepPhoto(regionFiles(deps.config), READER_PHOTOS, bytes);
}

/** The kept picture becomes the library's picture of its reader; the one before goes. Refuses `patron-unknown` 404. */
export async function setPhoto(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  personId: string,
  photo: KeptPhoto,
): Promise<string> {
  const memberId = await demandOwnReader(tx, actor, personId);
  await dropPhotos(tx, personId, memberId);
  await sql`insert into readers.photo (id, person_id, member_id, taken_at)
    values (${photo.id}, ${personId}, ${memberId}, ${clock.now()})`.execute(tx);
  return photo.id;
}

/** The library keeps no picture of its reader any more. Refuses `patron-unknown`, `photo-unknown` 404. */
export async function removePhoto(tx: Tx, actor: Actor, personId: string): Promise<void> {
  const memberId = await demandOwnReader(tx, actor, personId);
  if ((await dropPhotos(tx, personId, memberId)) === 0) throw refuse("photo-unknown");
}

/** Pictures of a reader at one library (null: at all), with their files; returns how many there were. */
export async function dropPhotos(tx: Tx, personId: string, memberId: number | null): Promise<number> {
  const { rows } = await sql<{ id: string }>`delete from readers.photo p where p.person_id = ${personId}
    and (${memberId}::smallint is null or p.member_id = ${memberId}::smallint) returning p.id`.execute(tx);
  await removeFiles(
    tx,
    photoKeys(
      READER_PHOTOS,
      rows.map((row) => row.id),
    ),
  );
  return rows.length;
}

/** Which picture the library has of its reader; null: none. */
export async function photoOf(
  db: Db,
  personId: string,
  memberId: number,
): Promise<{ id: string; takenAt: string } | null> {
  const { rows } = await sql<{ id: string; taken_at: Date }>`select p.id, p.taken_at from readers.photo p
    where p.person_id = ${personId} and p.member_id = ${memberId} order by p.taken_at desc limit 1`.execute(
    db,
  );
  return rows[0] ? { id: rows[0].id, takenAt: rows[0].taken_at.toISOString() } : null;
}

/** The picture itself, for the library's own desks. Refuses `patron-unknown`, `photo-unknown` 404. */
export async function readPhoto(
  deps: Deps,
  actor: Actor,
  personId: string,
  size: PhotoSize,
): Promise<StoredFile> {
  const memberId = await demandOwnReader(deps.db, actor, personId);
  const photo = await photoOf(deps.db, personId, memberId);
  const file = photo && (await findPhoto(regionFiles(deps.config), READER_PHOTOS, photo.id, size));
  if (!file) throw refuse("photo-unknown");
  return file;
}

/** Files whose row never came are removed after a day. */
export async function sweepReaderPhotos(deps: Deps): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    await sweepFiles(regionFiles(deps.config), deps.clock, `${READER_PHOTOS}/`, async (keys) => {
      const { rows } = await sql<{ id: string }>`select p.id from readers.photo p
        where p.id::text = any(${keys.map(photoOfKey)}::text[])`.execute(tx);
      const stands = new Set(rows.map((row) => row.id));
      return new Set(keys.filter((key) => stands.has(photoOfKey(key))));
    });
  });
}
