import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fileJobs, folderFiles } from "../files/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { execute } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { cameraJpeg, MARKS } from "../kernel/images/testing-pictures.ts";
import { uploadOf } from "../kernel/testing-doors.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood } from "../peer-loans/testing.ts";
import { nestsCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { nestsJobs } from "./jobs.ts";
import { registerNest } from "./nests.ts";
import { decideNestPhoto } from "./photos.ts";
import { registerNests } from "./routes.ts";

let world: Neighbourhood;
let founder: Actor;
let visitor: Actor;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nests-"));
  world = await buildNeighbourhood();
  registerNests(world.app, {
    ...world.database,
    clock: world.clock,
    config: readConfig({ COMMONSHELF_DATA: folder }),
  });
  founder = await addReader(world, "founder", { at: HOME, memberId: world.memberId });
  visitor = await addReader(world, "visitor", { memberId: world.memberId });
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

async function newNest(name: string): Promise<string> {
  await sql`update nests.nest set created_at = created_at - interval '2 days'`.execute(world.database.db);
  const { code } = await world.run((tx) =>
    registerNest(tx, founder, world.clock, {
      name,
      kind: "wooden-cabinet",
      address: "公园南门",
      opening: "24/7",
      access: "public",
      forChildren: false,
      capacity: 40,
      position: HOME,
    }),
  );
  return code;
}

const add = (actor: Actor, code: string, bytes: Buffer) =>
  execute(
    nestsCommands.find((one) => one.name === "nests.add-photo")!,
    {
      ...world.database,
      clock: world.clock,
      config: readConfig({ COMMONSHELF_DATA: folder }),
      actor,
      via: "web",
      upload: uploadOf(bytes),
    },
    { code },
    {},
  ) as Promise<{ id: string }>;

test("a picture of a nest is written anew, waits for a steward, and goes with whoever took it", async () => {
  const code = await newNest("照片巢");
  const files = folderFiles(folder);
  const take = async (who: Actor, at: string) =>
    add(who, at, Buffer.concat([await cameraJpeg(), await cameraJpeg(20, 20)]));
  await expect(take(visitor, "NONE99")).rejects.toMatchObject({ code: "nest-unknown" });
  const { id } = await take(visitor, code);
  const url = `/api/v1/nests/photos/${id}?size=small`;
  expect((await world.app.inject({ url })).statusCode).toBe(404);
  await world.run((tx) => decideNestPhoto(tx, founder, code, id, true));
  const seen = await world.app.inject({ url });
  expect([seen.statusCode, seen.headers["content-type"]]).toEqual([200, "image/jpeg"]);
  expect(seen.rawPayload.toString("latin1")).not.toMatch(MARKS);
  await world.run((tx) => erasePerson(tx, world.clock, visitor.personId));
  const { rows } = await sql<{ payload: unknown }>`select j.payload from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = 'files-remove'`.execute(
    world.database.db,
  );
  for (const { payload } of rows) await fileJobs(() => files)["files-remove"]!(payload);
  expect(await files.get(`nests/${id}.jpg`)).toBeUndefined();
});

test("ten pictures of a nest wait for its steward, and the next when one of them is decided", async () => {
  const code = await newNest("十张巢");
  const taker = await addReader(world, "taker", { memberId: world.memberId });
  const bytes = await cameraJpeg(20, 20);
  const take = () => add(taker, code, bytes);
  const ids: string[] = [];
  for (let n = 0; n < 10; n++) ids.push((await take()).id);
  await expect(take()).rejects.toMatchObject({ code: "photos-full", params: { limit: 10 } });
  await world.run((tx) => decideNestPhoto(tx, founder, code, ids[0]!, true));
  await take();
});

test("pictures of nests kept as they came are written anew once", async () => {
  const code = await newNest("旧照片巢");
  const config = readConfig({ COMMONSHELF_DATA: folder });
  const id = crypto.randomUUID();
  await mkdir(join(folder, "sharing", "photos"), { recursive: true });
  await writeFile(join(folder, "sharing", "photos", id), await cameraJpeg());
  await sql`insert into nests.photo (id, nest_id, media_type, state, taken_by, created_at)
    select ${id}, n.id, 'image/jpeg', 'published', ${founder.personId}, now() from nests.nest n where n.code = ${code}`.execute(
    world.database.db,
  );
  const at = async () => (await world.app.inject({ url: `/api/v1/nests/photos/${id}` })).statusCode;
  expect(await at()).toBe(404);
  await nestsJobs({ ...world.database, clock: world.clock, config })["nests-photo-renew"]!({});
  expect(await at()).toBe(200);
});
