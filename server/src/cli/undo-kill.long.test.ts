import { writeIso2709 } from "@commonshelf/marc";
import { expect, test } from "vitest";
import {
  command,
  newFolder,
  type Region,
  record,
  serve,
  stop,
  tidyUpServers,
  titlesAt,
} from "./testing-server.ts";
import { runOf, signInAsOffice, upload } from "./testing-upload.ts";

tidyUpServers();

const RECORDS = 12_000;
const marcOf = (from: number, to: number, suffix = ""): Buffer<ArrayBuffer> =>
  Buffer.concat(
    Array.from({ length: to - from }, (_, i) =>
      writeIso2709(record(`u${from + i}`, `${from + i} 号书${suffix}`)),
    ),
  ) as Buffer<ArrayBuffer>;

const until = (region: Region, headers: Record<string, string>, id: string, state: string): Promise<void> =>
  expect
    .poll(async () => (await runOf(region, headers, id)).state, { timeout: 180_000, interval: 300 })
    .toBe(state);

test("an undo cut off by kill -9 goes on at the next start: what the load made is gone, what it changed is as it was", async () => {
  const folder = newFolder();
  const first = await serve(folder);
  await command(folder, ["member", "add", "ALIB", "--name", "Library"]);
  const headers = await signInAsOffice(folder, first);
  await until(first, headers, await upload(first, headers, "ALIB", marcOf(0, 1000)), "done");
  const before = (await command(folder, ["export", "--member", "ALIB"])).out;
  const bad = await upload(first, headers, "ALIB", marcOf(0, RECORDS, "（误）"));
  await until(first, headers, bad, "done");
  const reply = await fetch(`${first.address}/api/v1/loads/${bad}/undo`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: "{}",
  });
  expect(reply.status).toBe(201);
  const { id } = (await reply.json()) as { id: string };
  await expect
    .poll(async () => (await runOf(first, headers, id)).counts.read, { timeout: 60_000, interval: 50 })
    .toBeGreaterThan(0);
  await stop(first.child, "SIGKILL");
  const second = await serve(folder);
  // It was cut off in the middle.
  expect((await runOf(second, headers, id)).counts.read).toBeLessThan(RECORDS);
  await until(second, headers, id, "done");
  expect((await runOf(second, headers, id)).counts).toMatchObject({ read: RECORDS, updated: RECORDS });
  await expect.poll(() => titlesAt(second.address), { timeout: 60_000 }).toBe(1000);
  expect((await command(folder, ["export", "--member", "ALIB"])).out).toBe(before);
  expect(await command(folder, ["doctor", "--json"])).toMatchObject({ code: 0 });
  expect(await stop(second.child)).toBe(0);
}, 400_000);
