import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import { enqueue } from "../../kernel/jobs.ts";

export const PLAY_JOB = "assets-play";
const BATCH = 100;

/** Recordings are made ready for browsers in the background, one after the other; anew where they were tried before. */
export async function playLater(tx: Tx, fileIds: readonly string[]): Promise<void> {
  await sql`insert into assets.playing (file_id) select f.id from assets.file f
    where f.id = any(${[...fileIds]}::uuid[]) and f.media_type ~ '^(audio|video)/'
    on conflict (file_id) do update set state = 'waiting', percent = 0, problem = null, tries = 0
      where assets.playing.state in ('waiting', 'failed')`.execute(tx);
  for (let at = 0; at < fileIds.length; at += BATCH)
    await enqueue(tx, PLAY_JOB, { fileIds: fileIds.slice(at, at + BATCH) }, { queue: PLAY_JOB });
}
