import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCircle, findCircles } from "../circles/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { appealPosting, ownPostings } from "../moderation/index.ts";
import { mountModeration, queueOf } from "../moderation/testing.ts";
import { setProfile, sharerOf } from "../neighbours/index.ts";
import {
  addReader,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  refusalOf,
  signIn,
} from "../peer-loans/testing.ts";
import { type RegionDeps, subscribersOf } from "../rooms.ts";
import { getCopy } from "./copies/copy-views.ts";
import { defaultOffer } from "./copies/offer-options.ts";
import { publishCopies } from "./publish.ts";
import { reportShared } from "./reports.ts";

let world: Neighbourhood;
let writer: Actor;
let reader: Actor;
let queue: ReturnType<typeof queueOf>;

beforeAll(async () => {
  world = await buildNeighbourhood();
  mountModeration(world.app, { ...world.database, clock: world.clock, config: readConfig({}) });
  writer = await addReader(world, "writer", { at: HOME, memberId: world.memberId });
  reader = await addReader(world, "reader", { at: HOME, memberId: world.memberId });
  await addReader(world, "moderator", { roles: [["consortium-admin", null]] });
  queue = queueOf(world.app, await signIn(world, "moderator"));
  await queue.rule("加微信", "flag");
  await queue.rule("发票代开", "refuse");
});
afterAll(() => world.close());

async function decide(id: string, payload: object): Promise<void> {
  await queue.decide(id, payload);
  const deps = { ...world.database, clock: world.clock, config: readConfig({}) } as unknown as RegionDeps;
  await drainOutbox(world.database.db, subscribersOf(deps));
}

const publish = (notes: string[]) =>
  world.run((tx) =>
    publishCopies(tx, writer, world.clock, {
      lines: notes.map((note, i) => ({ title: `书 ${i}`, note })),
      options: { ...defaultOffer, audience: { public: true, radiusKm: 5, friends: false, circleIds: [] } },
    }),
  );

test("a doubtful note on a book is hidden until a moderator lets it; what is refused by a rule is not taken at all", async () => {
  expect(await refusalOf(publish(["发票代开"]))).toBe("text-refused");
  const { copies } = await publish(["八成新", "想借请加·微·信"]);
  const noteOf = async (i: number) => (await getCopy(world.database.db, reader.personId, copies[i]!.id)).note;
  expect(await noteOf(0)).toBe("八成新");
  expect(await noteOf(1)).toBe("");
  const [posting] = await queue.waiting("copy-note");
  await decide(posting!.id, { decision: "publish" });
  expect(await noteOf(1)).toBe("想借请加·微·信");
});

test("a nickname that was turned down is not shown; its owner sees why and may ask again once", async () => {
  await world.run((tx) => setProfile(tx, writer, world.clock, { nickname: "加微信找我" }));
  const nickname = async () => (await sharerOf(world.database.db, writer.personId)).nickname;
  expect(await nickname()).toBeNull();
  const [posting] = await queue.waiting("nickname");
  await decide(posting!.id, { decision: "reject", reason: "advertising", words: "请换一个" });
  const [own] = await ownPostings(world.database.db, writer.personId);
  expect(own).toMatchObject({
    state: "rejected",
    reason: "advertising",
    reasonWords: "请换一个",
    mayAppeal: true,
  });
  expect(await refusalOf(world.run((tx) => appealPosting(tx, reader, world.clock, own!.id, "为什么")))).toBe(
    "posting-unknown",
  );
  await world.run((tx) => appealPosting(tx, writer, world.clock, own!.id, "这是我的真名"));
  expect(await refusalOf(world.run((tx) => appealPosting(tx, writer, world.clock, own!.id, "再问")))).toBe(
    "posting-not-rejected",
  );
  await decide(own!.id, { decision: "publish" });
  expect(await nickname()).toBe("加微信找我");
  await world.run((tx) => setProfile(tx, writer, world.clock, { nickname: "阿木" }));
  expect(await nickname()).toBe("阿木");
  expect(await queue.waiting("nickname")).toEqual([]);
});

test("a reported book stays until a moderator decides; turned down it is offered no more, and its owner is told why", async () => {
  const { copies } = await publish(["好书"]);
  const id = copies[0]!.id;
  const report = (who: Actor) =>
    refusalOf(world.run((tx) => reportShared(tx, who, world.clock, { kind: "copy", id }, "是广告")));
  const far = await addReader(world, "far", { at: { lat: 31.2, lon: 121.5 } });
  expect(await report(far)).toBe("copy-unknown");
  expect(await report(reader)).toBeNull();
  expect(await report(reader)).toBe("already-reported");
  expect((await getCopy(world.database.db, reader.personId, id)).note).toBe("好书");
  expect(await ownPostings(world.database.db, writer.personId)).toEqual([]);
  const [posting] = await queue.waiting("copy");
  await decide(posting!.id, { decision: "reject", reason: "advertising", words: "不能卖书" });
  expect(await refusalOf(getCopy(world.database.db, reader.personId, id))).toBe("copy-unknown");
  expect(await ownPostings(world.database.db, writer.personId)).toMatchObject([
    { kind: "copy", state: "rejected", reasonWords: "不能卖书", mayAppeal: true },
  ]);
});

test("a circle with doubtful words is in nobody's list but its own members' until it is let", async () => {
  await world.run((tx) =>
    createCircle(tx, writer, world.clock, { kind: "interest", name: "加微信读书会", proofs: ["steward"] }),
  );
  const names = async (who: Actor) =>
    (await findCircles(world.database.db, who.personId, {})).map((one) => one.name);
  expect(await names(reader)).not.toContain("加微信读书会");
  expect(await names(writer)).toContain("加微信读书会");
  const [posting] = await queue.waiting("circle");
  await decide(posting!.id, { decision: "publish" });
  expect(await names(reader)).toContain("加微信读书会");
  const { rows } = await sql`select 1 from moderation.posting p where p.state = 'pending'`.execute(
    world.database.db,
  );
  expect(rows).toEqual([]);
});
