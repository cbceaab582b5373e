import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { dropPosting, holdPosting } from "../../moderation/index.ts";
import { PHOTO_POSTING } from "../public-texts.ts";

/**
 * Brings the pictures of copies before the moderators once strangers are about to see them: to be called after whatever
 * offered a copy to everybody. Pictures that wait already, or were decided on, stay as they are.
 */
export async function showPhotosToModerators(
  tx: Tx,
  clock: Clock,
  copyIds: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ id: string; owner_id: string; main: string }>`
    select p.id, c.owner_id, t.main from shelves.photo p join shelves.copy c on c.id = p.copy_id
    join shelves.offer o on o.copy_id = c.id join shelves.title t on t.id = c.title_id
    where c.id = any(${[...copyIds]}::uuid[]) and c.owner_id is not null and not p.is_public
      and o.is_public and o.state <> 'withdrawn'
      and not exists (select 1 from moderation.verdict g where g.kind = ${PHOTO_POSTING} and g.subject = p.id::text)`.execute(
    tx,
  );
  for (const row of rows)
    await holdPosting(tx, clock, {
      kind: PHOTO_POSTING,
      subject: row.id,
      personId: row.owner_id,
      texts: [row.main],
    });
}

/**
 * Takes pictures that still wait from the moderators' desk when strangers can no longer see their copies: of these
 * copies, or of all of one owner.
 */
export async function hidePhotosFromModerators(
  tx: Tx,
  of: { copyIds: readonly string[] } | { ownerId: string },
): Promise<void> {
  const whose =
    "ownerId" in of ? sql`c.owner_id = ${of.ownerId}` : sql`c.id = any(${[...of.copyIds]}::uuid[])`;
  const { rows } = await sql<{ id: string }>`
    select p.id from shelves.photo p join shelves.copy c on c.id = p.copy_id join shelves.offer o on o.copy_id = c.id
    join moderation.verdict g on g.kind = ${PHOTO_POSTING} and g.subject = p.id::text and g.state in ('pending', 'appealed')
    where ${whose} and not p.is_public and not (o.is_public and o.state <> 'withdrawn')`.execute(tx);
  for (const row of rows) await dropPosting(tx, PHOTO_POSTING, row.id);
}
