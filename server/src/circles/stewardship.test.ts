import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { DAY_MS } from "../kernel/time.ts";
import { setMinor } from "../neighbours/index.ts";
import { toldTo } from "../notices/testing.ts";
import {
  addReader,
  buildNeighbourhood,
  type Neighbourhood,
  refusalOf,
  signIn,
} from "../peer-loans/testing.ts";
import { getCircle } from "./circle-views.ts";
import { createCircle } from "./circles.ts";
import { erasePerson } from "./erasure.ts";
import { enterCircle, joinByAccount, leaveCircle, setSteward } from "./memberships.ts";
import { CALL_DAYS, seeToCircles, takeStewardship } from "./stewardship.ts";

let world: Neighbourhood;
let office: Actor;
let founder: Actor;
let eldest: Actor;
let younger: Actor;
let circleId: string;
let n = 0;
beforeAll(async () => {
  world = await buildNeighbourhood();
  office = await addReader(world, "office", { roles: [["consortium-admin", null]] });
});
afterAll(() => world.close());
beforeEach(async () => {
  n++;
  const member = { memberId: world.memberId };
  founder = await addReader(world, `founder${n}`, member);
  eldest = await addReader(world, `eldest${n}`, member);
  younger = await addReader(world, `younger${n}`, member);
  circleId = (
    await world.run((tx) =>
      createCircle(tx, founder, world.clock, {
        kind: "school",
        name: `同校借书 ${n}`,
        proofs: ["account"],
        memberId: world.memberId,
      }),
    )
  ).id;
  for (const who of [eldest, younger]) {
    world.clock.advance(1000);
    await world.run((tx) => enterCircle(tx, world.clock, circleId, who.personId, "account"));
  }
});

const forget = (who: Actor) => world.run((tx) => erasePerson(tx, world.clock, who.personId));
const told = async (who: Actor): Promise<unknown[]> =>
  (await toldTo(world.database.db, who.personId)).filter((one) => one.link?.endsWith(circleId));
const lookAround = () => world.run((tx) => seeToCircles(tx, world.clock));
const take = (who: Actor) => refusalOf(world.run((tx) => takeStewardship(tx, who, circleId)));

test("the last steward is forgotten: the eldest member is asked and takes it, nobody else", async () => {
  await forget(founder);
  expect(await told(eldest)).toMatchObject([{ kind: "circle-steward-wanted" }]);
  expect(await told(younger)).toEqual([]);
  expect((await getCircle(world.database.db, eldest.personId, circleId)).isCalled).toBe(true);
  expect(await take(younger)).toBe("steward-not-asked");
  expect(await take(office)).toBe("circle-unknown");
  expect(await take(eldest)).toBeNull();
  expect(await take(eldest)).toBe("steward-not-asked");
  expect((await getCircle(world.database.db, eldest.personId, circleId)).isSteward).toBe(true);
});

test("who does not answer in a week is followed by the next; the second of two who were asked is too late", async () => {
  await forget(founder);
  world.clock.advance((CALL_DAYS - 1) * DAY_MS);
  await lookAround();
  expect(await told(younger)).toEqual([]);
  world.clock.advance(DAY_MS);
  await lookAround();
  expect(await told(younger)).toMatchObject([{ kind: "circle-steward-wanted" }]);
  expect(await take(eldest)).toBeNull();
  expect(await take(younger)).toBe("steward-not-asked");
});

test("when nobody is left to ask the office is told and the circle rests until it names a steward", async () => {
  await forget(founder);
  for (let i = 0; i < 2; i++) {
    world.clock.advance(CALL_DAYS * DAY_MS);
    await lookAround();
  }
  expect(await told(office)).toMatchObject([{ kind: "circle-rests" }]);
  await lookAround();
  expect(await told(office)).toHaveLength(1);
  const late = await addReader(world, `late${n}`, { memberId: world.memberId });
  const join = () => refusalOf(world.run((tx) => joinByAccount(tx, late, world.clock, circleId)));
  expect(await join()).toBe("circle-rests");
  await world.run((tx) => setSteward(tx, office, { circleId, personId: younger.personId, isSteward: true }));
  expect(await join()).toBeNull();
});

test("one that is under age is not asked; a circle that everybody left is closed", async () => {
  await world.run((tx) => setMinor(tx, eldest, eldest.personId, true));
  await forget(founder);
  expect(await told(eldest)).toEqual([]);
  expect(await told(younger)).toMatchObject([{ kind: "circle-steward-wanted" }]);
  await forget(younger);
  const { rows } = await sql<{
    closed: boolean;
  }>`select c.closed_at is not null as closed from circles.circle c
    where c.id = ${circleId}`.execute(world.database.db);
  expect(rows).toEqual([{ closed: true }]);
});

test("leaving as the last steward is refused still; asked by whoever else leaves, nothing happens", async () => {
  expect(await refusalOf(world.run((tx) => leaveCircle(tx, founder, world.clock, circleId)))).toBe(
    "steward-last",
  );
  await forget(younger);
  expect(await told(eldest)).toEqual([]);
});

test("over HTTP: nobody, a stranger and a member who was not asked take nothing; of two at once one", async () => {
  await addReader(world, `stranger${n}`);
  await forget(founder);
  world.clock.advance(CALL_DAYS * DAY_MS);
  await lookAround();
  const post = async (login?: string): Promise<string> => {
    const headers = login ? await signIn(world, login) : {};
    const url = `/api/v1/sharing/circles/${circleId}/stewardship`;
    const reply = await world.app.inject({ method: "POST", url, headers, payload: {} });
    return reply.statusCode === 204 ? "done" : (reply.json() as { code: string }).code;
  };
  expect(await post()).toBe("sign-in-needed");
  expect(await post(`stranger${n}`)).toBe("circle-unknown");
  const both = await Promise.all([post(`eldest${n}`), post(`younger${n}`)]);
  expect(both.filter((one) => one === "done")).toHaveLength(1);
});
