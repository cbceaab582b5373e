import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { mountCommands } from "../kernel/doors.ts";
import { DAY_MS } from "../kernel/time.ts";
import { mountModeration } from "../moderation/testing.ts";
import { befriend } from "../neighbours/index.ts";
import { toldTo } from "../notices/testing.ts";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood, refusalOf } from "../peer-loans/testing.ts";
import { publishCopies } from "../shelves/index.ts";
import { driftingCommands } from "./commands.ts";
import { answerClaim, atLabel, claimsFor, findBook, settleOldClaims } from "./finds.ts";
import { getJourney } from "./journey-views.ts";
import { endJourney, releaseBook, startJourney } from "./journeys.ts";
import { registerDrifting } from "./routes.ts";
import { secretOf } from "./secrets.ts";

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
const answer = async (code: string, who: Actor, granted: boolean) => {
  const { id } = await look(code);
  const [claim] = await claimsFor(world.database.db, who.personId, id);
  await world.run((tx) => answerClaim(tx, who, world.clock, code, claim!.id, granted));
};
const look = (code: string, who: Actor | null = null) =>
  getJourney(world.database.db, who?.personId ?? null, code);

test("wrong secrets are counted per network and keep nobody from the right one", async () => {
  const { code, secret } = await launch("锁");
  await letGo(code, starter);
  const report = (typed: string, remoteAddress = "192.0.2.7") =>
    world.app.inject({
      method: "POST",
      url: `/api/v1/drift/${code}/finds`,
      payload: { secret: typed },
      remoteAddress,
    });
  const statuses = [];
  for (let i = 0; i < 32; i++) statuses.push((await report(`wrong${i}`)).statusCode);
  expect(statuses).toEqual([...Array.from({ length: 30 }, () => 409), 429, 429]);
  expect((await report("wrong", "192.0.2.8")).statusCode).toBe(409);
  expect((await report(secret)).statusCode).toBe(200);
});

test("a secret seen once is no key for ever: repeats count once, and whoever has the book is asked", async () => {
  const { code, secret } = await launch("看过的标签");
  await letGo(code, starter);
  await find(code, friend, secret);
  const before = (await toldTo(world.database.db, starter.personId)).length;
  for (let i = 0; i < 40; i++) await find(code, null, secret);
  expect(await look(code, friend)).toMatchObject({ finds: 1, isHolder: true });
  expect((await toldTo(world.database.db, starter.personId)).length).toBe(before);
  const asked = await toldTo(world.database.db, friend.personId);
  expect(asked.filter((one) => one.kind === "drift-claimed" && one.params.code === code)).toHaveLength(1);
  for (const bearer of [
    { actor: stranger, secret },
    { actor: null, secret },
  ])
    expect(
      await refusalOf(
        world.run((tx) => releaseBook(tx, world.clock, code, bearer, { place: "x", cell: null })),
      ),
    ).toBe("secret-used");
  await answer(code, friend, false);
  expect(await look(code, friend)).toMatchObject({ isHolder: true });
});

test("the true secret over a present holder asks them; silence for a week is consent, a used secret's claim goes", async () => {
  const { code, secret } = await launch("换手");
  expect(await find(code, stranger, secret)).toEqual({ asked: true, nextSecret: null });
  expect(
    await refusalOf(
      world.run((tx) =>
        releaseBook(tx, world.clock, code, { actor: stranger, secret }, { place: "x", cell: null }),
      ),
    ),
  ).toBe("journey-not-yours");
  world.clock.advance(7 * DAY_MS - 1);
  await world.run((tx) => settleOldClaims(tx, world.clock));
  expect(await look(code, starter)).toMatchObject({ isHolder: true });
  world.clock.advance(1);
  await world.run((tx) => settleOldClaims(tx, world.clock));
  expect(await look(code, stranger)).toMatchObject({ isHolder: true });
  await letGo(code, stranger);
  const { nextSecret } = await find(code, stranger, secret);
  await find(code, friend, nextSecret!);
  expect(await find(code, null, secret)).toEqual({ asked: true, nextSecret: null });
  world.clock.advance(7 * DAY_MS);
  await world.run((tx) => settleOldClaims(tx, world.clock));
  expect(await look(code, friend)).toMatchObject({ isHolder: true });
});

test("a finder ends a journey only after a week in which nobody else claims the book", async () => {
  const { code, secret } = await launch("一周");
  await letGo(code, starter);
  await find(code, stranger, secret);
  const end = () => refusalOf(world.run((tx) => endJourney(tx, world.clock, code, stranger, "kept")));
  expect(await end()).toBe("journey-too-soon");
  world.clock.advance(7 * DAY_MS - 1);
  expect(await end()).toBe("journey-too-soon");
  await find(code, friend, secret);
  world.clock.advance(1);
  expect(await end()).toBe("journey-too-soon");
  await answer(code, stranger, false);
  expect(await end()).toBeNull();
});

test("only who has the book, and who sent it off before anybody found it, may print its secret", async () => {
  const { code, secret } = await launch("印");
  expect((await look(code, starter)).mayPrint).toBe(true);
  await letGo(code, starter);
  await find(code, friend, secret);
  expect((await look(code, starter)).mayPrint).toBe(false);
  expect((await look(code, friend)).mayPrint).toBe(true);
});

test("a finder without an account to whom the book was granted on a used secret lets it go; nobody else does", async () => {
  const { code, secret } = await launch("用过的标签");
  await letGo(code, starter);
  const { nextSecret } = await find(code, friend, secret);
  expect(await find(code, null, secret)).toEqual({ asked: true, nextSecret: null });
  const label = (network: string, typed = secret) =>
    atLabel(world.database.db, code, { actor: null, secret: typed, network });
  expect(await label("net:passer-by")).toEqual({ standing: "asked", secret: null });
  await answer(code, friend, true);
  expect(await label("net:passer-by")).toEqual({ standing: "has-it", secret: nextSecret });
  expect(await find(code, null, secret)).toEqual({ asked: false, nextSecret });
  expect(await label("net:passer-by", "wrong")).toEqual({ standing: "none", secret: null });
  expect(await label("net:elsewhere")).toEqual({ standing: "none", secret: null });
  const go = (actor: Actor | null, typed: string, network: string) =>
    refusalOf(
      world.run((tx) =>
        releaseBook(tx, world.clock, code, { actor, secret: typed, network }, { place: "亭", cell: null }),
      ),
    );
  expect(await go(null, secret, "net:elsewhere")).toBe("secret-used");
  expect(await go(stranger, secret, "net:elsewhere")).toBe("secret-used");
  expect(await go(stranger, "", "net:passer-by")).toBe("journey-not-yours");
  expect(await go(null, nextSecret!, "net:passer-by")).toBeNull();
  expect((await look(code)).state).toBe("released");
  await find(code, null, nextSecret!);
  expect(await label("net:passer-by")).toEqual({ standing: "has-it", secret: null });
});
