import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeCircle, createCircle, findCircles } from "../circles/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import type { Tx } from "../kernel/database.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { appealPosting } from "../moderation/index.ts";
import { mountModeration, queueOf } from "../moderation/testing.ts";
import { setProfile, sharerOf } from "../neighbours/index.ts";
import { toldTo } from "../notices/testing.ts";
import {
  addReader,
  buildNeighbourhood,
  HOME,
  isbnOf,
  type Neighbourhood,
  refusalOf,
  signIn,
} from "../peer-loans/testing.ts";
import { giveToCommons } from "./copies/commons.ts";
import { changeCopy, pauseCopy, withdrawCopy } from "./copies/copies.ts";
import { getCopy } from "./copies/copy-views.ts";
import { defaultOffer } from "./copies/offer-options.ts";
import { moveOffer } from "./copies/offer-rows.ts";
import { allOfferStates, type OfferTrigger, offerStateAfter, offerStates } from "./copies/offer-states.ts";
import { publishCopies } from "./publish.ts";
import { reportShared } from "./reports.ts";
import { shelvesSubscribers } from "./subscribers.ts";

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
  await drainOutbox(world.database.db, shelvesSubscribers());
}

const publish = (notes: string[]) =>
  world.run((tx) =>
    publishCopies(tx, writer, world.clock, {
      lines: notes.map((note, i) => ({ title: `书 ${i}`, note })),
      options: { ...defaultOffer, audience: { public: true, radiusKm: 5, friends: false, circleIds: [] } },
    }),
  );

test("what a moderator took from sight no act of its owner brings back; an appeal does", async () => {
  const { copies } = await publish(["好书"]);
  const id = copies[0]!.id;
  await world.run((tx) => reportShared(tx, reader, world.clock, { kind: "copy", id }, "是广告"));
  const [posting] = await queue.waiting("copy");
  await decide(posting!.id, { decision: "reject", reason: "advertising", words: "不能卖书" });
  const own = (work: (tx: Tx) => Promise<unknown>) => refusalOf(world.run(work));
  expect(await own((tx) => pauseCopy(tx, writer, id, false))).toBe("copy-hidden");
  expect(await own((tx) => pauseCopy(tx, writer, id, true))).toBe("copy-hidden");
  expect(await own((tx) => giveToCommons(tx, writer, world.clock, id, null))).toBe("copy-hidden");
  expect(
    await own((tx) => changeCopy(tx, writer, world.clock, id, { note: "新的话", modes: ["give"] })),
  ).toBeNull();
  expect(await refusalOf(getCopy(world.database.db, reader.personId, id))).toBe("copy-unknown");
  const again = (await publish(["再来"])).copies[0]!.id;
  expect(await refusalOf(getCopy(world.database.db, reader.personId, again))).toBe("copy-unknown");
  await world.run((tx) => appealPosting(tx, writer, world.clock, posting!.id, "不是广告"));
  await decide(posting!.id, { decision: "publish" });
  expect((await getCopy(world.database.db, reader.personId, id)).isFree).toBe(true);
  expect(await own((tx) => withdrawCopy(tx, writer, world.clock, id))).toBeNull();
  for (const paused of [false, true])
    expect(await own((tx) => pauseCopy(tx, writer, id, paused))).toBe("copy-state");
  expect(await own((tx) => withdrawCopy(tx, writer, world.clock, id))).toBe("copy-state");
});

test("every way of a copy that the table has not is refused", async () => {
  const { copies } = await publish(["表"]);
  const id = copies[0]!.id;
  const triggers = [
    ...new Set(allOfferStates.flatMap((state) => Object.keys(offerStates[state]))),
  ] as OfferTrigger[];
  for (const state of allOfferStates)
    for (const trigger of triggers) {
      const to = offerStateAfter(state, trigger);
      await sql`update shelves.offer set state = ${state}, hidden_from = ${state === "hidden" ? "open" : null}
        where copy_id = ${id}`.execute(world.database.db);
      const refusal = await refusalOf(world.run((tx) => moveOffer(tx, id, trigger)));
      const expected = to ? null : state === "hidden" ? "copy-hidden" : "copy-state";
      expect([state, trigger, refusal]).toEqual([state, trigger, expected]);
    }
});

test("the note and pictures of a copy that was turned down stay hidden, whatever its owner writes", async () => {
  const { copies } = await publish(["一", "二", "三"]);
  const id = copies[2]!.id;
  await world.run((tx) => reportShared(tx, reader, world.clock, { kind: "copy", id }, "坏话"));
  const posting = (await queue.waiting("copy")).find((one) => one.text.includes("三"));
  await decide(posting!.id, { decision: "reject", reason: "insult", words: "" });
  for (const note of ["", "好话"]) await world.run((tx) => changeCopy(tx, writer, world.clock, id, { note }));
  const { rows } = await sql<{
    note_public: boolean;
    photos_public: boolean;
  }>`select c.note_public, c.photos_public
    from shelves.copy c where c.id = ${id}`.execute(world.database.db);
  expect(rows[0]).toEqual({ note_public: false, photos_public: false });
});

test("no wording of a circle that was turned down is listed before a moderator has read it", async () => {
  const made = await world.run((tx) =>
    createCircle(tx, writer, world.clock, { kind: "interest", name: "好书会", proofs: ["steward"] }),
  );
  await world.run((tx) => reportShared(tx, reader, world.clock, { kind: "circle", id: made.id }, "骗人"));
  const [posting] = await queue.waiting("circle");
  await decide(posting!.id, { decision: "reject", reason: "other", words: "" });
  for (const name of ["好书会", "真好书会"])
    await world.run((tx) => changeCircle(tx, writer, world.clock, made.id, { name, about: "" }));
  const names = (await findCircles(world.database.db, reader.personId, {})).map((one) => one.name);
  expect(names).not.toContain("真好书会");
  expect((await queue.waiting("circle"))[0]).toMatchObject({ text: "真好书会" });
});

test("a nickname that was turned down is not replaced by another before a moderator has read it", async () => {
  await world.run((tx) => setProfile(tx, writer, world.clock, { nickname: "加微信" }));
  const [posting] = await queue.waiting("nickname");
  await decide(posting!.id, { decision: "reject", reason: "advertising", words: "" });
  for (const nickname of [null, "干净的名字"])
    await world.run((tx) => setProfile(tx, writer, world.clock, { nickname }));
  expect((await sharerOf(world.database.db, writer.personId)).nickname).toBeNull();
  const told = (await toldTo(world.database.db, writer.personId)).map((notice) => notice.kind);
  expect(told).toContain("text-rejected");
  expect(told).toContain("text-waits");
});

test("a title the rules doubt is on nobody's page: an ISBN keeps its number, a typed one waits for a moderator", async () => {
  const bad = "办假证 13800138000";
  const options = { ...defaultOffer, audience: { public: true, radiusKm: 5, friends: false, circleIds: [] } };
  const { copies } = await world.run((tx) =>
    publishCopies(tx, writer, world.clock, {
      lines: [{ isbn: isbnOf(4711), title: bad }, { title: bad }, { title: "好书", author: bad }],
      options,
    }),
  );
  const named = await getCopy(world.database.db, reader.personId, copies[0]!.id);
  expect([named.title, named.author]).toEqual([isbnOf(4711), ""]);
  for (const { id } of copies.slice(1))
    expect(await refusalOf(getCopy(world.database.db, reader.personId, id))).toBe("copy-unknown");
  const asked = await queue.waiting("copy");
  expect(asked.filter((one) => one.text.includes(bad))).toHaveLength(2);
  await decide(asked.find((one) => one.text.includes(bad))!.id, { decision: "publish" });
  const again = await world.run((tx) =>
    publishCopies(tx, reader, world.clock, {
      lines: [{ isbn: isbnOf(4711), title: "真书名", author: "某人" }],
      options,
    }),
  );
  expect(again.copies[0]!.title).toMatchObject({ main: "真书名", author: "某人" });
  expect((await getCopy(world.database.db, reader.personId, copies[0]!.id)).title).toBe("真书名");
});
