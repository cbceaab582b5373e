import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { mountCommands } from "../kernel/doors.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { DAY_MS } from "../kernel/time.ts";
import { mountModeration } from "../moderation/testing.ts";
import { befriend, cellOf, centreOf } from "../neighbours/index.ts";
import { copiesAt, getNest, nestSecret, registerNest, takeCopy } from "../nests/index.ts";
import { toldTo } from "../notices/testing.ts";
import {
  addReader,
  buildNeighbourhood,
  HOME,
  type Neighbourhood,
  refusalOf,
  signIn,
} from "../peer-loans/testing.ts";
import { myBooks, publishCopies } from "../shelves/index.ts";
import { driftingCommands } from "./commands.ts";
import { askAfterStale, stillThere } from "./drift-clock.ts";
import { findBook } from "./finds.ts";
import { type JourneyTrigger, journeyStateAfter, journeyStates, journeyTriggers } from "./journey-states.ts";
import { getJourney, journeysOf } from "./journey-views.ts";
import { endJourney, passBookOn, putBookInNest, releaseBook, startJourney } from "./journeys.ts";
import { registerDrifting } from "./routes.ts";
import { secretOf } from "./secrets.ts";
import { driftingSubscribers } from "./subscribers.ts";
import { thoughtsOfJourney, writeThought } from "./thoughts.ts";

let world: Neighbourhood;
let starter: Actor;
let friend: Actor;
let stranger: Actor;
const NOWHERE = { place: "", cell: null };

beforeAll(async () => {
  world = await buildNeighbourhood();
  const deps = { ...world.database, clock: world.clock, config: readConfig({}) };
  mountModeration(world.app, deps);
  registerDrifting(world.app, deps);
  mountCommands(world.app, deps, driftingCommands);
  starter = await addReader(world, "starter", { at: HOME, memberId: world.memberId });
  friend = await addReader(world, "friend", { memberId: world.memberId });
  stranger = await addReader(world, "stranger", { memberId: world.memberId });
  await addReader(world, "office", { roles: [["consortium-admin", null]] });
  await world.run((tx) => befriend(tx, starter, world.clock, friend.personId));
  await world.run((tx) => befriend(tx, friend, world.clock, starter.personId));
});
afterAll(() => world.close());

async function newCopy(title: string): Promise<string> {
  const { copies } = await world.run((tx) =>
    publishCopies(tx, starter, world.clock, {
      lines: [{ title }],
      options: {
        modes: ["drift"],
        loanDays: 30,
        condition: "good",
        note: "",
        shelf: "",
        audience: { public: false, radiusKm: 5, friends: false, circleIds: [] },
      },
    }),
  );
  return copies[0]!.id;
}

async function launch(
  title: string,
  ring: string[] = [],
): Promise<{ code: string; secret: string; copyId: string }> {
  const copyId = await newCopy(title);
  const kind = ring.length > 0 ? "ring" : "ray";
  const { code } = await world.run((tx) =>
    startJourney(tx, starter, world.clock, { copyId, kind, message: "慢慢读", ring }),
  );
  const { id } = await getJourney(world.database.db, null, code);
  return { code, secret: await secretOf(world.database.db, id), copyId };
}

const find = (
  code: string,
  actor: Actor | null,
  secret: string,
  where = NOWHERE as { place: string; cell: null },
) => world.run((tx) => findBook(tx, world.clock, code, { actor, secret, network: "net:passer-by" }, where));
const letGo = (code: string, actor: Actor) =>
  world.run((tx) => releaseBook(tx, world.clock, code, { actor, secret: "" }, { place: "路边", cell: null }));
const look = (code: string, who: Actor | null = null) =>
  getJourney(world.database.db, who?.personId ?? null, code);

test("a journey and what was thought of it go with their title into another, and leave no other's behind", async () => {
  const [from, into, beside] = [await launch("漂过的书"), await launch("漂過的書"), await launch("别的书")];
  await world.run((tx) =>
    writeThought(tx, world.clock, from.code, { actor: starter, secret: "" }, { name: "", text: "值得一读" }),
  );
  const titles = async () => {
    const { rows } = await sql<{ id: number }>`select j.title_id as id from drifting.journey j
      where j.code = any(${[from.code, into.code, beside.code]}::text[])
      order by array_position(${[from.code, into.code, beside.code]}::text[], j.code)`.execute(
      world.database.db,
    );
    return rows.map((row) => row.id);
  };
  const [old, kept, other] = await titles();
  await sql`insert into kernel.outbox (topic, payload)
    values ('titles-joined', ${JSON.stringify({ from: old, into: kept })}::jsonb)`.execute(world.database.db);
  await drainOutbox(world.database.db, driftingSubscribers);
  expect(await titles()).toEqual([kept, kept, other]);
  const { rows } = await sql<{ id: number }>`select t.title_id as id from drifting.thought t
    where t.text = '值得一读'`.execute(world.database.db);
  expect(rows).toEqual([{ id: kept }]);
});

test("every way through the table is the one the reference tells; the end has none", () => {
  const ways = journeyStates.map((state) => [
    state,
    journeyTriggers.filter((trigger: JourneyTrigger) => journeyStateAfter(state, trigger)),
  ]);
  expect(Object.fromEntries(ways)).toEqual({
    "in-hand": [...journeyTriggers].filter((t) =>
      ["find", "release", "put-in-nest", "pass-on", "lose", "retire"].includes(t),
    ),
    released: ["find", "lose"],
    "in-nest": ["find", "lose"],
    passed: ["find", "lose"],
    "presumed-lost": ["find"],
    retired: [],
  });
});

test("a book is let go, found by somebody without an account, written about, and lands in a nest", async () => {
  const { code, secret, copyId } = await launch("边城");
  expect((await myBooks(world.database.db, starter.personId, {})).items).toEqual([]);
  const cell = cellOf(HOME);
  await world.run((tx) =>
    releaseBook(tx, world.clock, code, { actor: starter, secret: "" }, { place: "公园长椅", cell }),
  );
  expect(await refusalOf(find(code, null, "wrongwrongwr"))).toBe("secret-wrong");
  const { nextSecret } = await find(code, null, secret.toUpperCase());
  expect(nextSecret).not.toBe(secret);
  expect((await find(code, null, nextSecret!)).nextSecret).toBe(nextSecret);
  const told = await toldTo(world.database.db, starter.personId);
  expect(told.filter((notice) => notice.kind === "drift-found")).toHaveLength(1);
  const thought = await world.run((tx) =>
    writeThought(tx, world.clock, code, { actor: null, secret }, { name: "过路人", text: "翠翠真好" }),
  );
  expect(thought).toEqual({ isPublic: false });
  const nest = await world.run((tx) =>
    registerNest(tx, friend, world.clock, {
      name: "南门书巢",
      kind: "shelf",
      address: "",
      opening: "",
      access: "public",
      forChildren: false,
      capacity: null,
      position: HOME,
    }),
  );
  await world.run((tx) =>
    putBookInNest(tx, world.clock, code, { actor: null, secret: nextSecret! }, nest.code),
  );
  const { id: nestId } = await getNest(world.database.db, world.clock, nest.code);
  expect(await copiesAt(world.database.db, nestId)).toMatchObject([{ id: copyId, travels: true }]);
  expect(
    await refusalOf(
      world.run(async (tx) =>
        takeCopy(
          tx,
          stranger,
          world.clock,
          { code: nest.code, secret: await nestSecret(tx, nestId) },
          copyId,
        ),
      ),
    ),
  ).toBe("copy-travels");
  expect(await find(code, stranger, secret)).toEqual({ asked: true, nextSecret: null });
  await find(code, stranger, nextSecret!);
  expect(await copiesAt(world.database.db, nestId)).toEqual([]);
  const journey = await look(code, stranger);
  expect(journey).toMatchObject({ state: "in-hand", finds: 2, standing: "holder", message: "慢慢读" });
  expect(journey.events.map((event) => event.kind)).toEqual([
    "started",
    "released",
    "found",
    "to-nest",
    "found",
  ]);
  expect(journey.events[1]).toMatchObject({ place: "公园长椅", position: centreOf(cell) });
  expect(journey.events[2]!.reader).toBeNull();
  expect(journey.events[3]!.nest).toEqual({ code: nest.code, name: "南门书巢" });
});

test("what somebody without an account writes is seen once a moderator lets it, and not when not", async () => {
  const { code, secret } = await launch("待审之书");
  for (const text of ["好书", "坏话"])
    await world.run((tx) => writeThought(tx, world.clock, code, { actor: null, secret }, { name: "", text }));
  const { id } = await look(code);
  const seen = async () => (await thoughtsOfJourney(world.database.db, id, null)).map((one) => one.text);
  expect(await seen()).toEqual([]);
  const headers = await signIn(world, "office");
  const waiting = (await world.app.inject({ url: "/api/v1/moderation", headers })).json() as {
    items: { id: string; text: string; isAnonymous: boolean }[];
  };
  const decide = (text: string, payload: object) =>
    world.app.inject({
      method: "POST",
      url: `/api/v1/moderation/postings/${waiting.items.find((one) => one.text === text)!.id}`,
      headers,
      payload,
    });
  expect((await decide("好书", { decision: "publish" })).statusCode).toBe(204);
  expect((await decide("坏话", { decision: "reject", reason: "insult", words: "" })).statusCode).toBe(204);
  expect((await decide("坏话", { decision: "reject", reason: "insult", words: "" })).statusCode).toBe(409);
  await drainOutbox(world.database.db, driftingSubscribers);
  expect(await seen()).toEqual(["好书"]);
  await world.run((tx) =>
    writeThought(tx, world.clock, code, { actor: friend, secret: "" }, { name: "阿木", text: "读过了" }),
  );
  expect(await seen()).toEqual(["好书", "读过了"]);
  const nobody = await world.app.inject({ url: "/api/v1/moderation" });
  expect(nobody.statusCode).toBe(401);
});

test("a ring goes through its readers and ends at home; strangers are no stops", async () => {
  const copyId = await newCopy("环");
  const begin = (ring: string[]) =>
    refusalOf(
      world.run((tx) => startJourney(tx, starter, world.clock, { copyId, kind: "ring", message: "", ring })),
    );
  expect(await begin([])).toBe("ring-empty");
  expect(await begin([stranger.personId])).toBe("reader-unknown");
  const { code, secret } = await launch("环漂", [friend.personId]);
  expect(
    await refusalOf(world.run((tx) => passBookOn(tx, world.clock, code, stranger, friend.personId))),
  ).toBe("journey-not-yours");
  await world.run((tx) => passBookOn(tx, world.clock, code, starter, friend.personId));
  expect((await look(code, friend)).standing).toBe("receiver");
  await find(code, friend, secret);
  expect((await look(code)).ring).toMatchObject([{ reached: true }]);
  await world.run((tx) => passBookOn(tx, world.clock, code, friend, starter.personId));
  await find(code, starter, secret);
  expect(await look(code, starter)).toMatchObject({ state: "retired" });
  expect(await refusalOf(find(code, friend, secret))).toBe("journey-ended");
});

test("two people report the same find at once: one has it, the other asks, and the book is in one hand", async () => {
  const { code, secret } = await launch("抢");
  await letGo(code, starter);
  await Promise.all([find(code, friend, secret), find(code, stranger, secret)]);
  const { rows } = await sql<{ holder_id: string; custodian_id: string }>`
    select j.holder_id, c.custodian_id from drifting.journey j join shelves.copy c on c.id = j.copy_id
    where j.code = ${code}`.execute(world.database.db);
  expect(rows[0]!.holder_id).toBe(rows[0]!.custodian_id);
  expect([friend.personId, stranger.personId]).toContain(rows[0]!.holder_id);
});

test("kept by its holder it is their own book, and may be sent off again under the same code", async () => {
  const { code, secret, copyId } = await launch("留下");
  await letGo(code, starter);
  await find(code, friend, secret);
  world.clock.advance(8 * DAY_MS);
  expect(await refusalOf(world.run((tx) => endJourney(tx, world.clock, code, starter, "kept")))).toBe(
    "journey-not-yours",
  );
  await world.run((tx) => endJourney(tx, world.clock, code, friend, "kept"));
  expect((await myBooks(world.database.db, friend.personId, {})).items.map((book) => book.title)).toEqual([
    "留下",
  ]);
  const again = await world.run((tx) =>
    startJourney(tx, friend, world.clock, { copyId, kind: "ray", message: "", ring: [] }),
  );
  expect(again.code).toBe(code);
  expect(await look(code, friend)).toMatchObject({ state: "in-hand", isHolder: true });
});

test("no news: asked once, lost after a month, back with a find; a word from its holder is news", async () => {
  const { code, secret } = await launch("久无消息");
  const other = await launch("还在我这");
  world.clock.advance(181 * DAY_MS);
  const asked = await world.run((tx) => askAfterStale(tx, world.clock));
  expect(asked.asked).toBeGreaterThanOrEqual(2);
  expect((await world.run((tx) => askAfterStale(tx, world.clock))).asked).toBe(0);
  expect(await world.run((tx) => stillThere(tx, world.clock, other.code, stranger.personId))).toBe(false);
  expect(await world.run((tx) => stillThere(tx, world.clock, other.code, starter.personId))).toBe(true);
  world.clock.advance(31 * DAY_MS);
  await world.run((tx) => askAfterStale(tx, world.clock));
  expect((await look(code)).state).toBe("presumed-lost");
  expect((await look(other.code)).state).toBe("in-hand");
  await find(code, stranger, secret);
  expect((await look(code)).state).toBe("in-hand");
  expect((await journeysOf(world.database.db, stranger.personId)).map((one) => one.code)).toContain(code);
});

test("whatever readers do, a book is in one place: journey, copy and nest agree", async () => {
  const nest = await world.run((tx) =>
    registerNest(tx, stranger, world.clock, {
      name: "模型书巢",
      kind: "shelf",
      address: "",
      opening: "",
      access: "public",
      forChildren: false,
      capacity: null,
      position: HOME,
    }),
  );
  const people = [starter, friend, stranger, null];
  const step = fc.record({
    what: fc.constantFrom("find", "release", "nest", "pass", "end"),
    who: fc.integer({ min: 0, max: 3 }),
    reads: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      const { code, secret, copyId } = await launch("模型");
      for (const { what, who, reads } of steps) {
        const actor = people[who] ?? null;
        const bearer = { actor, secret: reads ? secret : "" };
        await refusalOf(
          world.run(async (tx) => {
            if (what === "find") await findBook(tx, world.clock, code, bearer, NOWHERE);
            if (what === "release")
              await releaseBook(tx, world.clock, code, bearer, { place: "路边", cell: null });
            if (what === "nest") await putBookInNest(tx, world.clock, code, bearer, nest.code);
            if (what === "pass" && actor) await passBookOn(tx, world.clock, code, actor, friend.personId);
            if (what === "end" && actor) await endJourney(tx, world.clock, code, actor, "worn");
          }),
        );
      }
      const { rows } = await sql<{
        state: string;
        holder_id: string | null;
        nest_id: string | null;
        owner_id: string | null;
        custodian_id: string | null;
        place_id: string | null;
      }>`select j.state, j.holder_id, j.nest_id, c.owner_id, c.custodian_id, c.place_id
        from drifting.journey j join shelves.copy c on c.id = j.copy_id where c.id = ${copyId}`.execute(
        world.database.db,
      );
      const { state, holder_id, nest_id, owner_id, custodian_id, place_id } = rows[0]!;
      expect(owner_id).toBeNull();
      expect(place_id).toBe(nest_id);
      expect(custodian_id === null || place_id === null).toBe(true);
      if (state === "released" || state === "in-nest")
        expect([holder_id, custodian_id]).toEqual([null, null]);
      else expect(custodian_id).toBe(holder_id);
    }),
    { numRuns: 25 },
  );
});
