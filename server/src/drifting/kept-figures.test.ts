import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addReader, buildNeighbourhood, HOME, type Neighbourhood } from "../peer-loans/testing.ts";
import { publishCopies } from "../shelves/index.ts";
import { journeysUnderWay } from "./journey-views.ts";
import { startJourney } from "./journeys.ts";
import { keepFigures, readFigures } from "./kept-figures.ts";

let world: Neighbourhood;
beforeAll(async () => {
  world = await buildNeighbourhood();
});
afterAll(() => world.close());

test("figures are counted while none are kept, then read from one row until a job counts them anew", async () => {
  const { db } = world.database;
  const starter = await addReader(world, "starter", { at: HOME, memberId: world.memberId });
  const sendOff = async (title: string) => {
    const options = {
      modes: ["drift" as const],
      loanDays: 30,
      condition: "good" as const,
      note: "",
      shelf: "",
      audience: { public: false, radiusKm: 5, friends: false, circleIds: [] },
    };
    const { copies } = await world.run((tx) =>
      publishCopies(tx, starter, world.clock, { lines: [{ title }], options }),
    );
    const journey = { copyId: copies[0]!.id, kind: "ray" as const, message: "", ring: [] };
    return (await world.run((tx) => startJourney(tx, starter, world.clock, journey))).code;
  };
  const first = await sendOff("第一本");
  expect(await readFigures(db)).toEqual({ finds: 0, underWay: 1 });
  await keepFigures(db, world.clock);
  const second = await sendOff("第二本");
  await sql`update drifting.journey set state = 'retired', finds = 3 where code = ${first}`.execute(db);
  expect(await readFigures(db)).toEqual({ finds: 0, underWay: 1 });
  await keepFigures(db, world.clock);
  expect(await readFigures(db)).toEqual({ finds: 3, underWay: 1 });
  expect((await journeysUnderWay(db)).map(({ code }) => code)).toEqual([second]);
});
