import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember, listBranches, setOpeningHours } from "./consortium/index.ts";
import { type Actor, type Grant, systemActor } from "./kernel/actor.ts";
import { readConfig } from "./kernel/config.ts";
import { type Database, inTransaction } from "./kernel/database.ts";
import { createTestDatabase } from "./kernel/testing.ts";
import { actorOf } from "./kernel/testing-actors.ts";
import { fixedClock } from "./kernel/time.ts";
import { createPerson, grantRole } from "./people/index.ts";
import { rooms } from "./rooms.ts";
import { setUpQueries } from "./workbench/index.ts";

type SetUp = {
  member: string;
  isReady: boolean;
  steps: { step: string; needed: boolean; done: boolean; count: number }[];
};

let database: Database;
let jinhe: number;
const [query] = setUpQueries(rooms.flatMap((room) => room.setUp ?? []));
const actor = (...grants: Grant[]): Actor =>
  actorOf({
    personId: "01a00000-0000-7000-8000-000000000001",
    grants,
  });
const office = actor({ role: "consortium-admin", scope: null });

async function ask(who: Actor): Promise<SetUp[]> {
  const deps = { db: database.db, clock: fixedClock("2026-11-29T04:00:00Z"), config: readConfig({}) };
  return ((await query!.run(deps, query!.who.admit(who, {}), {}, {})) as { items: SetUp[] }).items;
}
const missing = (one: SetUp): string[] =>
  one.steps.filter((step) => step.needed && !step.done).map((step) => step.step);

beforeAll(async () => {
  database = await createTestDatabase();
  jinhe = await inTransaction(database.db, async (tx) => {
    await addMember(tx, systemActor, { code: "NANSHAN", name: { en: "Nanshan" } });
    return (await addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } })).id;
  });
});
afterAll(() => database.close());

test("a library that has just joined lacks everything but its main branch, and each step goes when it is done", async () => {
  const [first] = await ask(office);
  expect(first).toMatchObject({ member: "JINHE", isReady: false });
  expect(missing(first!)).toEqual(["hours", "staff", "readers", "records"]);
  await inTransaction(database.db, async (tx) => {
    const [main] = await listBranches(tx, { memberId: jinhe });
    await setOpeningHours(tx, systemActor, main!.id, [{ weekday: 1, opens: "08:00", closes: "22:00" }]);
    const person = await createPerson(tx, systemActor, {
      name: "林",
      affiliations: [{ memberId: jinhe, patronGroup: "student", number: "1" }],
    });
    await grantRole(tx, systemActor, person.id, "circulation", "JINHE");
  });
  const [later, other] = await ask(office);
  expect(missing(later!)).toEqual(["records"]);
  expect(later!.steps.find((one) => one.step === "hours")).toEqual({
    step: "hours",
    needed: true,
    done: true,
    count: 1,
  });
  expect(missing(other!)).toContain("hours");
});

test("the office sees all libraries, an administrator their own, nobody else any", async () => {
  const codes = async (who: Actor): Promise<string[]> => (await ask(who)).map((one) => one.member);
  expect(await codes(office)).toEqual(["JINHE", "NANSHAN"]);
  expect(await codes(actor({ role: "member-admin", scope: jinhe }))).toEqual(["JINHE"]);
  for (const who of [actor(), actor({ role: "circulation", scope: jinhe })])
    await expect(ask(who)).rejects.toMatchObject({ code: "forbidden" });
});
