import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { type Config, readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { systemClock } from "../kernel/time.ts";
import { createPerson, grantRole } from "../people/index.ts";
import { registerPeople } from "../people/testing.ts";
import { registerWorkbench } from "./index.ts";

const PASSWORD = "Lantern-Orchard-7319";
const KILOBYTE = 1024;

let database: Database;
let folder: string;
let config: Config;
let app: App;
let cataloguer: Record<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "commonshelf-limits-"));
  config = readConfig({
    COMMONSHELF_DATA: folder,
    COMMONSHELF_UPLOAD_MB: String(200 / KILOBYTE),
    COMMONSHELF_UPLOAD_QUOTA_MB: String(300 / KILOBYTE),
  });
  const deps = { ...database, clock: systemClock, config };
  app = await createApp(deps, false);
  registerPeople(app, deps);
  await registerWorkbench(app, deps);
  await inTransaction(database.db, async (tx) => {
    await addMember(tx, systemActor, { code: "ALIB", name: { en: "ALIB" } });
    const person = await createPerson(tx, systemActor, {
      name: "c",
      login: "cataloguer",
      password: PASSWORD,
    });
    await grantRole(tx, systemActor, person.id, "cataloguer", "ALIB");
  });
  const reply = await app.inject({
    method: "POST",
    url: "/api/v1/session",
    payload: { login: "cataloguer", password: PASSWORD },
  });
  cataloguer = {
    cookie: String(reply.headers["set-cookie"]).split(";")[0]!,
    "x-csrf-token": (reply.json() as { csrfToken: string }).csrfToken,
  };
});
afterAll(async () => {
  await app.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function upload(kilobytes: number): Promise<[status: number, code: string | undefined]> {
  const form = new FormData();
  form.append("member", "ALIB");
  form.append("file", new Blob([new Uint8Array(kilobytes * KILOBYTE)]), "books.mrc");
  // As a browser sends it: whole, and saying how much comes.
  const whole = new Response(form);
  const payload = Buffer.from(await whole.arrayBuffer());
  const headers = {
    ...cataloguer,
    "content-type": whole.headers.get("content-type")!,
    "content-length": String(payload.length),
  };
  const reply = await app.inject({ method: "POST", url: "/api/v1/imports", headers, payload });
  return [reply.statusCode, (reply.json() as { code?: string }).code];
}

test("a file larger than the limit is refused and not kept", async () => {
  expect(await upload(250)).toEqual([413, "too-large"]);
  expect(await upload(2000)).toEqual([413, "too-large"]);
  expect(readFiles()).toEqual([]);
});

test("a member's waiting files stay within its quota, also when they arrive at once", async () => {
  const replies = await Promise.all([upload(120), upload(120), upload(120), upload(120)]);
  const taken = replies.filter(([status]) => status === 201).length;
  expect(taken).toBeGreaterThanOrEqual(1);
  expect(replies.filter(([, code]) => code === "upload-quota").length).toBe(4 - taken);
  if (taken === 1) expect(await upload(120)).toEqual([201, undefined]);
  expect(await upload(120)).toEqual([413, "upload-quota"]);
  expect(readFiles().length).toBe(2);
});

function readFiles(): string[] {
  return readdirSync(folder).includes("uploads") ? readdirSync(join(folder, "uploads")) : [];
}
