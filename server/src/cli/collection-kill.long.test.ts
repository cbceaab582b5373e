import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { scan, zipOf } from "../collections/testing.ts";
import { command, newFolder, type Region, serve, stop, tidyUpServers } from "./testing-server.ts";
import { signInAsOffice } from "./testing-upload.ts";

/** What curators handed in goes on where a killed server was: needs ffmpeg (Debian: apt-get install ffmpeg). */
tidyUpServers();

type Headers = Record<string, string>;
type Run = { id: string; state: string; rowsDone: number; created: number; files: number; mapping: object };

async function ask<T>(region: Region, headers: Headers, operation: string, body?: object): Promise<T> {
  const [method, path] = operation.split(" ");
  const reply = await fetch(`${region.address}/api/v1${path}`, {
    method: method!,
    headers: { ...headers, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${operation}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as T;
}

async function bring(region: Region, headers: Headers, name: string, content: Buffer): Promise<string> {
  const form = new FormData();
  form.set("file", new Blob([new Uint8Array(content)]), name);
  const address = `${region.address}/api/v1/collections/box/imports`;
  const reply = await fetch(address, { method: "POST", headers, body: form });
  if (reply.status !== 201) throw new Error(`upload: ${reply.status} ${await reply.text()}`);
  const { id, mapping } = (await reply.json()) as Run;
  await ask(region, headers, `POST /collection-imports/${id}/start`, {
    mapping,
    dryRun: false,
    publish: true,
  });
  return id;
}

async function runOf(region: Region, headers: Headers, id: string): Promise<Run> {
  const { items } = await ask<{ items: Run[] }>(region, headers, "GET /collections/box/imports");
  return items.find((run) => run.id === id)!;
}

async function openBox(): Promise<{ folder: string; first: Region; headers: Headers }> {
  const folder = newFolder();
  const first = await serve(folder);
  await command(folder, ["member", "add", "ALIB", "--name", "Library"]);
  const headers = await signInAsOffice(folder, first);
  await ask(first, headers, "POST /collections", {
    member: "ALIB",
    slug: "box",
    template: "photographs",
    name: { en: "Box" },
  });
  await ask(first, headers, "POST /collections/box/revisions", { version: 1 });
  return { folder, first, headers };
}

async function killAndStart(folder: string, region: Region): Promise<Region> {
  expect(await stop(region.child, "SIGKILL")).toBe(null);
  return await serve(folder);
}

const found = async (region: Region, path: string): Promise<string> =>
  await (await fetch(`${region.address}${path}`)).text();

test("an import with pictures cut off by kill -9 goes on at the next start, each object once, every picture opens", async () => {
  const { folder, first, headers } = await openBox();
  const objects = 400;
  const picture = await scan(800, 1000);
  const lines = Array.from({ length: objects }, (_one, n) => `P${n},Picture ${n},p${n}.jpg`);
  const box = zipOf([
    { path: "list.csv", content: ["identifier,title,files", ...lines].join("\n") },
    ...Array.from({ length: objects }, (_one, n) => ({ path: `p${n}.jpg`, content: picture })),
  ]);
  const id = await bring(first, headers, "box.zip", box);
  const rows = async (region: Region) => (await runOf(region, headers, id)).rowsDone;
  await expect.poll(() => rows(first), { timeout: 60_000, interval: 50 }).toBeGreaterThan(0);
  const second = await killAndStart(folder, first);
  expect(await rows(second)).toBeLessThan(objects);
  const state = async () => (await runOf(second, headers, id)).state;
  await expect.poll(state, { timeout: 240_000, interval: 300 }).toBe("done");
  expect(await runOf(second, headers, id)).toMatchObject({
    rowsDone: objects,
    created: objects,
    files: objects,
  });
  expect(await found(second, "/en/collections/box/search")).toContain(`${objects} objects`);
  const last = await found(
    second,
    `/en/collections/box/search?q=${encodeURIComponent(`"Picture ${objects - 1}"`)}`,
  );
  const image = /\/iiif\/image\/[^"]+/.exec(last)![0];
  expect((await fetch(`${second.address}${image}`)).status).toBe(200);
  expect(await stop(second.child)).toBe(0);
}, 600_000);

test("a film that was being made ready when the server was killed is made ready by the next", async () => {
  const made = mkdtempSync(join(tmpdir(), "commonshelf-film-"));
  const path = join(made, "film.avi");
  const source = ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=25:d=90", "-c:v", "mpeg4", "-q:v", "6"];
  await promisify(execFile)("ffmpeg", ["-nostdin", "-v", "error", ...source, path]);
  const film = readFileSync(path);
  rmSync(made, { recursive: true });
  const { folder, first, headers } = await openBox();
  const box = zipOf([
    { path: "list.csv", content: "identifier,title,files\nF1,Film,film.avi" },
    { path: "film.avi", content: film },
  ]);
  const id = await bring(first, headers, "box.zip", box);
  await expect.poll(async () => (await runOf(first, headers, id)).state, { timeout: 60_000 }).toBe("done");
  const { items } = await ask<{ items: { number: number }[] }>(
    first,
    headers,
    "GET /collections/box/objects",
  );
  const playing = async (region: Region) =>
    (
      await ask<{ items: { state: string; percent: number; fileId: string }[] }>(
        region,
        headers,
        `GET /collection-objects/${items[0]!.number}/playings`,
      )
    ).items[0]!;
  await expect
    .poll(async () => (await playing(first)).state, { timeout: 60_000, interval: 100 })
    .toBe("making");
  await expect
    .poll(async () => (await playing(first)).percent, { timeout: 60_000, interval: 200 })
    .toBeGreaterThan(0);
  const second = await killAndStart(folder, first);
  await expect
    .poll(async () => (await playing(second)).state, { timeout: 300_000, interval: 500 })
    .toBe("done");
  const reply = await fetch(`${second.address}/files/${(await playing(second)).fileId}/playing`, {
    headers: { range: "bytes=0-99" },
  });
  expect([reply.status, reply.headers.get("content-type")]).toEqual([206, "video/mp4"]);
  expect(await stop(second.child)).toBe(0);
}, 600_000);
