import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../../consortium/index.ts";
import { systemActor } from "../../kernel/actor.ts";
import type { Call } from "../../kernel/command.ts";
import { readConfig } from "../../kernel/config.ts";
import { type Database, inTransaction } from "../../kernel/database.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { fixedClock } from "../../kernel/time.ts";
import { administer, administrationHelp } from "./administration.ts";
import { administrationLines, type Noun, shortHelp } from "./administration-nouns.ts";

let database: Database;
let call: Call;
beforeAll(async () => {
  database = await createTestDatabase();
  await inTransaction(database.db, (tx) =>
    addMember(tx, systemActor, { code: "JINHE", name: { en: "Jinhe" } }),
  );
  const clock = fixedClock("2026-11-29T04:00:00Z");
  call = { db: database.db, clock, config: readConfig({}), actor: systemActor, via: "cli" };
});
afterAll(() => database.close());

const act = (line: string, json?: object) =>
  administer(call, line.split(" ")[0] as Noun, [
    ...line.split(" ").slice(1),
    ...(json ? ["--json", JSON.stringify(json)] : []),
  ]);

test("a branch, its hours, a closure, a rule and why it holds go by the same operations as the pages", async () => {
  expect(await act("branch add --member JINHE --code MED --name.en Medical")).toMatchObject({
    code: "MED",
  });
  const hours = { hours: [{ weekday: 1, opens: "08:00", closes: "22:00" }] };
  expect(await act("hours set --member JINHE --branch MED", hours)).toMatchObject(hours);
  expect(await act("hours show --member JINHE --branch MED")).toMatchObject(hours);
  expect(
    await act("rule set --member JINHE --patronGroup student --period P45D --renewalsMax 3"),
  ).toMatchObject({
    period: "P45D",
    renewalsMax: 3,
    holdable: null,
    locked: false,
  });
  expect(await act("rule why --member JINHE --patronGroup student")).toMatchObject({
    period: [{ value: "P45D", origin: "library" }, { value: "P30D" }],
  });
  expect(
    await act("term set --member JINHE --name.en Spring --firstOn 2027-02-22 --lastOn 2027-07-09"),
  ).toMatchObject({
    name: { en: "Spring" },
  });
  expect(await act("setting set --key localLeadDays --value 5", { member: null, value: 5 })).toMatchObject({
    value: 5,
    origin: "consortium",
  });
});

test("what does not fit is told with its name, and refusals are the operation's", async () => {
  await expect(act("rule dance")).rejects.toThrow("rule needs one of set, remove");
  await expect(act("rule set --member")).rejects.toThrow("--member needs a value");
  await expect(act("branch add --code MED --name.en Medical")).rejects.toThrow("--member is missing");
  await expect(act("rule set member JINHE")).rejects.toThrow("member needs a value");
  await expect(act("rule set --member JINHE --renewalsMax many")).rejects.toThrow("--renewalsMax");
  await expect(act("rule set --member JINHE --colour red")).rejects.toThrow();
  await expect(administer(call, "rule", ["set", "--json", "["])).rejects.toThrow("--json needs an object");
  await expect(act("rule set --member NONE --period P3D")).rejects.toMatchObject({ code: "member-unknown" });
});

test("every verb is an operation that there is", () => {
  for (const noun of Object.keys(administrationLines) as Noun[])
    for (const help of [administrationHelp(noun), shortHelp(noun)])
      expect(help).toContain(`commonshelf ${noun} `);
});
