import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../../consortium/index.ts";
import { systemActor } from "../../kernel/actor.ts";
import { readConfig } from "../../kernel/config.ts";
import { type Database, inTransaction } from "../../kernel/database.ts";
import type { App } from "../../kernel/http.ts";
import { createApp } from "../../kernel/server.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { fixedClock } from "../../kernel/time.ts";
import { addFiles, keepOriginal } from "../files.ts";
import { assetsJobs } from "../jobs.ts";
import { registerAssets } from "../routes.ts";
import { probe } from "./ffmpeg.ts";
import { playingsOf } from "./playing.ts";

/** The programs themselves, on recordings that they make: needs ffmpeg (Debian: apt-get install ffmpeg). */
const run = promisify(execFile);
let database: Database;
let app: App;
let folder: string;
let memberId: number;
const depsOf = () => ({
  ...database,
  clock: fixedClock("2026-11-29T04:00:00Z"),
  config: readConfig({ COMMONSHELF_DATA: folder }),
});

beforeAll(async () => {
  await run("ffmpeg", ["-version"]).catch(() => {
    throw new Error("ffmpeg is not installed. Install with: sudo apt-get install ffmpeg");
  });
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "commonshelf-ffmpeg-"));
  memberId = await inTransaction(
    database.db,
    async (tx) => (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id,
  );
  app = await createApp(depsOf(), false);
  app.decorateRequest("actor", { getter: () => null });
  registerAssets(app, depsOf());
});
afterAll(async () => {
  await app.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const PICTURE = ["-f", "lavfi", "-i", "testsrc2=s=321x241:r=12:d=3"];
const TONE = ["-f", "lavfi", "-i", "sine=f=440:d=3"];

async function made(name: string, words: readonly string[]): Promise<Buffer> {
  const path = join(folder, name);
  await run("ffmpeg", ["-nostdin", "-y", "-v", "error", ...words, "-t", "3", path]);
  return readFileSync(path);
}

async function played(
  name: string,
  content: Buffer,
): Promise<{ id: string; state: string; problem: string | null }> {
  const file = await keepOriginal({ dataFolder: folder, s3: undefined }, name, content);
  await inTransaction(database.db, (tx) =>
    addFiles(tx, memberId, [file], { openTo: "everyone", embargoUntil: null }),
  );
  await assetsJobs(depsOf())["assets-play"]!({ fileIds: [file.id] });
  const [note] = await playingsOf(database.db, [file.id]);
  return { id: file.id, state: note!.state, problem: note!.problem };
}

const FILMS: [string, string[]][] = [
  ["old.avi", ["-c:v", "mpeg4", "-c:a", "mp3"]],
  ["archive.mkv", ["-c:v", "ffv1", "-c:a", "flac"]],
  ["camera.mov", ["-c:v", "mjpeg", "-c:a", "pcm_s16le"]],
  ["broadcast.mpg", ["-r", "25", "-s", "320x240", "-c:v", "mpeg2video", "-c:a", "mp2", "-f", "vob"]],
  ["telephone.3gp", ["-r", "15", "-s", "176x144", "-c:v", "h263", "-c:a", "aac"]],
  ["tape.wmv", ["-c:v", "wmv2", "-c:a", "wmav2", "-f", "asf"]],
  ["wide.mp4", ["-s", "2560x1440", "-c:v", "libx264", "-pix_fmt", "yuv444p", "-c:a", "aac"]],
  ["open.ogv", ["-c:v", "libtheora", "-c:a", "libvorbis"]],
];

test.each(FILMS)("%s becomes a film that every browser plays, with a still", async (name, words) => {
  const { id, state, problem } = await played(name, await made(name, [...PICTURE, ...TONE, ...words]));
  expect([state, problem]).toEqual(["done", null]);
  const reply = await app.inject(`/files/${id}/playing`);
  expect(reply.headers["content-type"]).toBe("video/mp4");
  // Its index stands before what it indexes: it plays while it comes.
  expect(reply.rawPayload.indexOf("moov")).toBeLessThan(reply.rawPayload.indexOf("mdat"));
  const path = join(folder, `${id}.mp4`);
  writeFileSync(path, reply.rawPayload);
  const found = await probe(path, "mp4");
  expect(found).toMatchObject({ video: "h264", pixels: "yuv420p", audio: "aac" });
  expect(found.seconds).toBeGreaterThan(2.5);
  expect(found.width).toBeLessThanOrEqual(1280);
  const still = await app.inject(`/files/${id}/still`);
  expect((await sharp(still.rawPayload).metadata()).format).toBe("jpeg");
});

const SOUNDS: [string, string[]][] = [
  ["reel.wav", ["-c:a", "pcm_s24le"]],
  ["reel.flac", ["-c:a", "flac"]],
  ["reel.aiff", ["-c:a", "pcm_s16be"]],
  ["reel.ogg", ["-c:a", "libvorbis"]],
  ["reel.aac", ["-c:a", "aac", "-f", "adts"]],
];

test.each(SOUNDS)("%s becomes a sound that every browser plays", async (name, words) => {
  const { id, state, problem } = await played(name, await made(name, [...TONE, ...words]));
  expect([state, problem]).toEqual(["done", null]);
  const reply = await app.inject(`/files/${id}/playing`);
  expect(reply.headers["content-type"]).toBe("audio/mp4");
});

test("what plays everywhere is left as it is, and what is broken says so", async () => {
  const film = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac"];
  expect(
    (await played("good.mp4", await made("good.mp4", [...PICTURE, "-s", "320x240", ...film]))).state,
  ).toBe("as-is");
  expect((await played("good.mp3", await made("good.mp3", [...TONE]))).state).toBe("as-is");
  const whole = await made("cut.avi", [...PICTURE, "-c:v", "mpeg4"]);
  const cut = await played("cut.avi", whole.subarray(0, 300));
  expect(cut.state).toBe("failed");
  expect(cut.problem).not.toContain("/tmp");
});

test("a list inside a recording leads to no file of the machine", async () => {
  const list = Buffer.from("#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n");
  // The head of a container that is kept, and a play list after it.
  const head = Buffer.from("\x1a\x45\xdf\xa3\x93\x42\x82\x88matroska", "latin1");
  expect((await played("list.mkv", Buffer.concat([head, list]))).state).toBe("failed");
  await expect(keepOriginal({ dataFolder: folder, s3: undefined }, "list.m3u8", list)).rejects.toMatchObject({
    code: "file-kind",
  });
});
