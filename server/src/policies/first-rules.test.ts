import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import { drainOutbox } from "../kernel/outbox.ts";
import { policySubscribers } from "./first-rules.ts";
import { type PolicyWorld, policyWorld } from "./testing.ts";

let world: PolicyWorld;
beforeAll(async () => {
  world = await policyWorld();
});
afterAll(() => world.close());

test("a library that joins begins with rules by patron group from its own figures, and keeps those it has given itself first", async () => {
  const join = (code: string, figures: object = {}) =>
    inTransaction(
      world.database.db,
      async (tx) => (await addMember(tx, systemActor, { code, name: { en: code }, ...figures })).id,
    );
  const [plain, long, own] = [
    await join("NINTH"),
    await join("TENTH", { loanDays: 200, renewalsMax: 0 }),
    await join("ELEVENTH"),
  ];
  await world.ask("office", "PUT /loan-rules", { member: "ELEVENTH", patronGroup: "student", loansMax: 3 });
  await drainOutbox(world.database.db, policySubscribers(world));
  const rules = async (memberId: number) => {
    const { rows } = await sql<{ facts: { patronGroup: string }; says: object }>`select r.facts, r.says
      from policies.loan_rule r where r.member_id = ${memberId} order by r.id`.execute(world.database.db);
    return rows.map((row) => [row.facts.patronGroup, row.says]);
  };
  expect(await rules(plain)).toEqual([
    ["student", { loansMax: 20, holdsMax: 20 }],
    ["graduate", { loansMax: 30, holdsMax: 20 }],
    ["faculty", { period: "P60D", loansMax: 40, holdsMax: 30 }],
    ["staff", { loansMax: 20, holdsMax: 20 }],
    ["guest", { renewalsMax: 1, loansMax: 5, holdsMax: 5 }],
  ]);
  expect((await rules(long)).slice(2)).toMatchObject([
    ["faculty", { period: "P365D" }],
    ["staff", {}],
    ["guest", { renewalsMax: 0 }],
  ]);
  expect(await rules(own)).toEqual([["student", { loansMax: 3 }]]);
});
