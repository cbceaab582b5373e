import { createHash } from "node:crypto";
import { sql } from "kysely";
import { z } from "zod";
import { regionFiles, sweepFiles } from "../files/index.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { enqueue, type JobHandlers } from "../kernel/jobs.ts";
import { DAY_MS } from "../kernel/time.ts";
import { findFile, ORIGINALS } from "./files.ts";
import { pyramidOf } from "./image-files.ts";
import { kindOf } from "./media-kinds.ts";
import { PLAYINGS, playingJobs, playingKeys, playingSchedule } from "./playing/playing.ts";
import type { Damage } from "./words.ts";

/** Bytes that one round reads again, and days after which an original is due. */
const ROUND_BYTES = 4 * 2 ** 30;
const DUE_DAYS = 30;
const BATCH = 200;

/** Makes pyramids of these files in the background, one after the other; what is there already is not made again. */
export async function derive(tx: Tx, fileIds: readonly string[]): Promise<void> {
  for (let at = 0; at < fileIds.length; at += BATCH)
    await enqueue(
      tx,
      "assets-derive",
      { fileIds: fileIds.slice(at, at + BATCH) },
      { queue: "assets-derive" },
    );
}

const payloadSchema = z.object({ fileIds: z.array(z.string()) });

/** The room's background work. */
export function assetsJobs(deps: RouteDeps): JobHandlers {
  return {
    "assets-derive": async (payload, stopping) => {
      for (const id of payloadSchema.parse(payload).fileIds) {
        if (stopping?.aborted) throw new Error("stopped between two pictures");
        const file = await findFile(deps.db, id);
        if (file && kindOf(file.type) === "image") await pyramidOf(deps.config, file);
      }
    },
    "assets-fixity": async () => {
      await checkOriginals(deps);
    },
    ...playingJobs(deps),
    "assets-sweep": async () => {
      await sweepFiles(regionFiles(deps.config), deps.clock, `${PLAYINGS}/`, (keys) =>
        playingKeys(deps.db, keys),
      );
      await sweepFiles(regionFiles(deps.config), deps.clock, `${ORIGINALS}/`, (keys) =>
        keysWithRows(deps.db, keys),
      );
    },
  };
}

export const assetsSchedule = ["40 2 * * * assets-fixity", "50 3 * * * assets-sweep", ...playingSchedule];

/**
 * Reads originals again that were not read for a month, the longest unread first, as far as the round's bytes go, and
 * notes which are gone or are no longer what came. Returns how many were read.
 */
export async function checkOriginals(deps: Pick<RouteDeps, "db" | "clock" | "config">): Promise<number> {
  const { db, clock } = deps;
  const now = clock.now();
  const due = new Date(now.getTime() - DUE_DAYS * DAY_MS);
  const files = regionFiles(deps.config);
  let left = ROUND_BYTES;
  let read = 0;
  while (left > 0) {
    const { rows } = await sql<{ id: string; key: string; bytes: number; sha256: string }>`
      select f.id, f.key, f.bytes, encode(f.sha256, 'hex') as sha256 from assets.file f
      where f.checked_at <= ${due} order by f.checked_at limit ${BATCH}`.execute(db);
    if (rows.length === 0) break;
    for (const row of rows) {
      const stored = await files.get(row.key);
      const hash = createHash("sha256");
      if (stored) for await (const chunk of stored.stream()) hash.update(chunk as Buffer);
      const damage: Damage | null = !stored
        ? "missing"
        : hash.digest("hex") === row.sha256
          ? null
          : "changed";
      await sql`update assets.file set checked_at = ${now}, damage = ${damage} where id = ${row.id}`.execute(
        db,
      );
      left -= row.bytes;
      read++;
    }
  }
  return read;
}

async function keysWithRows(db: Db, keys: string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    select f.key from assets.file f where f.key = any(${keys}::text[])`.execute(db);
  return new Set(rows.map((row) => row.key));
}
