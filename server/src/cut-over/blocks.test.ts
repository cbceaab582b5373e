import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemActor } from "../kernel/actor.ts";
import { execute } from "../kernel/command.ts";
import { readConfig } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { patronLoads } from "../people/index.ts";
import { buildWorld, type World } from "../people/testing.ts";
import { loadBlocks } from "./blocks.ts";
import type { BlockRow } from "./rows.ts";

let world: World;
const call = () => ({
  db: world.database.db,
  clock: world.clock,
  config: readConfig({}),
  actor: actorOf({ ...systemActor, scope: world.jinhe.id }),
  via: "cli" as const,
});
beforeAll(async () => {
  world = await buildWorld();
  const reader = { name: "甲", group: "student", email: null, phone: null, validUntil: null, balance: null };
  await execute(
    patronLoads.loadPatrons,
    call(),
    {},
    {
      rows: ["1", "2"].map((number, i) => ({ ...reader, line: i + 2, number, card: `C${number}` })),
      dryRun: false,
      debtOver: 0,
    },
  );
});
afterAll(() => world.close());

const row = (reader: string, more: Partial<BlockRow> = {}): BlockRow => ({
  line: 2,
  reader,
  kind: "overdue",
  from: null,
  until: null,
  ...more,
});
const take = (rows: BlockRow[], dryRun = false) =>
  inTransaction(world.database.db, (tx) => loadBlocks(tx, world.clock, world.jinhe.id, { rows, dryRun }));
const takeBack = (dryRun = false) =>
  inTransaction(world.database.db, (tx) => patronLoads.undoBlocks(tx, world.clock, world.jinhe.id, dryRun));
const isHeld = async (barcode: string): Promise<boolean> => {
  const { rows } = await sql<{ is_held: boolean }>`select is_held from people.card
    where barcode = ${barcode} and member_id = ${world.jinhe.id}`.execute(world.database.db);
  return rows[0]!.is_held;
};

test("blocks of the old system hold on every card at once; the same list again changes nothing", async () => {
  const rows = [
    row("1", { kind: "欠款", until: "2027-01-31" }),
    row("C2", { kind: "SUSPENSION", from: "2026-11-01" }),
  ];
  expect(await take(rows, true)).toMatchObject({ created: 2, unchanged: 0 });
  expect(await isHeld("C1")).toBe(false);
  expect(await take(rows)).toMatchObject({ read: 2, created: 2, unchanged: 0, rejected: [] });
  expect([await isHeld("C1"), await isHeld("C2")]).toEqual([true, true]);
  expect(await take(rows)).toMatchObject({ created: 0, unchanged: 2 });
});

test("every line that cannot be taken says why", async () => {
  const { rejected, created } = await take(
    [
      row(""),
      row("nobody"),
      row("1", { kind: "???" }),
      row("1", { kind: "00" }),
      row("1", { from: "soon" }),
      row("1", { until: "2026-13-01" }),
      row("1", { from: "2026-12-02", until: "2026-12-01" }),
      row("1", { until: "2026-11-19" }),
      row("1", { until: "2026-11-20" }),
      row("1", { until: "20261120" }),
    ].map((one, i) => ({ ...one, line: i + 2 })),
  );
  expect(created).toBe(1);
  expect(rejected.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    "2 reader-missing",
    "3 reader-unknown",
    "4 block-kind-unknown",
    "5 block-kind-unknown",
    "6 date-invalid",
    "7 date-invalid",
    "8 block-days-invalid",
    "9 block-over",
    "11 block-twice",
  ]);
});

test.each([
  ["超期未还", "overdue"],
  ["OVERDUES", "overdue"],
  ["欠费12.50", "debt"],
  ["图书污损", "damage"],
  ["违章", "conduct"],
  ["毕业离校", "leaving"],
  ["DISCHARGE", "leaving"],
  ["MANUAL", "other"],
  ["05", "other"],
])("%s of another system is %s here", async (called, kind) => {
  const until = "2031-01-31";
  expect((await take([row("1", { kind: called, until })])).rejected).toEqual([]);
  const { rows } = await sql<{ kind: string }>`delete from people.block where until_on = ${until}::date
    returning kind`.execute(world.database.db);
  expect(rows).toEqual([{ kind }]);
});

test("loaded blocks are taken back and the cards are free again; what was set or lifted here stays", async () => {
  const { db } = world.database;
  expect(await takeBack(true)).toEqual({ undone: 3, kept: 0, left: 0 });
  expect([await isHeld("C1"), await isHeld("C2")]).toEqual([true, true]);
  await sql`update people.block set lifted_at = now() where kind = 'debt' and is_loaded`.execute(db);
  await sql`insert into people.block (id, person_id, member_id, kind, from_on, set_at)
    select gen_random_uuid(), person_id, member_id, 'conduct', '2026-11-01', now() from people.card
    where barcode = 'C2' and member_id = ${world.jinhe.id}`.execute(db);
  expect(await takeBack()).toEqual({ undone: 2, kept: 1, left: 0 });
  expect([await isHeld("C1"), await isHeld("C2")]).toEqual([false, true]);
  expect(await takeBack()).toEqual({ undone: 0, kept: 1, left: 0 });
});
