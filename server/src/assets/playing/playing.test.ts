import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { addMember } from "../../consortium/index.ts";
import { systemActor } from "../../kernel/actor.ts";
import { readConfig } from "../../kernel/config.ts";
import { type Database, inTransaction } from "../../kernel/database.ts";
import type { App } from "../../kernel/http.ts";
import { createApp } from "../../kernel/server.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { fixedClock } from "../../kernel/time.ts";
import { type Access, addFiles, keepOriginal } from "../files.ts";
import { assetsJobs } from "../jobs.ts";
import { registerAssets } from "../routes.ts";
import { makingWords, playsAsIs } from "./ffmpeg.ts";
import { playLater } from "./later.ts";
import { playingKeys, playingsOf } from "./playing.ts";

let database: Database;
let app: App;
let folder: string;
let programs: string;
let memberId: number;
let jobs: ReturnType<typeof assetsJobs>;
const path = process.env.PATH;
const clock = fixedClock("2026-11-29T04:00:00Z");
const depsOf = () => ({ ...database, clock, config: readConfig({ COMMONSHELF_DATA: folder }) });

/** Programs of a moment, in place of those of this machine: the long test speaks with the real ones. */
function install(
  probed: object | null,
  script = 'for to; do :; done; printf "what is played" > "$to"',
): void {
  for (const name of readdirSync(programs)) rmSync(join(programs, name));
  if (probed === null) return;
  const write = (name: string, lines: string): void => {
    writeFileSync(join(programs, name), `#!/bin/sh\n${lines}\n`);
    chmodSync(join(programs, name), 0o755);
  };
  write("ffprobe", `/bin/cat <<'END'\n${JSON.stringify(probed)}\nEND`);
  write("ffmpeg", script);
}
const OLD_FILM = {
  streams: [
    { codec_type: "video", codec_name: "mpeg4", width: 640, height: 480, pix_fmt: "yuv420p" },
    { codec_type: "audio", codec_name: "mp3" },
  ],
  format: { duration: "12.5" },
};

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "commonshelf-playing-"));
  programs = mkdtempSync(join(tmpdir(), "commonshelf-programs-"));
  memberId = await inTransaction(
    database.db,
    async (tx) => (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id,
  );
  app = await createApp(depsOf(), false);
  app.decorateRequest("actor", { getter: () => null });
  registerAssets(app, depsOf());
  jobs = assetsJobs(depsOf());
});
beforeEach(() => {
  process.env.PATH = programs;
});
afterAll(async () => {
  process.env.PATH = path;
  await app.close();
  await database.close();
  for (const one of [folder, programs]) rmSync(one, { recursive: true, force: true });
});

const AVI = Buffer.concat([Buffer.from("RIFF\x20\0\0\0AVI LIST", "latin1"), Buffer.alloc(40)]);
const open = { openTo: "everyone", embargoUntil: null } as const;
async function kept(access: Access = open, content: Buffer = AVI): Promise<string> {
  const file = await keepOriginal({ dataFolder: folder, s3: undefined }, "old film.avi", content);
  await inTransaction(database.db, (tx) => addFiles(tx, memberId, [file], access));
  return file.id;
}
const play = async (id: string, stopping?: AbortSignal) =>
  await jobs["assets-play"]!({ fileIds: [id] }, stopping);
/** What is tried again, and what waits in the queue. */
async function nextNight(): Promise<void> {
  await jobs["assets-play-again"]!({});
  const { rows } = await database.pool.query<{ payload: unknown }>(
    `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
     where t.id = j.task_id and t.identifier = 'assets-play' returning j.payload`,
  );
  for (const { payload } of rows) await jobs["assets-play"]!(payload);
}
const noteOf = async (id: string) => (await playingsOf(database.db, [id]))[0];
const get = async (id: string, what: string, range?: string) =>
  await app.inject({ url: `/files/${id}/${what}`, headers: range ? { range } : {} });

test("without the program an original plays as it is, and waits for the night in which there is one", async () => {
  install(null);
  const id = await kept();
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from graphile_worker.jobs j
    where j.task_identifier = 'assets-play'`.execute(database.db);
  expect(rows[0]!.n).toBe(1);
  await play(id);
  expect(await noteOf(id)).toMatchObject({ state: "waiting", problem: "program-missing", percent: 0 });
  const reply = await get(id, "playing");
  expect([reply.statusCode, reply.headers.location]).toEqual([303, `/files/${id}`]);
  expect((await get(id, "still")).statusCode).toBe(204);
  for (let n = 0; n < 5; n++) await nextNight();
  install(OLD_FILM);
  await nextNight();
  expect(await noteOf(id)).toMatchObject({ state: "done", problem: null, percent: 100 });
});

test("what was made is played in parts, has a still, and says how long and how large the film is", async () => {
  install(OLD_FILM);
  const id = await kept();
  await play(id);
  const part = await get(id, "playing", "bytes=5-6");
  expect([part.statusCode, part.body, part.headers["content-type"]]).toEqual([206, "is", "video/mp4"]);
  expect(part.headers["content-range"]).toBe("bytes 5-6/14");
  expect(part.headers["content-disposition"]).toContain("old%20film.mp4");
  expect((await get(id, "still")).headers["content-type"]).toBe("image/jpeg");
  const { rows } = await sql`select f.seconds, f.width, f.height, f.playing_type from assets.file_fact f
    join assets.file o on o.id = f.id where f.id = ${id}`.execute(database.db);
  expect(rows).toEqual(
    [{ seconds: null, width: null, height: null, playing_type: "video/mp4" }].map((row) => ({
      ...row,
      seconds: 12.5,
      width: 640,
      height: 480,
    })),
  );
  // Nobody asks twice: it is made once.
  install(OLD_FILM, "exit 1");
  await play(id);
  expect(await noteOf(id)).toMatchObject({ state: "done" });
});

test("many recordings are many jobs of one queue, asked for twice the same, and each program has one thread", async () => {
  install(OLD_FILM, 'for to; do :; done; echo "$@" > "$to"');
  const ids = [await kept(), await kept()];
  const queued = async () =>
    (
      await sql<{ queue: string; ids: string[] }>`select q.queue_name as queue,
        array(select json_array_elements_text(j.payload -> 'fileIds')) as ids
      from graphile_worker._private_jobs j join graphile_worker._private_job_queues q on q.id = j.job_queue_id
      where j.payload::text like any(${ids.map((id) => `%${id}%`)}) order by j.id`.execute(database.db)
    ).rows;
  const each = ids.map((id) => ({ queue: "assets-play", ids: [id] }));
  expect(await queued()).toEqual(each);
  await inTransaction(database.db, (tx) => playLater(tx, ids));
  await jobs["assets-play-again"]!({});
  expect(await queued()).toEqual(each);
  expect(await noteOf(ids[0]!)).toMatchObject({ state: "waiting" });
  await nextNight();
  expect((await get(ids[0]!, "playing")).body).toMatch(/ -threads 1 .* -i \S+ -threads 1 /);
});

test("who may not open the original may not play what was made of it, nor see its still", async () => {
  install(OLD_FILM);
  const id = await kept({ openTo: "readers", embargoUntil: null });
  const hidden = await kept({ openTo: "everyone", embargoUntil: "2199-01-01" });
  for (const one of [id, hidden]) {
    await play(one);
    for (const what of ["playing", "still"]) expect((await get(one, what)).statusCode, what).toBe(403);
  }
  expect((await get("none", "playing")).statusCode).toBe(404);
});

test("a film that the program cannot read is tried three nights, says why, and can be asked for again", async () => {
  install(OLD_FILM, 'echo "/tmp/x/original.avi: moov atom not found" >&2; exit 1');
  const id = await kept();
  await play(id);
  expect(await noteOf(id)).toMatchObject({ state: "failed", problem: "moov atom not found" });
  const tries = async () =>
    (await database.pool.query("select tries from assets.playing where file_id = $1", [id])).rows[0]?.tries;
  for (let n = 0; n < 4; n++) await nextNight();
  expect(await tries()).toBe(3);
  install(OLD_FILM);
  await nextNight();
  expect(await noteOf(id)).toMatchObject({ state: "failed" });
  await inTransaction(database.db, (tx) => playLater(tx, [id]));
  await play(id);
  expect(await noteOf(id)).toMatchObject({ state: "done" });
});

test("a server that stops ends the program, and the next start begins that recording again", async () => {
  install(OLD_FILM, "exec /bin/sleep 60");
  const id = await kept();
  const stopping = new AbortController();
  const playing = play(id, stopping.signal);
  await expect.poll(async () => (await noteOf(id))?.state, { interval: 20 }).toBe("making");
  stopping.abort();
  await expect(playing).rejects.toThrow();
  expect(await noteOf(id)).toMatchObject({ state: "making" });
  install(OLD_FILM);
  await play(id);
  expect(await noteOf(id)).toMatchObject({ state: "done" });
});

test("what is too large, too long or holds nothing to play is not begun", async () => {
  const [video, audio] = OLD_FILM.streams;
  for (const [probed, problem] of [
    [{ ...OLD_FILM, streams: [{ ...video, width: 9000 }] }, "too-large"],
    [{ ...OLD_FILM, format: { duration: String(49 * 3600) } }, "too-large"],
    [{ ...OLD_FILM, streams: [audio] }, "nothing-to-play"],
  ] as const) {
    install(probed);
    const id = await kept();
    await play(id);
    expect(await noteOf(id)).toMatchObject({ state: "failed", problem });
  }
});

test("only what every browser plays is played as it is; the rest is not compressed twice", () => {
  const probed = { seconds: 1, width: 64, height: 48, video: null, pixels: null, audio: null };
  const film = { ...probed, video: "h264", pixels: "yuv420p", audio: "aac" };
  expect(playsAsIs("mp4", film)).toBe(true);
  expect(playsAsIs("mp4", { ...film, pixels: "yuv422p10le" })).toBe(false);
  expect(playsAsIs("mp4", { ...film, audio: "ac3" })).toBe(false);
  expect(playsAsIs("mkv", film)).toBe(false);
  expect(playsAsIs("webm", { ...probed, video: "vp9", audio: "opus" })).toBe(true);
  expect(playsAsIs("mp3", { ...probed, audio: "mp3" })).toBe(true);
  for (const ending of ["wav", "flac", "ogg", "aif"])
    expect(playsAsIs(ending, { ...probed, audio: "pcm_s16le" }), ending).toBe(false);
  expect(makingWords(film, true).join(" ")).toContain("-c:v copy");
  expect(makingWords({ ...film, video: "mpeg2video" }, true).join(" ")).toContain("-c:v libx264");
  expect(makingWords({ ...probed, audio: "flac" }, false).join(" ")).toContain("-vn");
});

test("what stands in the store for no recording is swept", async () => {
  install(OLD_FILM);
  const id = await kept();
  await play(id);
  const { rows } = await database.pool.query("select key, still_key from assets.playing where file_id = $1", [
    id,
  ]);
  const { key, still_key: still } = rows[0] as { key: string; still_key: string };
  expect(await playingKeys(database.db, [key, still, "playing/00/none.mp4"])).toEqual(new Set([key, still]));
});
