import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { sql } from "kysely";
import { z } from "zod";
import { type FilesPlace, regionFiles } from "../../files/index.ts";
import { type Db, inTransaction } from "../../kernel/database.ts";
import type { RouteDeps } from "../../kernel/http.ts";
import { newId } from "../../kernel/ids.ts";
import type { JobHandlers } from "../../kernel/jobs.ts";
import { type AssetFile, findFile } from "../files.ts";
import { kindOf } from "../media-kinds.ts";
import type { PlayingState } from "../words.ts";
import { make, makingWords, NotMade, type Probe, playsAsIs, probe, stillWords } from "./ffmpeg.ts";
import { PLAY_JOB, playOneLater } from "./later.ts";

/** Folder of what is played in the region's store. */
export const PLAYINGS = "playing";
const AGAIN_JOB = "assets-play-again";
const BATCH = 100;
/** Failures after which nobody tries by itself again. */
const MOST_TRIES = 3;
/** Seconds between two notes of how far it is. */
const NOTE_MS = 2000;
const payloadSchema = z.object({ fileIds: z.array(z.string()) });

/** The background work of recordings. */
export function playingJobs(deps: RouteDeps): JobHandlers {
  const playAll = async (ids: readonly string[], stopping: AbortSignal | undefined): Promise<void> => {
    for (const id of ids) {
      if (stopping?.aborted) throw new Error("stopped between two recordings");
      const file = await findFile(deps.db, id);
      if (file && (await begin(deps.db, id))) await playOne(deps, file, stopping);
    }
  };
  return {
    [PLAY_JOB]: async (payload, stopping) => await playAll(payloadSchema.parse(payload).fileIds, stopping),
    // What waited for a program, or failed, is tried again at night, in the same queue: never two at once.
    [AGAIN_JOB]: async () => {
      const { rows } = await sql<{ id: string }>`select p.file_id as id from assets.playing p
        where p.state in ('waiting', 'failed') and p.tries < ${MOST_TRIES} order by p.changed_at limit ${BATCH}`.execute(
        deps.db,
      );
      await inTransaction(deps.db, async (tx) => {
        for (const { id } of rows) await playOneLater(tx, id);
      });
    },
  };
}

export const playingSchedule = [`30 4 * * * ${AGAIN_JOB}`];

/** False: it is made already. What a killed process was making is begun again: `making` stands for nothing by itself. */
async function begin(db: Db, fileId: string): Promise<boolean> {
  const { rows } =
    await sql`update assets.playing set state = 'making', percent = 0, problem = null, changed_at = now()
    where file_id = ${fileId} and state not in ('done', 'as-is') returning 1`.execute(db);
  return rows.length > 0;
}

async function playOne(deps: RouteDeps, file: AssetFile, stopping: AbortSignal | undefined): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "commonshelf-playing-"));
  try {
    const made = await makeIn(deps, file, folder, stopping);
    await inTransaction(deps.db, async (tx) => {
      await sql`update assets.playing set state = ${made.key ? "done" : "as-is"}, percent = 100, key = ${made.key},
        media_type = ${made.type}, still_key = ${made.still}, problem = null, changed_at = now()
        where file_id = ${file.id}`.execute(tx);
      // The file itself did not say it.
      await sql`update assets.file set seconds = coalesce(seconds, ${made.probed.seconds}::real),
        width = coalesce(width, ${made.probed.width}), height = coalesce(height, ${made.probed.height})
        where id = ${file.id}`.execute(tx);
    });
  } catch (error) {
    if (stopping?.aborted) throw error;
    const problem = error instanceof Error ? error.message.slice(0, 300) : "unknown";
    const isMissing = problem === "program-missing";
    await sql`update assets.playing set state = ${isMissing ? "waiting" : "failed"}, percent = 0, problem = ${problem},
      tries = tries + ${isMissing ? 0 : 1}, changed_at = now() where file_id = ${file.id}`.execute(deps.db);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Made = { key: string | null; type: string | null; still: string | null; probed: Probe };

async function makeIn(
  deps: RouteDeps,
  file: AssetFile,
  folder: string,
  stopping: AbortSignal | undefined,
): Promise<Made> {
  const stored = await regionFiles(deps.config).get(file.key);
  if (!stored) throw new NotMade("original-gone");
  const ending = extname(file.key).slice(1);
  const path = join(folder, `original.${ending}`);
  await pipeline(stored.stream(), createWriteStream(path));
  const probed = await probe(path, ending);
  const isFilm = kindOf(file.type) === "video";
  if (isFilm ? probed.video === null : probed.audio === null) throw new NotMade("nothing-to-play");
  const run = async (to: string, words: readonly string[], onSecond: (done: number) => void = () => {}) =>
    await make({ path, ending, to, words, stopping, onSecond });
  const still = join(folder, "still.jpg");
  if (isFilm) await run(still, stillWords(probed)).catch(() => undefined);
  const stillKey = isFilm ? await keep(deps.config, still, "jpg") : null;
  if (playsAsIs(ending, probed)) return { key: null, type: null, still: stillKey, probed };
  const played = join(folder, "played.mp4");
  await run(played, makingWords(probed, isFilm), noted(deps.db, file.id, probed.seconds));
  const key = await keep(deps.config, played, isFilm ? "mp4" : "m4a");
  if (key === null) throw new NotMade("program-failed");
  return { key, type: isFilm ? "video/mp4" : "audio/mp4", still: stillKey, probed };
}

/** Tells the row how far it is, now and then. */
function noted(db: Db, fileId: string, seconds: number | null): (done: number) => void {
  let last = 0;
  return (done) => {
    if (seconds === null || performance.now() - last < NOTE_MS) return;
    last = performance.now();
    const percent = Math.min(99, Math.floor((done / seconds) * 100));
    void sql`update assets.playing set percent = ${percent}
      where file_id = ${fileId} and state = 'making'`
      .execute(db)
      .catch(() => undefined);
  };
}

/** Null: there is no such file, or nothing in it. */
async function keep(place: FilesPlace, path: string, ending: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (!found?.size) return null;
  const id = newId<"playing">();
  const key = `${PLAYINGS}/${id.slice(-2)}/${id}.${ending}`;
  await regionFiles(place).put(key, createReadStream(path));
  return key;
}

/** What stands in the store for playing a recording, and its still; null: its original plays, it has none. */
export async function findPlaying(
  db: Db,
  fileId: string,
): Promise<{ key: string | null; still: string | null }> {
  const { rows } = await sql<{ key: string | null; still: string | null }>`
    select p.key, p.still_key as still from assets.playing p where p.file_id = ${fileId}`.execute(db);
  return rows[0] ?? { key: null, still: null };
}

/** How far recordings are. */
type PlayingNote = {
  fileId: string;
  name: string;
  state: PlayingState;
  percent: number;
  problem: string | null;
};

/** How far these recordings are made ready, in this order. */
export async function playingsOf(db: Db, fileIds: readonly string[]): Promise<PlayingNote[]> {
  const { rows } = await sql<PlayingNote>`
    select p.file_id as "fileId", f.name, p.state, p.percent::int as percent, p.problem
    from unnest(${[...fileIds]}::uuid[]) with ordinality as g (id, place)
    join assets.playing p on p.file_id = g.id join assets.file f on f.id = p.file_id order by g.place`.execute(
    db,
  );
  return rows;
}

/** Keys in the store that a recording names. */
export async function playingKeys(db: Db, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    select k.key from unnest(${[...keys]}::text[]) as k (key)
    where exists (select 1 from assets.playing p where p.key = k.key or p.still_key = k.key)`.execute(db);
  return new Set(rows.map((row) => row.key));
}
