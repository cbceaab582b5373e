import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { command, newFolder, serve, stop, tidyUpServers } from "./testing-server.ts";

tidyUpServers();

test("a backup taken while writes go on is opened, restored, and holds everything acknowledged before its end", async () => {
  const folder = newFolder();
  const region = await serve(folder);
  mkdirSync(join(folder, "files/logos"), { recursive: true });
  writeFileSync(join(folder, "files/logos/one"), "a picture");
  // Members are added one after the other until the backup is over; each is acknowledged by its exit code.
  const acknowledged: string[] = [];
  let isOver = false;
  const writer = (async () => {
    for (let i = 0; !isOver; i++) {
      const code = `LIB${i}`;
      const { code: exit } = await command(folder, ["member", "add", code, "--name", `Library ${i}`]);
      if (exit === 0 && !isOver) acknowledged.push(code);
    }
  })();
  await expect.poll(() => acknowledged.length).toBeGreaterThan(0);
  const target = join(newFolder(), "copy");
  const made = await command(folder, ["backup", "--to", target, "--json"]);
  isOver = true;
  expect(made.code, made.err).toBe(0);
  const facts = JSON.parse(made.out) as { endedAt: string; rows: Record<string, number> };
  await writer;
  expect(await stop(region.child)).toBe(0);

  const elsewhere = join(newFolder(), "region");
  const restored = await command(elsewhere, ["restore", "--from", target]);
  expect(restored.code, restored.err).toBe(0);
  expect(readFileSync(join(elsewhere, "files/logos/one"), "utf8")).toBe("a picture");
  const listed = (await command(elsewhere, ["member", "list"])).out;
  const kept = acknowledged.filter((code) => new RegExp(`\\b${code}\\b`).test(listed));
  // What was acknowledged while the copy was read through came after its end.
  expect(facts.rows["consortium.member"]! - kept.length).toBeLessThanOrEqual(1);
  expect(acknowledged.slice(0, kept.length)).toEqual(kept);
  expect(kept.length).toBeGreaterThan(0);

  // A folder in use, half a backup and a folder inside the other are refused.
  const refused = async (where: string, words: string[]): Promise<string> => {
    const outcome = await command(where, words);
    expect(outcome.code, outcome.err).toBe(3);
    return outcome.err;
  };
  expect(await refused(elsewhere, ["restore", "--from", target])).toContain("folder-in-use");
  expect(await refused(folder, ["backup", "--to", target])).toContain("folder-in-use");
  expect(await refused(folder, ["backup", "--to", join(folder, "inside")])).toContain("folder-inside");
  rmSync(join(target, "backup.json"));
  const empty = join(newFolder(), "empty");
  expect(await refused(empty, ["restore", "--from", target])).toContain("backup-incomplete");
  expect(existsSync(join(empty, "postgres"))).toBe(false);
});
