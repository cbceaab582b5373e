import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeIso2709 } from "@commonshelf/marc";
import { expect, test } from "vitest";
import {
  command,
  newFolder,
  postgresOver,
  record,
  serve,
  stop,
  tidyUpServers,
  titlesAt,
  untilTitles,
} from "./testing-server.ts";

tidyUpServers();

async function readyAt(address: string): Promise<{ status: number; reasons: string[] }> {
  const reply = await fetch(`${address}/readyz`);
  return { status: reply.status, reasons: ((await reply.json()) as { reasons: string[] }).reasons };
}

test("two processes serve one region: both know of a change, one killed loses nothing, one that leaves says so", async () => {
  const folder = newFolder();
  const [a, b] = await Promise.all([
    serve(folder, { COMMONSHELF_PROCESS: "a" }),
    serve(folder, { COMMONSHELF_PROCESS: "b" }),
  ]);
  const [alone, added] = await Promise.all([
    command(folder, ["serve"]),
    command(folder, ["member", "add", "ALIB", "--name", "Library"]),
  ]);
  expect([alone.code, alone.err]).toEqual([1, expect.stringMatching(/Another server .*COMMONSHELF_PROCESS/)]);
  expect(added).toMatchObject({ code: 0 });

  const load = async (number: string, title: string): Promise<void> => {
    const file = join(folder, `${number}.mrc`);
    writeFileSync(file, writeIso2709(record(number, title)));
    expect(await command(folder, ["import", "--member", "ALIB", file])).toMatchObject({ code: 0 });
  };
  await load("k1", "呐喊");
  for (const { address } of [a, b]) await untilTitles(address, 1);

  await stop(a.child, "SIGKILL");
  await load("k2", "彷徨");
  await untilTitles(b.address, 2);

  const ending = stop(b.child);
  // It leaves in two seconds and a half: both are asked at once.
  await expect
    .poll(() => Promise.all([readyAt(b.address), titlesAt(b.address)]), { interval: 50 })
    .toEqual([{ status: 503, reasons: ["stopping"] }, 2]);
  expect(await ending).toBe(0);
  await expect.poll(() => postgresOver(folder)).toEqual([]);
});
