import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type PolicyWorld, policyWorld } from "../testing.ts";

let world: PolicyWorld;
beforeAll(async () => {
  world = await policyWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await sql`delete from policies.rule_example`.execute(world.database.db);
  await sql`delete from policies.rule_draft`.execute(world.database.db);
  await sql`delete from policies.loan_rule where member_id is not null`.execute(world.database.db);
});

const example = (more: object = {}) => ({
  member: "JINHE",
  name: "A student borrows a book",
  facts: { patronGroup: "student", itemClass: "book" },
  says: { period: "P30D" },
  ...more,
});
const begin = async (): Promise<number> => {
  const { body } = await world.ask("jinhe", "POST /rule-drafts", { member: "JINHE", name: "Exam weeks" });
  return body.id as number;
};
const period = async (): Promise<unknown> => {
  const { body } = await world.ask(
    "jinhe",
    "GET /loan-terms?member=JINHE&patronGroup=student&itemClass=book",
  );
  return (body.period as { value: string }[])[0]!.value;
};

test("while an example fails, no rule is changed, neither at once nor by a draft, nor taken away", async () => {
  const { body } = await world.ask("jinhe", "PUT /rule-examples", example());
  expect(body).toMatchObject({ name: "A student borrows a book", otherwise: [] });
  const rule = { member: "JINHE", patronGroup: "student", period: "P14D" };
  expect(await world.ask("jinhe", "PUT /loan-rules", rule)).toMatchObject({
    status: 409,
    body: { code: "rule-examples-fail", params: { names: "A student borrows a book" } },
  });
  expect(await period()).toBe("P30D");
  const id = await begin();
  const drafted = await world.ask("jinhe", `PUT /rule-drafts/${id}/rules`, {
    patronGroup: "student",
    period: "P14D",
  });
  expect(drafted.body).toMatchObject({
    changes: [{ set: { patronGroup: "student", period: "P14D" } }],
    examples: [{ otherwise: [{ value: "period", expected: "P30D", got: "P14D" }] }],
  });
  expect(await world.ask("jinhe", `POST /rule-drafts/${id}/publication`, {})).toMatchObject({
    body: { code: "rule-examples-fail" },
  });
  const changed = example({ id: body.id, says: { period: "P14D" } });
  expect((await world.ask("jinhe", "PUT /rule-examples", changed)).body.otherwise).toEqual([
    { value: "period", expected: "P14D", got: "P30D" },
  ]);
  expect(await world.ask("jinhe", `POST /rule-drafts/${id}/publication`, {})).toMatchObject({
    status: 200,
    body: { set: 1 },
  });
  expect(await period()).toBe("P14D");
  const rules = (await world.ask("jinhe", "GET /loan-rules?member=JINHE")).body.items as { id: number }[];
  expect(await world.ask("jinhe", `DELETE /loan-rules/${rules[0]!.id}`)).toMatchObject({
    body: { code: "rule-examples-fail" },
  });
});

test("a draft's rules take effect together on its day, and a rule it takes away ends then", async () => {
  const { body: old } = await world.ask("jinhe", "PUT /loan-rules", {
    member: "JINHE",
    patronGroup: "student",
    period: "P20D",
  });
  const id = await begin();
  await world.ask("jinhe", `PUT /rule-drafts/${id}/rules`, { itemClass: "book", period: "P5D" });
  await world.ask("jinhe", `PUT /rule-drafts/${id}/rules`, { itemClass: "book", period: "P6D" });
  const { body } = await world.ask("jinhe", `DELETE /rule-drafts/${id}/rules/${old.id}`);
  expect(body.changes).toMatchObject([
    { set: { period: "P6D" } },
    { removed: old.id, was: { patronGroup: "student", period: "P20D", itemClass: null } },
  ]);
  const published = await world.ask("jinhe", `POST /rule-drafts/${id}/publication`, { from: "2026-12-15" });
  expect(published.body).toEqual({ set: 1 });
  expect(await period()).toBe("P20D");
  world.clock.set("2026-12-14T16:00:00Z");
  expect(await period()).toBe("P6D");
  world.clock.set("2026-11-29T04:00:00Z");
  expect((await world.ask("jinhe", "GET /rule-drafts?member=JINHE")).body.items).toEqual([]);
  const history = (await world.ask("jinhe", "GET /rule-changes?member=JINHE&limit=1")).body;
  expect(history).toMatchObject({ items: [{ name: "Exam weeks", effectiveAt: "2026-12-14T16:00:00.000Z" }] });
  expect(JSON.stringify(history.items)).toContain('"period":"P20D"');
  expect(history.next).not.toBeNull();
});

test("what cannot be published, drafted or found is refused", async () => {
  const id = await begin();
  const code = async (operation: string, payload?: object) =>
    (await world.ask("jinhe", operation, payload)).body.code;
  const publication = `POST /rule-drafts/${id}/publication`;
  expect(await code(publication, {})).toBe("rule-draft-empty");
  const rules = `PUT /rule-drafts/${id}/rules`;
  expect(await code(rules, {})).toBe("loan-rule-empty");
  expect(await code(rules, { period: "P0D" })).toBe("loan-rule-invalid");
  expect(await code(rules, { period: "P5D", locked: true })).toBe("loan-rule-lock");
  expect(await code(rules, { holdsMax: 5, itemClass: "map" })).toBe("loan-rule-holds-class");
  expect(await code(`DELETE /rule-drafts/${id}/rules/999999`)).toBe("loan-rule-unknown");
  await world.ask("jinhe", rules, { patronGroup: "guest", loansMax: 9 });
  expect(await code(publication, { from: "2026-11-28" })).toBe("rule-date-past");
  await world.ask("office", "PUT /loan-rules", {
    member: null,
    patronGroup: "guest",
    loansMax: 3,
    locked: true,
  });
  expect(await code(publication, {})).toBe("loan-rule-locked");
  expect(await code(rules, { patronGroup: "guest", loansMax: 8 })).toBe("loan-rule-locked");
  await sql`update policies.rule_draft set changes = '[{"removed": 999999}]'`.execute(world.database.db);
  expect(await code(publication, {})).toBe("loan-rule-unknown");
  const many = Array.from({ length: 500 }, (_, n) => ({ removed: n + 1_000_000 }));
  await sql`update policies.rule_draft set changes = ${JSON.stringify(many)}::jsonb`.execute(
    world.database.db,
  );
  expect(await code(rules, { patronGroup: "x", loansMax: 9 })).toBe("rule-draft-full");
  const { body: rule } = await world.ask("jinhe", "PUT /loan-rules", {
    member: "JINHE",
    patronGroup: "y",
    loansMax: 9,
  });
  expect(await code(`DELETE /rule-drafts/${id}/rules/${rule.id}`)).toBe("rule-draft-full");
  expect((await world.ask("jinhe", `DELETE /rule-drafts/${id}`)).status).toBe(204);
  for (const operation of [
    `DELETE /rule-drafts/${id}`,
    `GET /rule-drafts/${id}`,
    `DELETE /rule-drafts/${id}/rules/1`,
  ])
    expect(await code(operation)).toBe("rule-draft-unknown");
  expect(await code(rules, { loansMax: 9 })).toBe("rule-draft-unknown");
  expect(await code(publication, {})).toBe("rule-draft-unknown");
  expect(await code("PUT /rule-examples", example({ id: 999_999 }))).toBe("rule-example-unknown");
  expect(await code("PUT /rule-examples", example({ says: {} }))).toBe("loan-rule-empty");
  expect(await code("DELETE /rule-examples/999999")).toBe("rule-example-unknown");
  const nowhere = async (operation: string, payload?: object) =>
    (await world.ask("office", operation, payload)).body.code;
  expect(await nowhere("PUT /rule-examples", example({ member: "NONE" }))).toBe("member-unknown");
  expect(await nowhere("GET /rule-examples?member=NONE")).toBe("member-unknown");
  expect(await nowhere("POST /rule-drafts", { member: "NONE", name: "x" })).toBe("member-unknown");
  expect(await nowhere("GET /rule-drafts?member=NONE")).toBe("member-unknown");
});

test("drafts and examples are the library's own administrators' and the office's", async () => {
  const id = await begin();
  const { body } = await world.ask("jinhe", "PUT /rule-examples", example());
  const tried: [string, object | undefined][] = [
    ["PUT /rule-examples", example()],
    [`DELETE /rule-examples/${body.id}`, undefined],
    ["GET /rule-examples?member=JINHE", undefined],
    ["POST /rule-drafts", { member: "JINHE", name: "x" }],
    [`PUT /rule-drafts/${id}/rules`, { loansMax: 3 }],
    [`DELETE /rule-drafts/${id}/rules/1`, undefined],
    [`POST /rule-drafts/${id}/publication`, {}],
    [`DELETE /rule-drafts/${id}`, undefined],
    ["GET /rule-drafts?member=JINHE", undefined],
    [`GET /rule-drafts/${id}`, undefined],
  ];
  for (const [operation, payload] of tried) {
    expect((await world.ask("nobody", operation, payload)).status).toBe(401);
    for (const who of ["reader", "desk", "nanshan"])
      expect(await world.ask(who, operation, payload), `${who} ${operation}`).toMatchObject({ status: 403 });
  }
  expect((await world.ask("jinhe", `DELETE /rule-examples/${body.id}`)).status).toBe(204);
});
