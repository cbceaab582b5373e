import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startS3 } from "../../../services/s3/server.ts";
import { addMember } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { demandDeclaredRefusals } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import { mountCommands, mountQueries } from "../kernel/doors.ts";
import type { App } from "../kernel/http.ts";
import { halves } from "../kernel/images/testing-pictures.ts";
import { createApp } from "../kernel/server.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { fixedClock } from "../kernel/time.ts";
import { assetsCommands, assetsQueries } from "./commands.ts";
import { damageFigures, damageTasks } from "./damage.ts";
import { type Access, addFiles, type KeptFile, keepOriginal, setAccess } from "./files.ts";
import { assetsJobs, checkOriginals } from "./jobs.ts";
import { registerAssets } from "./routes.ts";

let database: Database;
let app: App;
let folder: string;
let memberId: number;
const actors: Record<string, Actor> = {};
const clock = fixedClock("2026-11-29T04:00:00Z");
const depsOf = (more: Record<string, string> = {}) => ({
  ...database,
  clock,
  config: readConfig({ COMMONSHELF_DATA: folder, ...more }),
});

async function openApp(deps: ReturnType<typeof depsOf>): Promise<App> {
  const made = await createApp(deps, false);
  made.decorateRequest("actor", {
    getter() {
      return actors[String(this.headers["x-who"])] ?? null;
    },
  });
  registerAssets(made, deps);
  mountCommands(made, deps, assetsCommands);
  mountQueries(made, deps, assetsQueries);
  return made;
}

beforeAll(async () => {
  demandDeclaredRefusals();
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), "commonshelf-assets-"));
  memberId = await inTransaction(database.db, async (tx) => {
    await addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } });
    return (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id;
  });
  const person = actorOf({ personId: "01a00000-0000-7000-8000-000000000001" });
  actors.cataloguer = actorOf({ ...person, grants: [{ role: "cataloguer", scope: memberId }] });
  actors.admin = actorOf({ ...person, grants: [{ role: "member-admin", scope: memberId }] });
  actors.foreign = actorOf({ ...person, grants: [{ role: "member-admin", scope: memberId - 1 }] });
  actors.reader = actorOf({ ...person, grants: [] });
  app = await openApp(depsOf());
});
afterAll(async () => {
  await app.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const placeOf = () => ({ dataFolder: folder, s3: undefined });
async function kept(content: Buffer, access: Access, name = "a.jpg"): Promise<KeptFile> {
  const file = await keepOriginal(placeOf(), name, content);
  await inTransaction(database.db, (tx) => addFiles(tx, memberId, [file], access));
  return file;
}
const open = { openTo: "everyone", embargoUntil: null } as const;
const get = async (who: string, url: string, more: { remoteAddress?: string; range?: string } = {}) =>
  await app.inject({
    url,
    headers: { "x-who": who, ...(more.range && { range: more.range }) },
    ...(more.remoteAddress && { remoteAddress: more.remoteAddress }),
  });

test("a picture is cut from its pyramid: sizes, regions, turns, formats", async () => {
  const { id } = await kept(await halves(2000, 1200).jpeg().toBuffer(), open);
  const image = async (request: string) => {
    const reply = await get("nobody", `/iiif/image/${id}/${request}`);
    expect(reply.statusCode, request).toBe(200);
    const { data, info } = await sharp(reply.rawPayload).raw().toBuffer({ resolveWithObject: true });
    const left = data[Math.floor(info.height / 2) * info.width * info.channels + 2 * info.channels]! > 120;
    return [info.width, info.height, left ? "red" : "blue"];
  };
  expect(await image("full/500,/0/default.jpg")).toEqual([500, 300, "red"]);
  expect(await image("1024,512,512,512/max/0/default.jpg")).toEqual([512, 512, "blue"]);
  expect(await image("0,0,1024,1024/512,512/0/default.jpg")).toEqual([512, 512, "red"]);
  expect(await image("full/500,/90/default.png")).toEqual([300, 500, expect.any(String)]);
  expect(await image("full/500,/!0/default.webp")).toEqual([500, 300, "blue"]);
  expect(await image("square/^!2000,2000/180/gray.jpg")).toEqual([2000, 2000, expect.any(String)]);
  // The same again comes from the disk.
  expect(await image("full/500,/0/default.jpg")).toEqual([500, 300, "red"]);
  const info = await get("nobody", `/iiif/image/${id}/info.json`);
  expect(info.headers["access-control-allow-origin"]).toBe("*");
  expect(info.json()).toMatchObject({ width: 2000, height: 1200, profile: "level2" });
  expect((await get("nobody", `/iiif/image/${id}`)).headers.location).toBe(`/iiif/image/${id}/info.json`);
  expect((await get("nobody", `/iiif/image/${id}/full/9999,/0/default.jpg`)).json()).toMatchObject({
    code: "image-request-invalid",
  });
});

test("a picture that was taken on its side stands upright, and small ones are cut too", async () => {
  const turned = await halves(90, 60).jpeg().withMetadata({ orientation: 6 }).toBuffer();
  const { id, width, height } = await kept(turned, open);
  expect([width, height]).toEqual([60, 90]);
  const reply = await get("nobody", `/iiif/image/${id}/full/30,45/0/default.jpg`);
  expect(await sharp(reply.rawPayload).metadata()).toMatchObject({ width: 30, height: 45 });
});

test.each<[string, () => Buffer | Promise<Buffer>, string]>([
  [
    "script.svg",
    () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "file-kind",
  ],
  ["page.html", () => Buffer.from("<!doctype html><script>alert(1)</script>"), "file-kind"],
  ["phone.heic", () => Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "file-kind"],
  ["cut.jpg", async () => (await halves(400, 300).jpeg().toBuffer()).subarray(0, 900), "file-damaged"],
  [
    "broken.tif",
    () => Buffer.concat([Buffer.from("II*\0\x08\0\0\0\xff\xff", "latin1"), Buffer.alloc(400, 255)]),
    "file-damaged",
  ],
  ["cut.tif", async () => (await halves(400, 300).tiff().toBuffer()).subarray(0, 3000), "file-damaged"],
])("%s is refused by name", async (name, content, code) => {
  await expect(keepOriginal(placeOf(), name, await content())).rejects.toMatchObject({
    code,
    params: { name },
  });
});

test("whatever its name says, a file is what its first bytes say", async () => {
  const { type, key } = await kept(await halves(20, 20).png().toBuffer(), open, "evil.html");
  expect([type, key.endsWith(".png")]).toEqual(["image/png", true]);
});

test("a file is opened to whom it is open, and its library's cataloguers always", async () => {
  const content = await halves(20, 20).jpeg().toBuffer();
  const cases: [Access, Record<string, number>][] = [
    [open, { nobody: 200, reader: 200, foreign: 200, cataloguer: 200 }],
    [
      { openTo: "readers", embargoUntil: null },
      { nobody: 403, reader: 200, foreign: 200, cataloguer: 200 },
    ],
    [
      { openTo: "campus", embargoUntil: null },
      { nobody: 403, reader: 403, foreign: 403, cataloguer: 200 },
    ],
    [
      { openTo: "nobody", embargoUntil: null },
      { nobody: 404, reader: 404, foreign: 404, cataloguer: 200 },
    ],
    [
      { openTo: "everyone", embargoUntil: "2026-11-30" },
      { nobody: 403, reader: 403, foreign: 403, cataloguer: 200 },
    ],
    [
      { openTo: "everyone", embargoUntil: "2026-11-29" },
      { nobody: 200, reader: 200, foreign: 200, cataloguer: 200 },
    ],
  ];
  for (const [access, sides] of cases) {
    const { id } = await kept(content, access);
    for (const [who, status] of Object.entries(sides))
      for (const url of [
        `/files/${id}`,
        `/iiif/image/${id}/info.json`,
        `/iiif/image/${id}/full/max/0/default.jpg`,
      ])
        expect((await get(who, url)).statusCode, `${JSON.stringify(access)} ${who} ${url}`).toBe(status);
  }
  const { id } = await kept(content, { openTo: "everyone", embargoUntil: "2027-01-01" });
  expect((await get("nobody", `/files/${id}`)).json()).toMatchObject({
    code: "file-embargoed",
    params: { until: "2027-01-01" },
  });
  await inTransaction(database.db, (tx) => setAccess(tx, [id], { openTo: "readers", embargoUntil: null }));
  const own = await get("reader", `/files/${id}`);
  expect([own.statusCode, own.headers["cache-control"], own.headers["access-control-allow-origin"]]).toEqual([
    200,
    "private, no-store",
    undefined,
  ]);
  expect((await get("nobody", "/files/nonsense")).json()).toMatchObject({ code: "file-unknown" });
});

test("of low resolution: everybody sees a picture small, nobody gets more of it without signing in", async () => {
  const { id } = await kept(await halves(2000, 1200).jpeg().toBuffer(), {
    openTo: "low-resolution",
    embargoUntil: null,
  });
  const size = async (who: string, request: string) => {
    const reply = await get(who, `/iiif/image/${id}/${request}`);
    if (reply.statusCode !== 200) return reply.json<{ code: string }>().code;
    const { width, height } = await sharp(reply.rawPayload).metadata();
    return `${width} × ${height}`;
  };
  expect(await size("reader", "0,0,512,512/max/0/default.jpg")).toBe("512 × 512");
  expect((await get("nobody", `/iiif/image/${id}/info.json`)).json()).toMatchObject({
    width: 800,
    height: 480,
  });
  expect((await get("reader", `/iiif/image/${id}/info.json`)).json()).toMatchObject({ width: 2000 });
  expect(await size("nobody", "full/max/0/default.jpg")).toBe("800 × 480");
  expect(await size("nobody", "full/300,180/0/default.jpg")).toBe("300 × 180");
  expect(await size("nobody", "0,0,512,480/max/0/default.jpg")).toBe("512 × 480");
  const left = await get("nobody", `/iiif/image/${id}/0,0,400,480/200,240/0/default.png`);
  const { data } = await sharp(left.rawPayload).raw().toBuffer({ resolveWithObject: true });
  expect([data[0]! > 120, data.at(-3)! > 120]).toEqual([true, true]);
  for (const larger of ["full/^1600,960/0/default.jpg", "0,0,100,100/^400,400/0/default.jpg"])
    expect(await size("nobody", larger)).toBe("image-size-large");
  expect(await size("nobody", "full/2000,/0/default.jpg")).toBe("image-request-invalid");
  expect(await size("reader", "full/max/0/default.jpg")).toBe("2000 × 1200");
  const file = async (who: string) => (await get(who, `/files/${id}`)).statusCode;
  expect([await file("nobody"), await file("reader")]).toEqual([403, 200]);
  const seen = (await get("nobody", `/iiif/image/${id}/info.json`)).headers;
  expect([seen["cache-control"], seen["access-control-allow-origin"]]).toEqual(["private, no-store", "*"]);
});

test("a campus is its networks, which its library's administrators set", async () => {
  const { id } = await kept(await halves(20, 20).jpeg().toBuffer(), { openTo: "campus", embargoUntil: null });
  const put = async (who: string, networks: string[], code = "JINHE") =>
    await app.inject({
      method: "PUT",
      url: `/api/v1/members/${code}/networks`,
      headers: { "x-who": who },
      payload: { networks },
    });
  const set = await put("admin", ["10.20.0.0/16", "2001:db8::/32", "10.20.5.1/16"]);
  expect([set.statusCode, set.json()]).toEqual([200, { networks: ["10.20.0.0/16", "2001:db8::/32"] }]);
  const status = async (remoteAddress: string) =>
    (await get("nobody", `/files/${id}`, { remoteAddress })).statusCode;
  expect([await status("10.20.255.255"), await status("10.21.0.0"), await status("2001:db8::9")]).toEqual([
    200, 403, 200,
  ]);
  for (const wrong of ["10.20.0.0", "10.20.0.0/33", "2001:db8::/129", "x/8", "10.0.0.0/8/8"])
    expect((await put("admin", [wrong])).json(), wrong).toMatchObject({ code: "network-invalid" });
  expect((await put("admin", [], "NOWHERE")).json()).toMatchObject({ code: "member-unknown" });
  for (const who of ["foreign", "cataloguer", "reader"])
    expect((await put(who, [])).statusCode, who).toBe(403);
  expect((await put("nobody", [])).statusCode).toBe(401);
  const read = async (who: string, code = "JINHE") =>
    (await get(who, `/api/v1/members/${code}/networks`)).statusCode;
  expect([
    await read("admin"),
    await read("foreign"),
    await read("nobody"),
    await read("admin", "NONE"),
  ]).toEqual([200, 403, 401, 404]);
});

test("films are begun in their middle", async () => {
  const content = Buffer.concat([Buffer.from("\x1a\x45\xdf\xa3", "latin1"), Buffer.from("0123456789")]);
  const { id } = await kept(content, open, "a.webm");
  const part = async (range: string) => {
    const reply = await get("nobody", `/files/${id}`, { range });
    return [
      reply.statusCode,
      reply.headers["content-range"],
      reply.rawPayload.subarray(0, 14).toString("latin1"),
    ];
  };
  expect(await part("bytes=4-6")).toEqual([206, "bytes 4-6/14", "012"]);
  expect(await part("bytes=12-")).toEqual([206, "bytes 12-13/14", "89"]);
  expect(await part("bytes=-3")).toEqual([206, "bytes 11-13/14", "789"]);
  expect((await part("bytes=99-"))[0]).toBe(416);
  const whole = await get("nobody", `/files/${id}`);
  expect([whole.statusCode, whole.headers["content-type"], whole.headers["content-security-policy"]]).toEqual(
    [200, "video/webm", "default-src 'none'; sandbox"],
  );
});

test("an original that changed or went is noticed within a month", async () => {
  const [changed, missing, whole] = await Promise.all(
    [1, 2, 3].map(async (n) =>
      kept(
        await halves(20 + 2 * n, 20)
          .jpeg()
          .toBuffer(),
        open,
      ),
    ),
  );
  const path = join(folder, "files", changed!.key);
  writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from("x")]));
  rmSync(join(folder, "files", missing!.key));
  await sql`update assets.file set checked_at = ${new Date("2026-10-01T00:00:00Z")}`.execute(database.db);
  expect(await checkOriginals(depsOf())).toBeGreaterThan(2);
  const { rows } = await sql<{
    id: string;
    damage: string | null;
  }>`select f.id, f.damage from assets.file_fact f
    where f.id = any(${[changed!.id, missing!.id, whole!.id]}::uuid[]) order by f.damage nulls last`.execute(
    database.db,
  );
  expect(rows.map((row) => [row.id, row.damage])).toEqual([
    [changed!.id, "changed"],
    [missing!.id, "missing"],
    [whole!.id, null],
  ]);
  expect(await checkOriginals(depsOf())).toBe(0);
  expect(await damageFigures(database.db)).toMatchObject({ changed: 1, missing: 1, names: { length: 2 } });
  const [task] = damageTasks;
  const at = { place: 0, clock: depsOf().clock };
  expect((await task!.waiting(database.db, { ...at, scope: memberId })).count).toBe(2);
  expect((await task!.waiting(database.db, { ...at, scope: memberId + 1 })).count).toBe(0);
  const asked = async (who: string) => {
    const reply = await app.inject({ url: "/api/v1/damaged-originals", headers: { "x-who": who } });
    return [
      reply.statusCode,
      reply
        .json()
        .items?.map((one: { damage: string }) => one.damage)
        .sort(),
    ];
  };
  expect(await asked("cataloguer")).toEqual([200, ["changed", "missing"]]);
  expect(await asked("foreign")).toEqual([200, []]);
  expect((await asked("reader"))[0]).toBe(403);
  expect((await asked("nobody"))[0]).toBe(401);
});

test("pyramids are made in the background, and one whose original is gone fails by name", async () => {
  const file = await kept(await halves(300, 200).jpeg().toBuffer(), open);
  await assetsJobs(depsOf())["assets-derive"]!({ fileIds: [file.id] });
  const made = readFileSync(join(folder, "derivatives", file.id.slice(-2), file.id, "pyramid.tif"));
  expect((await sharp(made).metadata()).format).toBe("tiff");
});

test("originals in a bucket: a picture is cut, a film begun in its middle, and a bucket that is away is said", async () => {
  const server = await startS3();
  const deps = depsOf(server.settings);
  const other = await openApp(deps);
  try {
    const picture = await keepOriginal(deps.config, "a.jpg", await halves(300, 200).jpeg().toBuffer());
    const film = Buffer.concat([Buffer.from("\x1a\x45\xdf\xa3", "latin1"), Buffer.from("0123456789")]);
    const kept = await keepOriginal(deps.config, "a.webm", film);
    await inTransaction(database.db, (tx) => addFiles(tx, memberId, [picture, kept], open));
    const cut = await other.inject(`/iiif/image/${picture.id}/full/30,20/0/default.jpg`);
    expect(await sharp(cut.rawPayload).metadata()).toMatchObject({ width: 30, height: 20 });
    const part = await other.inject({ url: `/files/${kept.id}`, headers: { range: "bytes=4-6" } });
    expect([part.statusCode, part.headers["content-range"], part.body]).toEqual([206, "bytes 4-6/14", "012"]);
    expect((await other.inject(`/files/${kept.id}`)).rawPayload.equals(film)).toBe(true);
    // Not in the folder: there is one place for each region.
    expect((await get("nobody", `/files/${kept.id}`)).statusCode).toBe(404);
    await server.stop();
    const away = await other.inject(`/files/${kept.id}`);
    expect([away.statusCode, away.headers["retry-after"], away.json().code]).toEqual([
      503,
      "5",
      "files-unavailable",
    ]);
  } finally {
    await other.close();
    await server.stop();
  }
});
