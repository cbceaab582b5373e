import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import { type Bench, book, openBench } from "../cataloguing/testing.ts";
import { checkOut, placeHold, pullList, scanItem } from "../circulation/index.ts";
import { createReader } from "../circulation/testing.ts";
import { addMember, findMemberByCode, listBranches } from "../consortium/index.ts";
import { type Actor, systemActor } from "../kernel/actor.ts";
import { inTransaction, type Tx } from "../kernel/database.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { openDoors } from "../kernel/testing-doors.ts";
import { movesFrom, takePlace } from "../placement/index.ts";
import type { Deposit, DeskActor } from "./deposits.ts";
import { room as storage } from "./room.ts";
import { type depositLineSchema, MOST_IN_DEPOSIT } from "./schema.ts";
import { listStores } from "./stores.ts";

type Code = "JINHE" | "NANSHAN" | "STORE";
type Line = z.output<typeof depositLineSchema>;
let bench: Bench;
let doors: Awaited<ReturnType<typeof openDoors>>;
let store: { branch: string; branchId: number };
const desks = {} as Record<Code, DeskActor>;

const admin = (code: Code): Actor =>
  actorOf({
    ...desks[code],
    grants: [{ role: "member-admin", scope: desks[code].scope }],
  });
const act = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => inTransaction(bench.database.db, work);
const room = (shelfMetres: number, who: Actor = admin("STORE"), volumeMm = 25, branch = store.branch) =>
  doors.act(who, "storage.set-store", {}, { branch, shelfMetres, volumeMm });
const remove = (name: string, who: Actor) => {
  const [member, branch] = name.split("/") as [string, string];
  return doors.act(who, "storage.remove-store", { member, branch });
};

beforeAll(async () => {
  bench = await openBench();
  doors = await openDoors(bench.database, bench.clock, [storage]);
  const { db } = bench.database;
  await inTransaction(db, (tx) => addMember(tx, systemActor, { code: "STORE", name: { en: "Store" } }));
  for (const code of ["JINHE", "NANSHAN", "STORE"] as const) {
    const { id } = await findMemberByCode(db, code);
    const branch = (await listBranches(db, { memberId: id }))[0]!;
    const personId = "00000000-0000-7000-8000-0000000000de";
    const grants = [{ role: "circulation", scope: id }];
    desks[code] = actorOf({ personId, name: code, grants, scope: id, place: branch.id });
    store = { branch: `${code}/${branch.code}`, branchId: branch.id };
  }
  await room(10);
});
afterAll(async () => {
  await doors.close();
  await bench.close();
});

const code = (refusal: string, params?: object) =>
  expect.objectContaining({ code: refusal, ...(params && { params: expect.objectContaining(params) }) });
const beginAt = (storeBranchId: number, who: Code = "JINHE", transfers = false) =>
  doors.act<Deposit>(desks[who], "storage.begin-deposit", {}, { storeBranchId, transfers });
const begin = (who: Code = "JINHE", transfers = false) => beginAt(store.branchId, who, transfers);
const add = (id: string, barcode: string, who: Code = "JINHE") =>
  doors.act<Line>(desks[who], "storage.add-to-deposit", { id }, { barcode });
const send = (id: string, who: Code = "JINHE") => doors.act(desks[who], "storage.send-deposit", { id });
const drop = (id: string) => doors.act(desks.JINHE, "storage.drop-deposit", { id });
const take = (id: string, itemId: number) =>
  doors.act(desks.JINHE, "storage.take-from-deposit", { id, itemId });
const say = (id: string, itemId: number, decision: "deposit" | "withdraw" | "leave", who: Code = "JINHE") =>
  doors.act<Line>(desks[who], "storage.decide", { id, itemId }, { decision });
const scan = (barcode: string, who: Code) =>
  act((tx) => scanItem(tx, desks[who], bench.clock, { barcode, branchId: desks[who].place }));
const shelve = (barcode: string, shelf = "T1", who: Code = "STORE", itemId?: number) =>
  doors.act(desks[who], "storage.shelve", {}, { barcode, shelf, ...(itemId && { itemId }) });
const choosing = (id: string, shelf: object = {}) =>
  doors.act(desks.JINHE, "storage.add-shelf-to-deposit", { id }, shelf);
const callBack = (itemId: number, who: Code = "JINHE") =>
  doors.act(desks[who], "storage.call-back", { itemId });
const lines = async (id: string, who: Code = "JINHE") =>
  (await doors.act<{ items: Line[] }>(desks[who], "storage.deposit-lines", { id }, { limit: 100 })).items;
const figures = async () => (await listStores(bench.database.db, bench.clock))[0]!;
const load = (who: "JINHE" | "NANSHAN", number: string, title: string, ...barcodes: string[]) =>
  bench.load(who, [book(number, title, { barcodes })]);
/** A copy that stands in the store already. */
async function stored(number: string, title: string, barcode: string, transfers = false) {
  await load("JINHE", number, title, barcode);
  const { id } = await begin("JINHE", transfers);
  const line = await add(id, barcode);
  await send(id);
  await scan(barcode, "JINHE");
  await shelve(barcode);
  return { depositId: id, itemId: line.itemId };
}

test("a copy goes to the store: listed, scanned, sent, shelved; readers get it from there and it comes back to its tray", async () => {
  await load("JINHE", "s1", "边城", "S1001");
  const deposit = await begin();
  const line = await add(deposit.id, "S1001");
  expect(line).toMatchObject({ state: "to-send", held: null });
  expect(await movesFrom(bench.database.db, bench.clock, desks.JINHE.place)).toEqual([]);
  expect(await send(deposit.id)).toMatchObject({ items: 1, shelved: 0 });
  expect(await movesFrom(bench.database.db, bench.clock, desks.JINHE.place)).toMatchObject([
    { barcode: "S1001", toBranchId: store.branchId, kind: "store" },
  ]);
  expect(await scan("S1001", "JINHE")).toMatchObject({ kind: "send", place: { kind: "store" } });
  expect(await figures()).toMatchObject({ copies: 0, coming: 1, usedMetres: 0, freeMetres: 10 });
  expect(await shelve("S1001", "A-12-3")).toMatchObject({ shelved: true, givenOver: false });
  expect(await figures()).toMatchObject({ copies: 1, coming: 0, owners: [{ member: "JINHE", copies: 1 }] });
  expect((await lines(deposit.id))[0]).toMatchObject({ state: "stored" });
  // Asked for by a reader of another library it is fetched from its tray there, lent, and comes back.
  const reader = await createReader(bench.database.db, desks.NANSHAN.scope, "N-READER");
  const { rows } = await sql<{ id: number }>`select f.instance_id as id from catalogue.held_item f
    where f.id = ${line.itemId}`.execute(bench.database.db);
  await act((tx) =>
    placeHold(tx, reader, bench.clock, { instanceId: rows[0]!.id, pickupBranchId: desks.NANSHAN.place }),
  );
  expect(await pullList(bench.database.db, store.branchId)).toMatchObject([
    { barcode: "S1001", location: "A-12-3" },
  ]);
  expect(await shelve("S1001")).toMatchObject({ shelved: false, outcome: { kind: "send", reason: "hold" } });
  expect(await scan("S1001", "NANSHAN")).toMatchObject({ kind: "hold-shelf" });
  await act((tx) =>
    checkOut(tx, desks.NANSHAN, bench.clock, {
      patronBarcode: "N-READER",
      itemBarcode: "S1001",
      branchId: desks.NANSHAN.place,
    }),
  );
  expect(await scan("S1001", "NANSHAN")).toMatchObject({ kind: "send", toBranchId: store.branchId });
  expect(await scan("S1001", "STORE")).toMatchObject({ kind: "shelve", place: { location: "A-12-3" } });
  expect((await figures()).asked).toBe(1);
  // Its owner wants it back for good.
  await expect(callBack(line.itemId, "NANSHAN")).rejects.toEqual(code("forbidden"));
  await callBack(line.itemId);
  expect(await scan("S1001", "STORE")).toMatchObject({ kind: "send", toBranchId: desks.JINHE.place });
  expect((await lines(deposit.id))[0]).toMatchObject({ state: "called-back" });
  await expect(callBack(line.itemId)).rejects.toEqual(code("item-not-deposited", { barcode: "S1001" }));
});

test("what came to the store by its desk waits for a shelf, and is a task until it has one", async () => {
  const place = { scope: desks.STORE.scope, place: store.branchId, clock: bench.clock };
  const waiting = () => storage.tasks![0]!.waiting(bench.database.db, place);
  await load("JINHE", "s7", "月下小景", "S7001");
  const { id } = await begin();
  await add(id, "S7001");
  await send(id);
  await scan("S7001", "JINHE");
  expect(await waiting()).toEqual({ count: 0, oldestAt: null });
  await scan("S7001", "STORE");
  expect(await waiting()).toEqual({ count: 1, oldestAt: bench.clock.now() });
  await shelve("S7001");
  expect(await waiting()).toEqual({ count: 0, oldestAt: null });
});

test("what the store has already is told and somebody decides; a second copy in the same deposit too, another part not", async () => {
  await stored("d1", "长河", "D1001");
  await load("NANSHAN", "d1n", "长河", "D1901", "D1902");
  await load("NANSHAN", "d2n", "湘西散记", "D2901", "D2902");
  const { id } = await begin("NANSHAN");
  const same = await add(id, "D1901", "NANSHAN");
  expect(same).toMatchObject({ state: "undecided", held: { barcode: "D1001", location: "T1" } });
  const [first, second] = [await add(id, "D2901", "NANSHAN"), await add(id, "D2902", "NANSHAN")];
  expect([first.state, second.state]).toEqual(["to-send", "undecided"]);
  await sql`update catalogue.item set part = '下册' where barcode = 'D1902'`.execute(bench.database.db);
  expect(await add(id, "D1902", "NANSHAN")).toMatchObject({ state: "to-send" });
  await expect(send(id, "NANSHAN")).rejects.toEqual(code("deposit-undecided", { count: 2 }));
  await say(id, same.itemId, "withdraw", "NANSHAN");
  await say(id, second.itemId, "leave", "NANSHAN");
  await send(id, "NANSHAN");
  expect((await lines(id, "NANSHAN")).map((one) => [one.barcode, one.state]).sort()).toEqual([
    ["D1901", "withdrawn"],
    ["D1902", "on-the-way"],
    ["D2901", "on-the-way"],
    ["D2902", "left"],
  ]);
  // Afterwards too it is told where in the store the copy stands that made this one unneeded.
  expect((await lines(id, "NANSHAN")).find((one) => one.barcode === "D1901")!.held).toEqual(same.held);
  expect((await figures()).spared).toBe(2);
  const { rows } = await sql<{ condition: string }>`select i.condition from catalogue.item_fact i
    where i.barcode = 'D1901'`.execute(bench.database.db);
  expect(rows).toEqual([{ condition: "withdrawn" }]);
  // What was left may go into another deposit; what is on its way may not.
  const next = await begin("NANSHAN");
  expect(await add(next.id, "D2902", "NANSHAN")).toMatchObject({ state: "undecided" });
  await expect(add(next.id, "D2901", "NANSHAN")).rejects.toEqual(code("place-taken"));
});

test("two libraries that send the same title at once: one is sent, the other learns that the store has it now", async () => {
  await load("JINHE", "r1", "八骏图", "R1001");
  await load("NANSHAN", "r1n", "八骏图", "R1901");
  const [a, b] = [await begin("JINHE"), await begin("NANSHAN")];
  expect(await add(a.id, "R1001", "JINHE")).toMatchObject({ state: "to-send" });
  expect(await add(b.id, "R1901", "NANSHAN")).toMatchObject({ state: "to-send" });
  const sent = await Promise.allSettled([send(a.id, "JINHE"), send(b.id, "NANSHAN")]);
  expect(sent.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
  const [refused] = sent.filter((one) => one.status === "rejected");
  expect(refused!.reason).toEqual(code("deposit-undecided", { count: 1 }));
});

test("a copy given over is the store's library's: under its record, with its label; the old owner's load brings none back", async () => {
  const { itemId, depositId } = await stored("g1", "石子船续", "G1001", true);
  expect((await lines(depositId))[0]).toMatchObject({ state: "given-over" });
  const copies = async () =>
    (
      await sql<{ member_id: number; condition: string; branch_id: number; location: string }>`
        select f.member_id, f.condition, f.branch_id, f.location from catalogue.held_item f
        where f.barcode = 'G1001' order by f.id`.execute(bench.database.db)
    ).rows;
  const given = [
    { member_id: desks.JINHE.scope, condition: "withdrawn" },
    { member_id: desks.STORE.scope, condition: "good", branch_id: store.branchId, location: "T1" },
  ];
  expect(await copies()).toMatchObject(given);
  await bench.load("JINHE", [book("g1", "石子船续", { barcodes: ["G1001"], note: "再送" })]);
  expect(await copies()).toMatchObject(given);
  const { rows } = await sql<{ n: number; instances: number }>`select count(*)::int as n,
      count(distinct f.instance_id)::int as instances from catalogue.held_item f where f.barcode = 'G1001'`.execute(
    bench.database.db,
  );
  expect(rows[0]).toEqual({ n: 2, instances: 1 });
  await expect(callBack(itemId)).rejects.toEqual(code("item-not-deposited"));
  // Under the store's own record, when it has one of the title; a label that it uses already is not given twice.
  await stored("g2", "虎雏集", "G2001", true);
  await load("NANSHAN", "g2n", "虎雏集", "G2001");
  const second = await begin("NANSHAN", true);
  const line = await add(second.id, "G2001", "NANSHAN");
  await say(second.id, line.itemId, "deposit", "NANSHAN");
  await send(second.id, "NANSHAN");
  await scan("G2001", "NANSHAN");
  const { rows: theirs } = await sql<{ id: number }>`select f.id from catalogue.held_item f
    where f.barcode = 'G2001' and f.member_id = ${desks.NANSHAN.scope}`.execute(bench.database.db);
  await expect(shelve("G2001", "", "STORE", theirs[0]!.id)).rejects.toEqual(code("barcode-taken"));
  await expect(shelve("G2001")).rejects.toEqual(code("several-items"));
});

test("a store takes what it has room for, to the volume", async () => {
  const { copies, coming } = await figures();
  await load("JINHE", "f1", "月下小景续", "F1001");
  await load("JINHE", "f2", "从文自传续", "F2001");
  const { id } = await begin();
  for (const barcode of ["F1001", "F2001"]) await add(id, barcode);
  // A volume of 100 mm is a tenth of a metre, so that room is counted to the volume.
  const thick = (volumes: number) => room((copies + coming + volumes) / 10, admin("STORE"), 100);
  await thick(1);
  await expect(send(id)).rejects.toEqual(code("store-full", { room: 1, count: 2 }));
  await thick(2);
  expect(await send(id)).toMatchObject({ items: 2 });
  expect((await figures()).freeMetres).toBe(0);
  await room(10);
});

test("a stretch of shelf is chosen by call number and by when it was last lent", async () => {
  await load("JINHE", "c1", "湘行书简", "C1001");
  await load("JINHE", "c2", "新与旧", "C2001");
  await sql`update catalogue.holding h set call_number = x.call_number from (values ('C1001', 'Z1/1'), ('C2001', 'Z1/2'))
    x(barcode, call_number) join catalogue.item i on i.barcode = x.barcode where h.id = i.holding_id`.execute(
    bench.database.db,
  );
  await createReader(bench.database.db, desks.JINHE.scope, "C-READER");
  const patron = { patronBarcode: "C-READER", itemBarcode: "C2001", branchId: desks.JINHE.place };
  await act((tx) => checkOut(tx, desks.JINHE, bench.clock, patron));
  const { id } = await begin();
  const shelf = { location: null, fromCall: "Z1", toCall: "Z1", unusedSince: null };
  const choose = (more: object) => choosing(id, { ...shelf, ...more });
  expect(await choose({})).toEqual({ added: 1, held: 0, left: false });
  await expect(add(id, "C2001")).rejects.toEqual(code("item-not-on-shelf"));
  await scan("C2001", "JINHE");
  expect(await choose({ unusedSince: "2026-11-01" })).toEqual({ added: 0, held: 0, left: false });
  expect(await choose({ unusedSince: "2026-12-01" })).toEqual({ added: 1, held: 0, left: false });
  expect(await choose({ location: "no such" })).toMatchObject({ added: 0 });
  const [one] = await lines(id);
  await take(id, one!.itemId);
  const named = code("item-not-deposited", { barcode: one!.barcode });
  await expect(take(id, one!.itemId)).rejects.toEqual(named);
  await expect(say(id, one!.itemId, "leave")).rejects.toEqual(named);
  await drop(id);
  await expect(lines(id)).rejects.toEqual(code("deposit-unknown"));
});

test("what a library has promised to keep is not withdrawn", async () => {
  await stored("p1", "春灯集", "P1001");
  const promised = book("p2", "春灯集", { barcodes: ["P2001"] });
  promised.fields.push({
    tag: "583",
    ind1: "1",
    ind2: " ",
    subfields: [
      ["a", "committed to retain"],
      ["d", "2030"],
      ["f", "共存计划"],
    ],
  });
  await bench.load("NANSHAN", [promised]);
  const { id } = await begin("NANSHAN");
  const line = await add(id, "P2001", "NANSHAN");
  expect(line.state).toBe("undecided");
  await expect(say(id, line.itemId, "withdraw", "NANSHAN")).rejects.toEqual(
    code("item-promised", { barcode: "P2001" }),
  );
  expect(await say(id, line.itemId, "leave", "NANSHAN")).toMatchObject({ state: "to-leave" });
});

test("the wrong side: another library's copies and deposits, a branch that is no store, a store that is used", async () => {
  await load("JINHE", "w1", "黑凤集", "W1001");
  await load("NANSHAN", "w2", "主妇集", "W2001");
  const { id } = await begin();
  await expect(add(id, "W2001")).rejects.toEqual(code("item-unknown"));
  await expect(add(id, "W2001", "NANSHAN")).rejects.toEqual(code("deposit-unknown"));
  await expect(lines(id, "NANSHAN")).rejects.toEqual(code("deposit-unknown"));
  await expect(lines(id, "STORE")).rejects.toEqual(code("deposit-unknown"));
  await expect(lines("no uuid")).rejects.toEqual(code("deposit-unknown"));
  await expect(send(id)).rejects.toEqual(code("deposit-empty"));
  await add(id, "W1001");
  const other = await begin();
  await expect(add(other.id, "W1001")).rejects.toEqual(code("item-in-deposit", { barcode: "W1001" }));
  await send(id);
  const [sent] = await lines(id);
  for (const late of [
    () => send(id),
    () => add(id, "W1001"),
    () => choosing(id),
    () => say(id, sent!.itemId, "leave"),
    () => take(id, sent!.itemId),
    () => drop(id),
  ])
    await expect(late()).rejects.toEqual(code("deposit-sent"));
  // Once it is sent, the store's library sees it.
  expect(await lines(id, "STORE")).toMatchObject([{ barcode: "W1001", state: "on-the-way" }]);
  const theirs = await doors.act<{ items: Deposit[] }>(desks.STORE, "storage.deposits");
  expect(theirs.items.every((one) => !one.mine)).toBe(true);
  await expect(shelve("W1001", "", "NANSHAN")).rejects.toEqual(code("store-unknown"));
  await expect(room(5, admin("JINHE"))).rejects.toEqual(code("forbidden"));
  await expect(remove(store.branch, admin("STORE"))).rejects.toEqual(code("store-in-use"));
  await expect(remove("STORE/NONE", admin("STORE"))).rejects.toEqual(code("branch-unknown"));
  const { rows } = await sql<{ code: string }>`select b.code from consortium.branch b
    where b.id = ${desks.JINHE.place}`.execute(bench.database.db);
  const own = `JINHE/${rows[0]!.code}`;
  await expect(remove(own, admin("JINHE"))).rejects.toEqual(code("store-unknown"));
  await room(1, admin("JINHE"), 25, own);
  await remove(own, admin("JINHE"));
  await expect(beginAt(desks.JINHE.place)).rejects.toEqual(code("store-unknown"));
});

test("a deposit holds so many copies and not one more", async () => {
  const { id } = await begin();
  await load("JINHE", "m1", "如蕤集", "M1001", "M1002");
  const fill = async (count: number) => {
    await sql`delete from storage.deposit_item where deposit_id = ${id}`.execute(bench.database.db);
    await sql`with made as (
        insert into catalogue.item (record_id, holding_id, member_id, source_key, home_branch_id, current_branch_id)
        select i.record_id, i.holding_id, i.member_id, 'fill-' || ${count}::int || '-' || n, i.home_branch_id, i.current_branch_id
        from catalogue.item i cross join generate_series(1, ${count}::int) n where i.barcode = 'M1002' returning id)
      insert into storage.deposit_item (deposit_id, item_id) select ${id}, m.id from made m`.execute(
      bench.database.db,
    );
  };
  await fill(MOST_IN_DEPOSIT);
  await expect(add(id, "M1001")).rejects.toEqual(code("deposit-full"));
  await expect(choosing(id)).rejects.toEqual(code("deposit-full"));
  await fill(MOST_IN_DEPOSIT - 1);
  expect(await add(id, "M1001")).toMatchObject({ barcode: "M1001" });
});

test("what has changed since a copy was chosen is told when it is sent, and nothing is half sent", async () => {
  await load("JINHE", "x1", "如蕤集续", "X1001");
  await stored("x2", "泥涂集", "X2001");
  await load("JINHE", "x2b", "泥涂集", "X2002");
  await createReader(bench.database.db, desks.JINHE.scope, "X-READER");
  const { id } = await begin();
  const going = await add(id, "X1001");
  const { itemId } = await add(id, "X2002");
  await say(id, itemId, "withdraw");
  const lent = { patronBarcode: "X-READER", itemBarcode: "X2002", branchId: desks.JINHE.place };
  await act((tx) => checkOut(tx, desks.JINHE, bench.clock, lent));
  await expect(send(id)).rejects.toEqual(code("item-not-on-shelf", { barcode: "X2002", status: "on-loan" }));
  await scan("X2002", "JINHE");
  const place = { branchId: desks.JINHE.place, location: "", until: null, note: "", kind: "tour" } as const;
  const { rows } = await sql<{ id: number }>`insert into placement.tour (code, name, member_id, ends_on)
    values ('X', '{}', ${desks.JINHE.scope}, '2030-01-01') returning id`.execute(bench.database.db);
  await act((tx) =>
    takePlace(tx, bench.clock, { ...place, branchId: null, itemId: going.itemId, tourId: rows[0]!.id }),
  );
  await expect(send(id)).rejects.toEqual(code("place-taken", { barcode: "X1001" }));
  expect((await lines(id)).map((one) => one.state).sort()).toEqual(["to-send", "to-withdraw"]);
});

test("a label that two copies share is asked about, and a withdrawn copy goes nowhere", async () => {
  await load("JINHE", "t1", "丈夫集", "T1001");
  await load("JINHE", "t2", "丈夫集续", "T2001");
  const { id } = await begin();
  await expect(shelve("none")).rejects.toEqual(code("item-unknown"));
  await expect(shelve("T1001")).rejects.toEqual(code("item-not-deposited"));
  await sql`update catalogue.item set barcode = 'T1001', shares_key = true where barcode = 'T2001'`.execute(
    bench.database.db,
  );
  await expect(add(id, "T1001")).rejects.toEqual(code("several-items"));
  await sql`update catalogue.item set condition = 'withdrawn' where barcode = 'T1001'
    and not shares_key`.execute(bench.database.db);
  expect(await add(id, "T1001")).toMatchObject({ state: "to-send" });
  await load("JINHE", "t3", "丈夫集三", "T3001");
  await sql`update catalogue.item set condition = 'withdrawn' where barcode = 'T3001'`.execute(
    bench.database.db,
  );
  await expect(add(id, "T3001")).rejects.toEqual(code("item-withdrawn"));
  await expect(shelve("T3001")).rejects.toEqual(code("item-withdrawn"));
});

test("a record that cannot be taken over is told, and the copy stays its owner's", async () => {
  await load("JINHE", "u1", "无题集", "U1001");
  const { id } = await begin("JINHE", true);
  const { itemId } = await add(id, "U1001");
  await send(id);
  await scan("U1001", "JINHE");
  await sql`update catalogue.record r set marc = '{"l":"00000nam a2200000 i 4500","f":[["001","u1"]]}'
    from catalogue.item i where i.record_id = r.id and i.id = ${itemId}`.execute(bench.database.db);
  await expect(shelve("U1001")).rejects.toEqual(code("record-refused", { reason: "no-title" }));
  expect((await lines(id))[0]).toMatchObject({ state: "on-the-way" });
});
