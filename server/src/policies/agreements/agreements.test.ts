import { afterAll, beforeAll, expect, test } from "vitest";
import { type PolicyWorld, policyWorld } from "../testing.ts";
import { type Agreement, demandAgreements } from "./agreements.ts";

let world: PolicyWorld;
beforeAll(async () => {
  world = await policyWorld();
});
afterAll(() => world.close());

const agreement = (more: object = {}) => ({
  lender: "JINHE",
  borrower: "NANSHAN",
  period: "P14D",
  quota: 20,
  validFrom: "2026-11-01",
  blackouts: [{ from: "2027-06-20", until: "2027-07-05" }],
  ...more,
});
const put = (who: string, more: object = {}) => world.ask(who, "PUT /agreements", agreement(more));

test("a library says what it lends to another's readers; both see it, and its value comes before its rules", async () => {
  const { body } = await put("jinhe");
  expect(body).toMatchObject({
    lender: "JINHE",
    borrower: "NANSHAN",
    period: "P14D",
    lends: true,
    quota: 20,
  });
  for (const [who, member] of [
    ["jinhe", "JINHE"],
    ["nanshan", "NANSHAN"],
  ] as const) {
    const list = await world.ask(who, `GET /agreements?member=${member}`);
    expect(list.body.items).toMatchObject([{ id: body.id }]);
  }
  const terms = await world.ask("jinhe", "GET /loan-terms?member=JINHE&home=NANSHAN");
  expect(terms.body.period).toMatchObject([
    { value: "P14D", origin: "agreement", ruleId: body.id },
    { value: "P30D", origin: "figures" },
  ]);
  expect((await world.ask("jinhe", "GET /loan-terms?member=JINHE&home=JINHE")).body.period).toMatchObject([
    { value: "P30D" },
  ]);
  const before = await world.ask("jinhe", "GET /loan-terms?member=JINHE&home=NANSHAN&day=2026-10-31");
  expect(before.body.period).toMatchObject([{ value: "P30D" }]);
  expect((await put("jinhe", { id: body.id, period: "P7D" })).body).toMatchObject({
    id: body.id,
    period: "P7D",
  });
  expect((await world.ask("jinhe", `DELETE /agreements/${body.id}`)).status).toBe(204);
  const after = await world.ask("office", "GET /agreements");
  expect(after.body.items).toMatchObject([{ id: body.id, validUntil: "2026-11-28" }]);
});

test.each<[object, number, string]>([
  [{ borrower: "JINHE" }, 400, "agreement-invalid"],
  [{ validUntil: "2026-10-31" }, 400, "agreement-invalid"],
  [{ quota: -1 }, 400, "agreement-invalid"],
  [{ guestsMax: 100_001 }, 400, "agreement-invalid"],
  [{ renewalsMax: 21 }, 400, "agreement-invalid"],
  [{ loansMax: 501 }, 400, "agreement-invalid"],
  [{ blackouts: [{ from: "2027-01-02", until: "2027-01-01" }] }, 400, "agreement-invalid"],
  [{ period: "P366D" }, 400, "loan-rule-invalid"],
  [{ lender: "NONE" }, 404, "member-unknown"],
  [{ borrower: "NONE" }, 404, "member-unknown"],
  [{ id: 999_999 }, 404, "agreement-unknown"],
])("an agreement of %j is refused with %i %s", async (more, status, code) => {
  expect(await put("office", more)).toMatchObject({ status, body: { code } });
});

test("two agreements of the same readers, books and day are one", async () => {
  await put("jinhe", { validFrom: "2027-01-01" });
  expect(await put("jinhe", { validFrom: "2027-01-01" })).toMatchObject({
    body: { code: "agreement-exists" },
  });
  expect((await put("jinhe", { validFrom: "2027-01-01", itemClass: "dvd" })).status).toBe(200);
  expect((await world.ask("office", "GET /agreements?member=NONE")).body.code).toBe("member-unknown");
  expect((await world.ask("office", "DELETE /agreements/999999")).body.code).toBe("agreement-unknown");
});

test("the lender's administrators and the office agree, nobody else; the borrower's see it", async () => {
  const { body } = await put("jinhe", { validFrom: "2027-03-01" });
  const tried: [string, object | undefined][] = [
    ["PUT /agreements", agreement()],
    [`DELETE /agreements/${body.id}`, undefined],
    ["GET /agreements?member=JINHE", undefined],
  ];
  for (const [operation, payload] of tried) {
    expect((await world.ask("nobody", operation, payload)).status).toBe(401);
    for (const who of ["reader", "desk", "nanshan"])
      expect(await world.ask(who, operation, payload), `${who} ${operation}`).toMatchObject({ status: 403 });
  }
});

const one = (more: Partial<Agreement>): Agreement => ({
  id: 1,
  lenderId: 1,
  lender: "A",
  borrowerId: null,
  borrower: null,
  facts: {},
  says: {},
  lends: true,
  quota: null,
  guestsMax: null,
  localFirstDays: 0,
  validFrom: "2026-01-01",
  validUntil: null,
  blackouts: [],
  ...more,
});
const about = { day: "2026-06-20" };

test("of two agreements the more exact says whether anything goes out; quotas and capacities hold at their number", () => {
  const all = one({ id: 1, lends: false });
  const some = one({ id: 2, borrower: "B", borrowerId: 2 });
  expect(() => demandAgreements([all], about, [])).toThrow(/agreement-refuses/);
  expect(() => demandAgreements([all, some], about, [])).not.toThrow();
  const out = one({ id: 3, blackouts: [{ from: "2026-06-20", until: "2026-06-20" }] });
  expect(() => demandAgreements([some, out], about, [])).toThrow(/agreement-blackout/);
  expect(() => demandAgreements([some, out], { day: "2026-06-21" }, [])).not.toThrow();
  const count = { agreementId: 4, loans: 4, guests: 4, isGuest: false };
  expect(() => demandAgreements([one({ id: 4, quota: 5 })], about, [count])).not.toThrow();
  expect(() => demandAgreements([one({ id: 4, quota: 4 })], about, [count])).toThrow(/agreement-quota/);
  expect(() => demandAgreements([one({ id: 4, guestsMax: 5 })], about, [count])).not.toThrow();
  expect(() => demandAgreements([one({ id: 4, guestsMax: 4 })], about, [count])).toThrow(/agreement-guests/);
  expect(() =>
    demandAgreements([one({ id: 4, guestsMax: 4 })], about, [{ ...count, isGuest: true }]),
  ).not.toThrow();
});
