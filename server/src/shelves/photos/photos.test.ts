import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fileJobs, folderFiles, keepPhoto } from "../../files/index.ts";
import { mountForms } from "../../frame/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { execute } from "../../kernel/command.ts";
import { readConfig } from "../../kernel/config.ts";
import { PICTURE_BYTES } from "../../kernel/images/pictures.ts";
import { cameraJpeg, MARKS, talkativePng } from "../../kernel/images/testing-pictures.ts";
import { drainOutbox } from "../../kernel/outbox.ts";
import { uploadOf } from "../../kernel/testing-doors.ts";
import { DAY_MS, fixedClock, systemClock } from "../../kernel/time.ts";
import { mountModeration } from "../../moderation/testing.ts";
import { befriend } from "../../neighbours/index.ts";
import {
  addReader,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  offerCopy,
  refusalOf,
  signIn,
} from "../../peer-loans/testing.ts";
import { shelvesCommands } from "../commands.ts";
import { changeCopy, withdrawCopy } from "../copies/copies.ts";
import { shelvesSubscribers } from "../subscribers.ts";
import { renewPhotos, sweepPhotos } from "./photo-renewal.ts";
import { addPhoto, readPhoto, removePhoto } from "./photos.ts";

let world: Neighbourhood;
let folder: string;
let owner: Actor;
let other: Actor;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "photos-"));
  world = await buildNeighbourhood(folder);
  const door = { ...world.database, clock: world.clock, config: readConfig({ COMMONSHELF_DATA: folder }) };
  mountForms(
    world.app,
    door,
    shelvesCommands.filter((one) => one.name === "shelves.add-photo"),
  );
  mountModeration(world.app, { ...world.database, clock: world.clock, config: readConfig({}) });
  owner = await addReader(world, "owner", { at: HOME });
  other = await addReader(world, "other", { at: HOME });
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const deps = () => ({
  ...world.database,
  clock: world.clock,
  config: readConfig({ COMMONSHELF_DATA: folder }),
});
const add = (actor: Actor, copyId: string, bytes: Buffer) =>
  execute(
    shelvesCommands.find((one) => one.name === "shelves.add-photo")!,
    { ...deps(), actor, via: "api", upload: uploadOf(bytes) },
    { id: copyId },
    {},
  ) as Promise<{ id: string }>;
const read = (who: Actor, id: string) =>
  refusalOf(readPhoto(world.database.db, who, folderFiles(folder), id));
/** The files of pictures of copies that are there. */
async function kept(): Promise<string[]> {
  const keys = [];
  for await (const { key } of folderFiles(folder).list("copies/")) keys.push(key);
  return keys.sort();
}
/** Does what waits to be done after commits. */
async function runFileJobs(): Promise<void> {
  const { rows } = await sql<{ payload: unknown }>`select j.payload from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'files-remove'`.execute(
    world.database.db,
  );
  for (const { payload } of rows) await fileJobs(() => folderFiles(folder))["files-remove"]!(payload);
}
async function postingOf(photoId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`
    select p.id from moderation.posting p where p.subject = ${photoId}`.execute(world.database.db);
  return rows[0]?.id;
}

test("only the owner adds and removes pictures; friends see them at once, strangers once a moderator has", async () => {
  const copyId = await offerCopy(world, owner);
  const png = await talkativePng();
  expect(await refusalOf(add(other, copyId, png))).toBe("copy-unknown");
  expect(await refusalOf(add(owner, copyId, Buffer.from("<svg/>")))).toBe("picture-kind");
  expect(await refusalOf(add(owner, copyId, Buffer.alloc(PICTURE_BYTES + 1)))).toBe("picture-large");
  const { id } = await add(owner, copyId, png);
  const friend = await addReader(world, "friend", { at: HOME });
  await world.run((tx) => befriend(tx, owner, world.clock, friend.personId));
  await world.run((tx) => befriend(tx, friend, world.clock, owner.personId));
  await sql`update shelves.offer set to_friends = true where copy_id = ${copyId}`.execute(world.database.db);
  const moderator = await addReader(world, "moderator", { roles: [["consortium-admin", null]] });
  expect([await read(owner, id), await read(friend, id), await read(moderator, id)]).toEqual([
    null,
    null,
    null,
  ]);
  expect(await read(other, id)).toBe("photo-unknown");
  const headers = await signIn(world, "moderator");
  const decided = await world.app.inject({
    method: "POST",
    url: `/api/v1/moderation/postings/${await postingOf(id)}`,
    headers,
    payload: { decision: "publish" },
  });
  expect(decided.statusCode, decided.body).toBe(204);
  await drainOutbox(world.database.db, shelvesSubscribers());
  expect(await read(other, id)).toBeNull();
  expect(await read(moderator, id)).toBe("photo-unknown");
  const far = await addReader(world, "far", { at: { lat: 30, lon: 120 } });
  expect(await read(far, id)).toBe("photo-unknown");
  expect(await refusalOf(world.run((tx) => removePhoto(tx, other, id)))).toBe("photo-unknown");
  await world.run((tx) => removePhoto(tx, owner, id));
  expect(await kept()).toEqual([`copies/${id}-small.jpg`, `copies/${id}.jpg`]);
  await runFileJobs();
  expect(await kept()).toEqual([]);
});

test("a picture and its row stand and fall together", async () => {
  const copyId = await offerCopy(world, owner);
  const files = folderFiles(folder);
  const photo = await keepPhoto(files, "copies", await cameraJpeg());
  const failing = world.run(async (tx) => {
    await addPhoto(tx, owner, world.clock, { copyId, photo });
    throw new Error("aborted");
  });
  await expect(failing).rejects.toThrow("aborted");
  expect(await read(owner, photo.id)).toBe("photo-unknown");
  const { id } = await add(owner, copyId, await cameraJpeg());
  const undone = world.run(async (tx) => {
    await removePhoto(tx, owner, id);
    throw new Error("aborted");
  });
  await expect(undone).rejects.toThrow("aborted");
  await runFileJobs();
  expect(await read(owner, id)).toBeNull();
  const later = {
    ...deps(),
    clock: fixedClock(new Date(systemClock.now().getTime() + 2 * DAY_MS).toISOString()),
  };
  expect(await sweepPhotos(later)).toBe(2);
  expect(await kept()).toEqual([`copies/${id}-small.jpg`, `copies/${id}.jpg`]);
});

test("moderators get a picture when strangers are about to see it, not before", async () => {
  const copyId = await offerCopy(world, owner);
  const moderator = await addReader(world, "office", { roles: [["consortium-admin", null]] });
  const audience = (isPublic: boolean) =>
    world.run((tx) =>
      changeCopy(tx, owner, world.clock, copyId, {
        audience: { public: isPublic, radiusKm: 5, friends: true, circleIds: [] },
      }),
    );
  await audience(false);
  const { id } = await add(owner, copyId, await cameraJpeg());
  expect([await read(moderator, id), await postingOf(id)]).toEqual(["photo-unknown", undefined]);
  await audience(true);
  expect([await read(moderator, id), await postingOf(id)]).toEqual([null, expect.any(String)]);
  await audience(false);
  expect([await read(moderator, id), await postingOf(id)]).toEqual(["photo-unknown", undefined]);
  await audience(true);
  await world.run((tx) => withdrawCopy(tx, owner, world.clock, copyId));
  expect([await read(moderator, id), await postingOf(id)]).toEqual(["photo-unknown", undefined]);
});

test("pictures kept as they came are written anew once, and sent to nobody before", async () => {
  const copyId = await offerCopy(world, owner);
  const ids = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  const old = join(folder, "sharing", "photos");
  await mkdir(old, { recursive: true });
  await writeFile(join(old, ids[0]!), Buffer.concat([await cameraJpeg(), await cameraJpeg()]));
  await writeFile(join(old, ids[1]!), "no picture");
  for (const id of ids)
    await sql`insert into shelves.photo (id, copy_id, media_type, bytes, created_at)
      values (${id}, ${copyId}, 'image/png', 1, now())`.execute(world.database.db);
  expect(await read(owner, ids[0]!)).toBe("photo-unknown");
  expect([await renewPhotos(deps()), await renewPhotos(deps())]).toEqual([3, 0]);
  expect(await Promise.all(ids.map((id) => read(owner, id)))).toEqual([
    null,
    "photo-unknown",
    "photo-unknown",
  ]);
  expect(await readdir(old)).toEqual([]);
  const file = (await folderFiles(folder).get(`copies/${ids[0]}.jpg`))!;
  expect((await buffer(file.stream())).toString("latin1")).not.toMatch(MARKS);
});

test("a picture is sent as a form and comes back as what it is", async () => {
  const copyId = await offerCopy(world, owner);
  const headers = await signIn(world, "owner");
  const boundary = "----x";
  const payload = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="photo"; filename="a.gif"\r\ncontent-type: image/gif\r\n\r\n`,
    ),
    await cameraJpeg(),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const url = `/api/v1/sharing/copies/${copyId}/photos`;
  const type = { "content-type": `multipart/form-data; boundary=${boundary}` };
  const sent = await world.app.inject({ method: "POST", url, headers: { ...headers, ...type }, payload });
  expect(sent.statusCode).toBe(201);
  const seen = await world.app.inject({ url: `/api/v1/sharing/photos/${sent.json().id}`, headers });
  expect(seen.headers["content-type"]).toBe("image/jpeg");
  expect(seen.rawPayload.toString("latin1")).not.toMatch(MARKS);
  const small = await world.app.inject({
    url: `/api/v1/sharing/photos/${sent.json().id}?size=small`,
    headers,
  });
  expect([small.statusCode, Number(small.headers["content-length"])]).toEqual([200, small.rawPayload.length]);
  expect((await world.app.inject({ url: `/api/v1/sharing/photos/${sent.json().id}` })).statusCode).toBe(401);
});

test("a copy has six pictures, and another when one has gone", async () => {
  const copyId = await offerCopy(world, owner);
  const bytes = await cameraJpeg(20, 20);
  const ids: string[] = [];
  for (let n = 0; n < 6; n++) ids.push((await add(owner, copyId, bytes)).id);
  expect(await refusalOf(add(owner, copyId, bytes))).toBe("photos-full");
  await world.run((tx) => removePhoto(tx, owner, ids[0]!));
  expect(await refusalOf(add(owner, copyId, bytes))).toBe(null);
});

test("a form with a picture that is tapped twice or sent again is one picture; another picture from the same page is another", async () => {
  const copyId = await offerCopy(world, owner);
  const headers = { ...(await signIn(world, "owner")), origin: "http://localhost", host: "localhost" };
  const picture = await cameraJpeg();
  const send = async (boundary: string, bytes = picture) => {
    const part = (name: string, rest = "") =>
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${rest}\r\n\r\n`;
    const payload = Buffer.concat([
      Buffer.from(`${part("_key")}page-1\r\n${part("photo", '; filename="a.jpg"')}`),
      bytes,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    const type = { "content-type": `multipart/form-data; boundary=${boundary}` };
    const url = `/zh-hans/sharing/copies/${copyId}/photo`;
    return (await world.app.inject({ method: "POST", url, headers: { ...headers, ...type }, payload }))
      .statusCode;
  };
  expect([await send("first"), await send("first"), await send("drawn-anew")]).toEqual([303, 303, 303]);
  const photos = async () =>
    (await sql`select 1 from shelves.photo p where p.copy_id = ${copyId}`.execute(world.database.db)).rows
      .length;
  expect(await photos()).toBe(1);
  expect(await send("second", Buffer.concat([picture, Buffer.alloc(1)]))).toBe(303);
  expect(await photos()).toBe(2);
});
