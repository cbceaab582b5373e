import { sql } from "kysely";
import { photoOfKey, regionFiles, sweepFiles } from "../../files/index.ts";
import { type Db, inTransaction } from "../../kernel/database.ts";
import type { RouteDeps } from "../../kernel/http.ts";
import { dropPosting } from "../../moderation/index.ts";
import { PHOTO_POSTING } from "../public-texts.ts";
import { removeOldPhotoFile, renewPhotoFile } from "./old-photos.ts";
import { hidePhotosFromModerators } from "./photo-moderation.ts";
import { COPY_PHOTOS } from "./photos.ts";

const BATCH = 20;

/**
 * Writes pictures anew that were kept as they came, a few at each call; until then nobody is sent them. What is no
 * picture goes with its row. Returns how many were looked at.
 */
export async function renewPhotos(deps: Pick<RouteDeps, "db" | "config">): Promise<number> {
  const { rows } = await sql<{ id: string; copy_id: string }>`
    select p.id, p.copy_id from shelves.photo p where not p.is_renewed order by p.id limit ${BATCH}`.execute(
    deps.db,
  );
  for (const { id, copy_id: copyId } of rows) {
    const photo = await renewPhotoFile(deps.config, COPY_PHOTOS, id);
    await inTransaction(deps.db, async (tx) => {
      if (photo) {
        await sql`update shelves.photo set is_renewed = true, media_type = ${photo.type}, bytes = ${photo.bytes}
          where id = ${id}`.execute(tx);
        await hidePhotosFromModerators(tx, { copyIds: [copyId] });
      } else {
        await sql`delete from shelves.photo where id = ${id}`.execute(tx);
        await dropPosting(tx, PHOTO_POSTING, id);
      }
    });
    await removeOldPhotoFile(deps.config.dataFolder, id);
  }
  return rows.length;
}

/** Removes files of pictures of copies that no row names. */
export async function sweepPhotos(deps: Pick<RouteDeps, "db" | "clock" | "config">): Promise<number> {
  return await sweepFiles(regionFiles(deps.config), deps.clock, `${COPY_PHOTOS}/`, (keys) =>
    photosWithRows(deps.db, keys),
  );
}

async function photosWithRows(db: Db, keys: string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ id: string }>`
    select p.id from shelves.photo p where p.id::text = any(${keys.map(photoOfKey)}::text[])`.execute(db);
  const ids = new Set(rows.map((row) => row.id));
  return new Set(keys.filter((key) => key.endsWith(".jpg") && ids.has(photoOfKey(key))));
}
