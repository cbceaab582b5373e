import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../../kernel/actor.ts";
import { execute } from "../../kernel/command.ts";
import { readConfig } from "../../kernel/config.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { readDay } from "../../kernel/time.ts";
import { buildWorld, type World } from "../testing-world.ts";
import { readBalance } from "./balances.ts";
import { loadPatrons } from "./commands.ts";
import type { LoadCounts, PatronRow } from "./load.ts";

let world: World;
beforeAll(async () => {
  world = await buildWorld();
});
afterAll(() => world.close());

const row = (number: string, more: Partial<PatronRow> = {}): PatronRow => ({
  line: 2,
  number,
  name: `读者${number}`,
  group: "student",
  email: null,
  phone: null,
  validUntil: null,
  card: null,
  balance: null,
  ...more,
});

async function take(
  rows: PatronRow[],
  options: { member?: number; dryRun?: boolean; debtOver?: number } = {},
): Promise<LoadCounts> {
  const { db } = world.database;
  const actor = actorOf({ ...systemActor, scope: options.member ?? world.jinhe.id });
  const call = { db, clock: world.clock, config: readConfig({}), actor, via: "cli" as const };
  const { dryRun = false, debtOver = 10 } = options;
  return await execute(loadPatrons, call, {}, { rows, dryRun, debtOver });
}
const counts = ({ created, updated, unchanged, rejected }: LoadCounts): number[] => [
  created,
  updated,
  unchanged,
  rejected.length,
];

test("a list is taken over, the same list again changes nothing, and a dry run writes nothing", async () => {
  const rows = [row("1", { card: "K-1", validUntil: "2027/6/30" }), row("2", { email: "two@example.org" })];
  expect(counts(await take(rows, { dryRun: true }))).toEqual([2, 0, 0, 0]);
  expect(counts(await take(rows))).toEqual([2, 0, 0, 0]);
  expect(counts(await take(rows))).toEqual([0, 0, 2, 0]);
});

test.each<[string, Partial<PatronRow>]>([
  ["name", { name: "另一个名字" }],
  ["group", { group: "staff" }],
  ["telephone", { phone: "13800000000" }],
  ["last day", { validUntil: "20280630" }],
  ["card", { card: "K-1b" }],
])("another %s is one update, and none the next time", async (_what, more) => {
  expect(counts(await take([row("1", more)]))).toEqual([0, expect.any(Number), expect.any(Number), 0]);
  const again = await take([row("1", more)]);
  expect(counts(again)).toEqual([0, 0, 1, 0]);
});

test("what a line leaves empty stays, and whoever is missing from the list stays", async () => {
  await take([row("3", { email: "three@example.org", phone: "13900000003" })]);
  expect(counts(await take([row("3")]))).toEqual([0, 0, 1, 0]);
  const { rows } = await sql`select a.number, a.email from people.affiliation a
    where a.member_id = ${world.jinhe.id} order by a.number`.execute(world.database.db);
  expect(rows).toEqual([
    { number: "1", email: null },
    { number: "2", email: "two@example.org" },
    { number: "3", email: "three@example.org" },
  ]);
});

test("the same numbers and cards at another library are other people", async () => {
  expect(counts(await take([row("1", { card: "K-1" })], { member: world.nanshan.id }))).toEqual([1, 0, 0, 0]);
});

test("a reader whose time was ended is one again", async () => {
  await sql`update people.affiliation set status = 'ended', valid_until = '2026-01-01'
    where member_id = ${world.jinhe.id} and number = '3'`.execute(world.database.db);
  expect(counts(await take([row("3", { validUntil: "2029-06-30" })]))).toEqual([0, 1, 0, 0]);
});

test("lines that are no reader are told with their reason, and the others go in", async () => {
  const bad: [Partial<PatronRow>, string][] = [
    [{ number: "" }, "number-missing"],
    [{ name: "" }, "name-missing"],
    [{ group: "" }, "group-missing"],
    [{ email: "nowhere" }, "email-invalid"],
    [{ phone: "ask the dean" }, "phone-invalid"],
    [{ validUntil: "31.02.2027" }, "date-invalid"],
    [{ card: "two words" }, "barcode-invalid"],
    [{ balance: "a lot" }, "balance-invalid"],
    [{ card: "K-1" }, "card-exists"],
    [{ number: "2" }, "number-twice"],
    [{ number: "9".repeat(65) }, "number-too-long"],
  ];
  const rows = [row("2"), ...bad.map(([more], at) => row(`bad-${at}`, { ...more, line: at + 3 }))];
  const result = await take(rows);
  expect(result.rejected.map(({ reason }) => reason)).toEqual(bad.map(([, reason]) => reason));
  expect(counts(result)).toEqual([0, 0, 1, bad.length]);
});

test.each([
  ["2027-06-30", "2027-06-30"],
  ["2027/6/30", "2027-06-30"],
  ["2027.06.30", "2027-06-30"],
  ["20270630", "2027-06-30"],
  ["2027年6月30日", "2027-06-30"],
  ["２０２７-06-30", "2027-06-30"],
  ["2027-06-30 00:00:00", "2027-06-30"],
  ["2027-02-30", null],
  ["30/06/2027", null],
  ["", null],
])("%j is the day %s", (text, day) => {
  expect(readDay(text)).toBe(day);
});

test("who owes more than the library lets pass is blocked on every card until a list says less; a desk's block stays", async () => {
  const { db } = world.database;
  const state = async (): Promise<unknown[]> =>
    (
      await sql`select a.owes::float8 as owes, c.is_held as held,
        (select count(*)::int from people.block b where b.person_id = a.person_id and b.lifted_at is null) as blocks
      from people.affiliation a join people.card c on c.person_id = a.person_id and c.member_id = a.member_id
      where a.member_id = ${world.jinhe.id} and a.number = 'debtor'`.execute(db)
    ).rows;
  const owing = (balance: string | null) => take([row("debtor", { card: "K-DEBT", balance })]);
  expect(counts(await owing("10.00"))).toEqual([1, 0, 0, 0]);
  expect(await state()).toEqual([{ owes: 10, held: false, blocks: 0 }]);
  expect(counts(await owing("￥10.01"))).toEqual([0, 1, 0, 0]);
  expect(await state()).toEqual([{ owes: 10.01, held: true, blocks: 1 }]);
  expect(counts(await owing(null))).toEqual([0, 0, 1, 0]);
  expect(await state()).toEqual([{ owes: 10.01, held: true, blocks: 1 }]);
  await sql`insert into people.block (id, person_id, member_id, kind, from_on, set_at)
    select gen_random_uuid(), person_id, member_id, 'debt', '2026-11-01', now() from people.affiliation
    where member_id = ${world.jinhe.id} and number = 'debtor'`.execute(db);
  expect(counts(await owing("-3"))).toEqual([0, 1, 0, 0]);
  expect(await state()).toEqual([{ owes: 0, held: true, blocks: 1 }]);
});

test("a list that does not say what a reader owes neither blocks nor lifts, whatever it lets pass", async () => {
  const blocks = async (number: string): Promise<unknown[]> =>
    (
      await sql`select 1 from people.block b join people.affiliation a on a.id = b.owing_id
        where a.number = ${number} and b.lifted_at is null`.execute(world.database.db)
    ).rows;
  await take([row("owes-8", { balance: "8" }), row("owes-12", { balance: "12" })]);
  await take([row("owes-8")], { debtOver: 0 });
  await take([row("owes-12")], { debtOver: 100 });
  expect(await blocks("owes-8")).toHaveLength(0);
  expect(await blocks("owes-12")).toHaveLength(1);
});

test.each([
  ["12.5", 12.5],
  ["¥1,200.00", 1200],
  ["３ 元", 3],
  ["-4.20", 0],
  ["12.345", null],
  ["ten", null],
  ["", null],
])("%j owed is %s yuan", (text, yuan) => {
  expect(readBalance(text)).toBe(yuan);
});
