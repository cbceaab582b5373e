import { readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
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
const [one, two] = [newFolder(), newFolder()];

test("two regions run side by side, take commands while they run, and end cleanly on SIGTERM", async () => {
  const regions = await Promise.all([serve(one), serve(two)]);
  expect(regions[0].address).not.toBe(regions[1].address);
  expect(await command(one, ["member", "add", "ALIB", "--name", "First library"])).toMatchObject({ code: 0 });
  expect(await command(one, ["member", "add", "ALIB", "--name", "Again"])).toMatchObject({ code: 3 });
  const file = join(one, "books.mrc");
  writeFileSync(
    file,
    Buffer.concat([writeIso2709(record("a1", "边城")), writeIso2709(record("a2", "长河"))]),
  );
  const imported = await command(one, ["import", "--member", "ALIB", "--json", file]);
  expect(JSON.parse(imported.out)).toMatchObject({
    read: 2,
    created: 2,
    updated: 0,
    unchanged: 0,
    rejected: 0,
  });
  await untilTitles(regions[0].address, 2);
  expect(await titlesAt(regions[1].address)).toBe(0);
  const clusters = await command(one, ["clusters"]);
  expect(
    clusters.out
      .trim()
      .split("\n")
      .map((line) => line.split("\t").slice(0, 2)),
  ).toEqual([
    ["ALIB", "a1"],
    ["ALIB", "a2"],
  ]);
  expect((await command(one, ["export", "--member", "ALIB"])).out).toContain("边城");
  expect(JSON.parse((await command(one, ["reindex", "--json"])).out)).toMatchObject({ titles: 2 });
  expect(await command(one, ["doctor", "--json"])).toMatchObject({ code: 0 });
  expect(await Promise.all(regions.map(({ child }) => stop(child)))).toEqual([0, 0]);
  expect([...postgresOver(one), ...postgresOver(two)]).toEqual([]);
});

test("after kill -9 the next start recovers by itself, with everything that was acknowledged", async () => {
  const first = await serve(one);
  const file = join(one, "more.mrc");
  writeFileSync(file, writeIso2709(record("k1", "呐喊")));
  expect(await command(one, ["import", "--member", "ALIB", "--json", file])).toMatchObject({ code: 0 });
  await stop(first.child, "SIGKILL");
  const second = await serve(one);
  await untilTitles(second.address, 3);
  expect(await stop(second.child)).toBe(0);
  await expect.poll(() => postgresOver(one)).toEqual([]);
});

test("wrong settings are all named together, and nothing is started", async () => {
  const folder = newFolder();
  const outcome = await command(folder, ["serve"], {
    PORT: "ninety",
    COMMONSHELF_DEMO: "perhaps",
    DATABASE_URL: "mysql://x",
    PUBLIC_URL: "ftp://x",
    SMTP_URL: "smtp://x",
    SMTP_FROM: "",
  });
  expect(outcome.code).toBe(2);
  for (const name of ["PORT", "COMMONSHELF_DEMO", "DATABASE_URL", "PUBLIC_URL", "SMTP_FROM"])
    expect(outcome.err).toContain(name);
  expect(readdirSync(folder)).toEqual([]);
});

test("a port that is taken is said, and the database is not left behind", async () => {
  const blocker = createServer();
  await new Promise<void>((done) => blocker.listen(0, "127.0.0.1", done));
  const { port } = blocker.address() as { port: number };
  const outcome = await command(two, ["serve"], { PORT: String(port) });
  blocker.close();
  expect(outcome.code).toBe(1);
  expect(outcome.err).toContain(String(port));
  expect(postgresOver(two)).toEqual([]);
});

test("every command has help; what is no command or option is refused by name", async () => {
  const folder = newFolder();
  const names = ["serve", "member", "import", "clusters", "export", "reindex", "user", "doctor"];
  const helps = await Promise.all(names.map((name) => command(folder, [name, "--help"])));
  for (const [i, help] of helps.entries()) {
    expect(help.code).toBe(0);
    expect(help.out).toContain(`commonshelf ${names[i]}`);
  }
  expect(await command(folder, ["lend"])).toMatchObject({ code: 2, err: expect.stringContaining('"lend"') });
  expect(await command(folder, ["clusters", "--colour"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("--colour"),
  });
  expect((await command(folder, [])).code).toBe(2);
});
