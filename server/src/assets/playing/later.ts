import { sql } from "kysely";
import type { Tx } from "../../kernel/database.ts";
import { enqueue } from "../../kernel/jobs.ts";

export const PLAY_JOB = "assets-play";

/** Recordings are made ready for browsers in the background, one after the other; anew where they were tried before. */
export async function playLater(tx: Tx, fileIds: readonly string[]): Promise<void> {
  const { rows } = await sql<{
    id: string;
  }>`insert into assets.playing (file_id) select f.id from assets.file f
    where f.id = any(${[...fileIds]}::uuid[]) and f.media_type ~ '^(audio|video)/'
    on conflict (file_id) do update set state = 'waiting', percent = 0, problem = null, tries = 0
      where assets.playing.state in ('waiting', 'failed') returning file_id as id`.execute(tx);
  for (const { id } of rows) await playOneLater(tx, id);
}

/** A job of its own: workers take one that is longer than four hours for dead, and begin it again beside itself. */
export async function playOneLater(tx: Tx, fileId: string): Promise<void> {
  await enqueue(tx, PLAY_JOB, { fileIds: [fileId] }, { queue: PLAY_JOB, key: `${PLAY_JOB} ${fileId}` });
}
