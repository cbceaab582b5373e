import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { registerCommunity } from "../community/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { photoTypeOf, stripPhoto } from "./photo-bytes.ts";
import { addPhoto, readPhoto, removePhoto } from "./photos.ts";
import { befriend } from "./readers.ts";
import { sharingSubscribers } from "./subscribers.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, refusalOf, signIn } from "./testing.ts";
import { offerCopy } from "./testing-loans.ts";

let world: Neighbourhood;
let folder: string;
let owner: Actor;
let other: Actor;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "photos-"));
  world = await buildNeighbourhood(folder);
  registerCommunity(world.app, { ...world.database, clock: world.clock, config: readConfig({}) });
  owner = await addReader(world, "owner", { at: HOME });
  other = await addReader(world, "other", { at: HOME });
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const segment = (marker: number, body: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};
/** A JPEG that says where it was taken, and that it lies on its side. */
const exif = Buffer.concat([
  Buffer.from("Exif\0\0", "latin1"),
  Buffer.from("49492a0008000000010012010300010000000600000000000000", "hex"),
  Buffer.from("GPS 40.8424 111.749"),
]);
const jpeg = Buffer.concat([
  Buffer.from([0xff, 0xd8]),
  segment(0xe0, Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "latin1")),
  segment(0xe1, exif),
  segment(0xed, Buffer.from("Photoshop 3.0 secret")),
  segment(0xfe, Buffer.from("a comment")),
  segment(0xdb, Buffer.alloc(65, 1)),
  segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
  Buffer.from([1, 2, 3, 0xff, 0, 4, 0xff, 0xd9]),
  Buffer.from("hidden after the end"),
]);
const chunk = (name: string, body: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, Buffer.from(name), body, Buffer.alloc(4)]);
};
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk("IHDR", Buffer.alloc(13)),
  chunk("eXIf", Buffer.from("GPS here")),
  chunk("tEXt", Buffer.from("Author me")),
  chunk("IDAT", Buffer.from([1])),
  chunk("IEND", Buffer.alloc(0)),
]);
const riff = (chunks: [string, Buffer][]): Buffer => {
  const body = Buffer.concat(
    chunks.map(([name, data]) => {
      const size = Buffer.alloc(4);
      size.writeUInt32LE(data.length);
      return Buffer.concat([Buffer.from(name), size, data, Buffer.alloc(data.length % 2)]);
    }),
  );
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length + 4);
  return Buffer.concat([Buffer.from("RIFF"), size, Buffer.from("WEBP"), body]);
};
const webp = riff([
  ["VP8X", Buffer.from([0x0c, 0, 0, 0, 1, 0, 0, 1, 0, 0])],
  ["VP8 ", Buffer.from([1, 2, 3])],
  ["EXIF", Buffer.from("GPS here")],
]);

test("pictures are told by their first bytes", () => {
  expect([jpeg, png, webp].map(photoTypeOf)).toEqual(["image/jpeg", "image/png", "image/webp"]);
  for (const text of ["<svg/>", "GIF89a", "", "RIFF____WAVE____"])
    expect(photoTypeOf(Buffer.from(text))).toBeUndefined();
});

test("what the camera wrote into a picture is gone, how to turn it stays", () => {
  const clean = stripPhoto(jpeg, "image/jpeg")!;
  expect(clean.toString("latin1")).not.toMatch(/GPS|Photoshop|comment|hidden/);
  expect(clean.toString("latin1")).toContain("Exif");
  expect(clean.subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
  expect(stripPhoto(clean, "image/jpeg")).toEqual(clean);
  const turn = clean.indexOf(Buffer.from("0112000300000001", "hex"));
  expect(clean.readUInt16BE(turn + 8)).toBe(6);
  expect(stripPhoto(png, "image/png")!.toString("latin1")).not.toMatch(/GPS|Author/);
  const webpClean = stripPhoto(webp, "image/webp")!;
  expect(webpClean.toString("latin1")).not.toContain("GPS");
  expect(webpClean[20]! & 0x0c).toBe(0);
  expect(webpClean.readUInt32LE(4)).toBe(webpClean.length - 8);
});

test("a file cut short is no picture", () => {
  expect(stripPhoto(jpeg.subarray(0, 60), "image/jpeg")).toBeUndefined();
  expect(stripPhoto(png.subarray(0, 50), "image/png")).toBeUndefined();
  expect(stripPhoto(webp.subarray(0, 34), "image/webp")).toBeUndefined();
});

test("only the owner adds and removes pictures; friends see them at once, strangers once a moderator has", async () => {
  const copyId = await offerCopy(world, owner);
  const add = (actor: Actor, bytes: Buffer) =>
    world.run((tx) => addPhoto(tx, actor, world.clock, folder, { copyId, bytes }));
  expect(await refusalOf(add(other, jpeg))).toBe("copy-unknown");
  expect(await refusalOf(add(owner, Buffer.from("<svg/>")))).toBe("photo-kind");
  expect(await refusalOf(add(owner, Buffer.alloc(2 * 1024 * 1024 + 1)))).toBe("photo-large");
  const { id } = await add(owner, png);
  const read = (who: Actor) => refusalOf(readPhoto(world.database.db, who, folder, id));
  const friend = await addReader(world, "friend", { at: HOME });
  await world.run((tx) => befriend(tx, owner, world.clock, friend.personId));
  await world.run((tx) => befriend(tx, friend, world.clock, owner.personId));
  await sql`update sharing.offer set to_friends = true where copy_id = ${copyId}`.execute(world.database.db);
  const moderator = await addReader(world, "moderator", { roles: [["consortium-admin", null]] });
  expect([await read(owner), await read(friend), await read(moderator)]).toEqual([null, null, null]);
  expect(await read(other)).toBe("photo-unknown");
  const { rows } = await sql<{
    id: string;
  }>`select p.id from community.posting p where p.subject = ${id}`.execute(world.database.db);
  const headers = await signIn(world, "moderator");
  const decided = await world.app.inject({
    method: "POST",
    url: `/api/v1/moderation/postings/${rows[0]!.id}`,
    headers,
    payload: { decision: "publish" },
  });
  expect(decided.statusCode, decided.body).toBe(204);
  await drainOutbox(world.database.db, sharingSubscribers());
  expect(await read(other)).toBeNull();
  expect(await read(moderator)).toBe("photo-unknown");
  const far = await addReader(world, "far", { at: { lat: 30, lon: 120 } });
  expect(await refusalOf(readPhoto(world.database.db, far, folder, id))).toBe("photo-unknown");
  expect(await refusalOf(world.run((tx) => removePhoto(tx, other, folder, id)))).toBe("photo-unknown");
  await world.run((tx) => removePhoto(tx, owner, folder, id));
  expect(await readdir(join(folder, "sharing", "photos"))).toEqual([]);
});

test("a picture is sent as a form and comes back as what it is", async () => {
  const copyId = await offerCopy(world, owner);
  const headers = await signIn(world, "owner");
  const boundary = "----x";
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="photo"; filename="a.gif"\r\ncontent-type: image/gif\r\n\r\n`,
    ),
    jpeg,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const url = `/api/v1/sharing/copies/${copyId}/photos`;
  const type = { "content-type": `multipart/form-data; boundary=${boundary}` };
  const sent = await world.app.inject({ method: "POST", url, headers: { ...headers, ...type }, payload });
  expect(sent.statusCode).toBe(201);
  const seen = await world.app.inject({ url: `/api/v1/sharing/photos/${sent.json().id}`, headers });
  expect(seen.headers["content-type"]).toBe("image/jpeg");
  expect((await world.app.inject({ url: `/api/v1/sharing/photos/${sent.json().id}` })).statusCode).toBe(401);
});
