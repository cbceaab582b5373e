import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { writeIso2709 } from "@commonshelf/marc";
import { afterAll, expect, test } from "vitest";
import { command, newFolder, record, serve, stop, tidyUpServers, untilTitles } from "./testing-server.ts";

tidyUpServers();

const SIZE_MB = 700;
/** Enough not to fit into what is left. */
const MANY = 8000;
const folder = newFolder();
// A file system of its own; where that is not allowed the test fails, it is not left out.
execFileSync("mount", ["-t", "tmpfs", "-o", `size=${SIZE_MB}m,mode=755`, "tmpfs", folder]);
afterAll(() => {
  execFileSync("umount", ["--lazy", folder]);
});

/** Fills what is left of the disk. */
function fill(): void {
  const file = openSync(join(folder, "filler"), "w");
  const megabyte = Buffer.alloc(2 ** 20);
  try {
    for (;;) writeSync(file, megabyte);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  } finally {
    closeSync(file);
  }
}

test("a full disk ends nothing: whatever cannot be done is refused with a code, and all is well when there is room", async () => {
  const region = await serve(folder, { COMMONSHELF_FREE_MB: "0" });
  await command(folder, ["member", "add", "ALIB", "--name", "Library"]);
  const books = join(newFolder(), "books.mrc");
  writeFileSync(books, writeIso2709(record("d1", "边城")));
  expect(await command(folder, ["import", "--member", "ALIB", books])).toMatchObject({ code: 0 });
  await untilTitles(region.address, 1);
  fill();
  const many = join(newFolder(), "many.mrc");
  writeFileSync(
    many,
    Buffer.concat(
      Array.from({ length: MANY }, (_, i) => writeIso2709(record(`m${i}`, `${i} 号书`.repeat(20)))),
    ),
  );
  const full = await command(folder, ["import", "--member", "ALIB", many], { COMMONSHELF_FREE_MB: "0" });
  expect(full.code, full.err).toBe(4);
  // The snapshot of every five minutes falls into this time.
  const until = performance.now() + 330_000;
  while (performance.now() < until) {
    expect(region.child.exitCode).toBeNull();
    // Where PostgreSQL itself cannot go on, the answer says so; nothing is an unexplained failure.
    expect([200, 503, 507]).toContain(
      (await fetch(`${region.address}/api/v1/search?size=1&facets=0`)).status,
    );
    await new Promise((done) => setTimeout(done, 5000));
  }
  rmSync(join(folder, "filler"));
  await expect
    .poll(() => fetch(`${region.address}/healthz`).then((reply) => reply.status), {
      timeout: 60_000,
      interval: 500,
    })
    .toBe(200);
  expect(
    await command(folder, ["import", "--member", "ALIB", many], { COMMONSHELF_FREE_MB: "0" }),
  ).toMatchObject({ code: 0 });
  await untilTitles(region.address, MANY + 1);
  expect(await stop(region.child)).toBe(0);
}, 1_500_000);
