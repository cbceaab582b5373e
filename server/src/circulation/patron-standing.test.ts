import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember, findMemberByCode, listBranches } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { type Database, inTransaction, type Tx } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { addDays, DAY_MS, fixedClock } from "../kernel/time.ts";
import { createPerson } from "../people/index.ts";
import { addCard, blockCard } from "../people/testing.ts";
import { checkOut, placeHold, renewLoan } from "./index.ts";
import { patronStanding, standingFacts } from "./patron-standing.ts";
import { createInstance, createReader } from "./testing.ts";

type Place = { id: number; branchId: number; desk: Actor };
let database: Database;
const places: Record<string, Place> = {};
const clock = fixedClock("2026-02-01T02:00:00Z");
const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(database.db, work);

beforeAll(async () => {
  database = await createTestDatabase();
  for (const [code, timeZone] of [
    ["CHINA", "Asia/Shanghai"],
    ["COAST", "America/Los_Angeles"],
  ] as const) {
    await run((tx) => addMember(tx, systemActor, { code, name: { en: code }, timeZone }));
    const { id } = await findMemberByCode(database.db, code);
    const branchId = (await listBranches(database.db, { memberId: id }))[0]!.id;
    const desk = actorOf({
      personId: "00000000-0000-7000-8000-0000000000de",
      name: "desk",
      grants: [{ role: "circulation", scope: id }],
      scope: id,
      place: branchId,
    });
    places[code] = { id, branchId, desk };
  }
});
afterAll(() => database.close());

const copyAt = async (place: Place): Promise<{ instanceId: number; barcode: string }> => {
  const { instanceId, barcodes } = await createInstance(database.db, [
    { memberId: place.id, branchId: place.branchId },
  ]);
  return { instanceId, barcode: barcodes[0]! };
};
const lend = (place: Place, patronBarcode: string, itemBarcode: string) =>
  run((tx) => checkOut(tx, place.desk, clock, { patronBarcode, itemBarcode, branchId: place.branchId }));
const ask = (place: Place, reader: Actor, instanceId: number) =>
  run((tx) => placeHold(tx, reader, clock, { instanceId, pickupBranchId: place.branchId }));

test("a right ends with the day of its library, at every door alike", async () => {
  const china = places.CHINA!;
  const coast = places.COAST!;
  const there = await createReader(database.db, china.id, "C1", "2026-03-01");
  const here = await createReader(database.db, coast.id, "L1", "2026-03-01");
  clock.set("2026-02-20T02:00:00Z");
  const loan = await lend(china, "C1", (await copyAt(china)).barcode);
  expect(loan.dueOn).toBe("2026-03-01");
  // Half past seven in the morning after, where it is still the last day by UTC.
  clock.set("2026-03-01T23:30:00Z");
  const title = await copyAt(china);
  const over = { code: "affiliation-expired", status: 409, params: { validUntil: "2026-03-01" } };
  await expect(lend(china, "C1", title.barcode)).rejects.toMatchObject(over);
  await expect(ask(china, there, title.instanceId)).rejects.toMatchObject(over);
  await expect(run((tx) => renewLoan(tx, there, clock, loan.id))).rejects.toMatchObject(over);
  clock.set("2026-03-02T03:00:00Z");
  const theirs = await copyAt(coast);
  await ask(coast, here, theirs.instanceId);
  const lent = await lend(coast, "L1", theirs.barcode);
  expect(lent.dueOn).toBe("2026-03-01");
  clock.set("2026-03-02T09:00:00Z");
  await expect(lend(coast, "L1", (await copyAt(coast)).barcode)).rejects.toMatchObject(over);
});

test("the longest of several rights counts, and one without end has none", async () => {
  const china = places.CHINA!;
  clock.set("2026-04-01T02:00:00Z");
  const reader = await createReader(database.db, china.id, "C2", "2026-03-01");
  expect(await patronStanding(database.db, clock, reader.personId)).toMatchObject({ may: false });
  await database.pool.query(
    "insert into people.affiliation (id, person_id, member_id, patron_group, number, valid_until) values (gen_random_uuid(), $1, $2, 'student', 'X2', '2026-04-01')",
    [reader.personId, places.COAST!.id],
  );
  expect(await patronStanding(database.db, clock, reader.personId)).toEqual({
    may: true,
    why: null,
    until: "2026-04-01",
  });
});

test("one blocked card holds for its person, whichever card is put down", async () => {
  const china = places.CHINA!;
  clock.set("2026-05-01T02:00:00Z");
  const reader = await createReader(database.db, china.id, "C3");
  await run((tx) => addCard(tx, systemActor, reader.personId, { memberId: places.COAST!.id, barcode: "L3" }));
  const loan = await lend(china, "L3", (await copyAt(china)).barcode);
  await run((tx) =>
    blockCard(tx, systemActor, { memberId: china.id, barcode: "C3", blockedAt: clock.now() }),
  );
  const title = await copyAt(china);
  const blocked = { code: "card-blocked", status: 409 };
  clock.advance(DAY_MS);
  for (const card of ["C3", "L3"])
    await expect(lend(china, card, title.barcode)).rejects.toMatchObject(blocked);
  await expect(ask(china, reader, title.instanceId)).rejects.toMatchObject(blocked);
  await expect(run((tx) => renewLoan(tx, reader, clock, loan.id))).rejects.toMatchObject(blocked);
  await run((tx) => blockCard(tx, systemActor, { memberId: china.id, barcode: "C3", blockedAt: null }));
  expect((await run((tx) => renewLoan(tx, reader, clock, loan.id))).dueOn).toBe(addDays(loan.dueOn, 1));
});

test("thirty days overdue may still borrow and renew, one day more not until the book is back", async () => {
  const china = places.CHINA!;
  clock.set("2026-06-01T02:00:00Z");
  const reader = await createReader(database.db, china.id, "C4");
  const loan = await lend(china, "C4", (await copyAt(china)).barcode);
  clock.set(`${addDays(loan.dueOn, 30)}T02:00:00Z`);
  const other = await lend(china, "C4", (await copyAt(china)).barcode);
  clock.set(`${addDays(loan.dueOn, 30 + 1)}T02:00:00Z`);
  const late = { code: "overdue-too-long", status: 409, params: { limit: 30 } };
  const title = await copyAt(china);
  await expect(lend(china, "C4", title.barcode)).rejects.toMatchObject(late);
  await expect(ask(china, reader, title.instanceId)).rejects.toMatchObject(late);
  for (const id of [loan.id, other.id])
    await expect(run((tx) => renewLoan(tx, reader, clock, id))).rejects.toMatchObject(late);
});

test("somebody no library knows asks for nothing, and nobody at all is not a person", async () => {
  const nobody = await run((tx) => createPerson(tx, systemActor, { name: "Nobody" }));
  const title = await copyAt(places.CHINA!);
  const actor = actorOf({ personId: nobody.id as string, name: "Nobody" });
  await expect(ask(places.CHINA!, actor, title.instanceId)).rejects.toMatchObject({ code: "library-needed" });
  await expect(
    ask(
      places.CHINA!,
      actorOf({ ...actor, personId: "01a1fd05-4adc-768a-97d3-3b26723e28a9" }),
      title.instanceId,
    ),
  ).rejects.toMatchObject({ code: "person-unknown" });
});

test("of all the loans of a reader and of the region only those are read that may be overdue", async () => {
  const plan = await run(async (tx) => {
    await sql`set local enable_seqscan = off`.execute(tx);
    const facts = standingFacts(sql`'01a1fd05-4adc-768a-97d3-3b26723e28a9'::uuid`, clock.now());
    const { rows } = await sql<{ "QUERY PLAN": string }>`explain select ${facts} as facts`.execute(tx);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
  expect(plan).toContain("loan_open_person");
  expect(plan).toMatch(/Index Cond: \(\(person_id = [^\n]+ AND \(due_on < /);
});
