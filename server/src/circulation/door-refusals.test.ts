import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "../kernel/actor.ts";
import { type Database, inTransaction } from "../kernel/database.ts";
import type { App } from "../kernel/http.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { actorOf } from "../kernel/testing-actors.ts";
import { doorsOf } from "../kernel/testing-doors.ts";
import { DAY_MS, fixedClock, MINUTE_MS } from "../kernel/time.ts";
import { addCard, blockCard } from "../people/testing.ts";
import { lendingCommands } from "./desk/lending-doors.ts";
import { scanItem, setAside } from "./index.ts";
import { readerCommands } from "./reader-doors.ts";
import { createBranch, createInstance, createReader, createRegion, type TestRegion } from "./testing.ts";
import { openDesks, signInAs } from "./testing-desks.ts";

const clock = fixedClock("2026-11-20T02:00:00Z");
let database: Database;
let app: App;
let region: TestRegion;
let doors: ReturnType<typeof doorsOf>;
let east: Record<string, string>;
let west: Record<string, string>;
/** Live requests that a reader may have when no rule says otherwise. */
const MOST_HOLDS = 50;
const NONE = "0199f000-0000-7000-8000-00000000dead";
const run = <T>(work: Parameters<typeof inTransaction<T>>[1]): Promise<T> => inTransaction(database.db, work);

beforeAll(async () => {
  database = await createTestDatabase();
  region = await createRegion(database.db);
  app = await openDesks(database, clock);
  const { EAST, WEST } = region.members;
  east = await signInAs(database, app, "east", { member: "EAST", branchId: EAST.branchId });
  west = await signInAs(database, app, "west", { member: "WEST", branchId: WEST.branchId });
  doors = doorsOf(app, [...readerCommands, ...lendingCommands]);
});
afterAll(async () => {
  await app.close();
  await database.close();
});

let cards = 0;
type Someone = { actor: Actor; card: string; headers: Record<string, string> };

/** A reader of EAST who is signed in. */
async function someone(validUntil: string | null = null): Promise<Someone> {
  const card = `E${++cards}`;
  const headers = await signInAs(database, app, card.toLowerCase());
  const { rows } = await sql<{ id: string }>`select c.person_id as id from people.credential c
    where c.login = ${card.toLowerCase()}`.execute(database.db);
  const actor = actorOf({ personId: rows[0]!.id, name: card });
  const { id } = region.members.EAST;
  await sql`insert into people.affiliation (id, person_id, member_id, patron_group, number, valid_until)
    values (gen_random_uuid(), ${actor.personId}, ${id}, 'student', ${card}, ${validUntil})`.execute(
    database.db,
  );
  await run((tx) => addCard(tx, region.members.EAST.desk, actor.personId, { memberId: id, barcode: card }));
  return { actor, card, headers };
}

/** A title with one copy at EAST, and one at WEST when asked. */
async function title(
  more: { forLoan?: boolean; barcode?: string; both?: boolean } = {},
): Promise<{ instanceId: number; barcode: string; itemId: number }> {
  const { EAST, WEST } = region.members;
  const { both, ...copy } = more;
  const made = await createInstance(database.db, [
    { memberId: EAST.id, branchId: EAST.branchId, ...copy },
    ...(both ? [{ memberId: WEST.id, branchId: WEST.branchId, ...copy }] : []),
  ]);
  return { instanceId: made.instanceId, barcode: made.barcodes[0]!, itemId: made.itemIds[0]! };
}

/** Sends as the desk at EAST, a minute after the last time: look-ups are counted. */
async function desk(name: string, body: object, params = {}, headers = east): Promise<string | null> {
  clock.advance(6 * MINUTE_MS);
  return await doors.code(headers, `circulation.${name}`, params, body);
}
const lend = (
  patronBarcode: string,
  itemBarcode: string,
  more = {},
  headers = east,
): Promise<string | null> => desk("check-out", { patronBarcode, itemBarcode, ...more }, {}, headers);
const ask = ({ headers }: Someone, instanceId: number, more = {}): Promise<string | null> =>
  doors.code(
    headers,
    "circulation.ask",
    {},
    {
      instanceId,
      pickupBranchId: region.members.EAST.branchId,
      ...more,
    },
  );
const askFor = ({ card }: Someone, instanceId: number, more = {}): Promise<string | null> =>
  desk("ask-for-reader", {
    patronBarcode: card,
    instanceId,
    pickupBranchId: region.members.EAST.branchId,
    ...more,
  });

describe("readers who may not borrow, at every door", () => {
  test("blocked, ended, overdue, of no library", async () => {
    const { EAST } = region.members;
    const blocked = await someone();
    await run((tx) =>
      blockCard(tx, EAST.desk, { memberId: EAST.id, barcode: blocked.card, blockedAt: clock.now() }),
    );
    const ended = await someone("2026-01-01");
    const late = await someone();
    const lent = await title();
    expect(await lend(late.card, lent.barcode)).toBeNull();
    const borrowed: Record<string, string> = {};
    for (const [code, { actor }] of Object.entries({
      "card-blocked": blocked,
      "affiliation-expired": ended,
    })) {
      const { barcode } = await title();
      await lendAnyway(actor.personId, barcode);
      borrowed[code] = await loanOf(barcode);
    }
    await sql`update circulation.loan set due_on = '2026-01-01' where item_id = ${lent.itemId}`.execute(
      database.db,
    );
    borrowed["overdue-too-long"] = await loanOf(lent.barcode);
    for (const [code, one] of Object.entries({
      "card-blocked": blocked,
      "affiliation-expired": ended,
      "overdue-too-long": late,
    })) {
      const { instanceId, barcode } = await title();
      expect(await lend(one.card, barcode), code).toBe(code);
      expect(await ask(one, instanceId), code).toBe(code);
      expect(await askFor(one, instanceId), code).toBe(code);
      expect(await doors.code(one.headers, "circulation.renew", { id: borrowed[code]! })).toBe(code);
    }
    const stranger = { headers: await signInAs(database, app, "stranger"), card: "", actor: EAST.desk };
    expect(await ask(stranger, (await title()).instanceId)).toBe("library-needed");
  });
});

describe("at the desk", () => {
  test("cards and barcodes that are nobody's, or several's", async () => {
    const { EAST, MID, WEST } = region.members;
    const { barcode, instanceId } = await title();
    expect(await lend("NOBODY", barcode)).toBe("patron-unknown");
    expect(await askFor({ card: "NOBODY" } as Someone, instanceId)).toBe("patron-unknown");
    for (const { id } of [EAST, MID]) await createReader(database.db, id, "SAME");
    expect(await lend("SAME", barcode, {}, west)).toBe("several-patrons");
    const body = { patronBarcode: "SAME", instanceId, pickupBranchId: WEST.branchId };
    expect(await desk("ask-for-reader", body, {}, west)).toBe("several-patrons");
    const one = await someone();
    expect(await lend(one.card, "NOTHING")).toBe("item-unknown");
    await createInstance(database.db, [
      { memberId: MID.id, branchId: MID.branchId, barcode: "TWICE" },
      { memberId: WEST.id, branchId: WEST.branchId, barcode: "TWICE" },
    ]);
    expect(await lend(one.card, "TWICE")).toBe("several-items");
  });

  test("a card that was good once says why it is no longer, since when, and to its own library whose it was", async () => {
    const { EAST } = region.members;
    const { barcode, instanceId } = await title();
    const one = await someone();
    const since = clock.now().toISOString().slice(0, 10);
    for (const reason of ["lost", "replaced"]) {
      const card = `GONE-${reason}`;
      await sql`insert into people.former_card (id, member_id, barcode, person_id, reason, ended_at)
        values (gen_random_uuid(), ${EAST.id}, ${card}, ${one.actor.personId}, ${reason}, ${clock.now()})`.execute(
        database.db,
      );
      expect(await lend(card, barcode)).toBe(`card-${reason}`);
      expect(await askFor({ ...one, card }, instanceId)).toBe(`card-${reason}`);
      for (const [headers, personId] of [
        [east, one.actor.personId],
        [west, null],
      ] as const) {
        clock.advance(6 * MINUTE_MS);
        const url = `/api/v1/desk/patron?reason=account&barcode=gone-${reason}`;
        const reply = await app.inject({ method: "GET", url, headers });
        expect(reply.statusCode).toBe(409);
        expect(reply.json()).toMatchObject({ code: `card-${reason}`, params: { since, personId } });
      }
    }
    // The number is free again: whoever has it now is meant.
    await createReader(database.db, EAST.id, "GONE-lost");
    expect(await lend("GONE-lost", barcode)).toBeNull();
  });

  test("copies that are not to be lent now, or not to this reader", async () => {
    const { EAST } = region.members;
    const [one, other] = [await someone(), await someone()];
    const lent = await title();
    expect(await lend(one.card, lent.barcode)).toBeNull();
    expect(await lend(other.card, lent.barcode)).toBe("item-on-loan");
    const kept = await title({ forLoan: false });
    expect(await lend(one.card, kept.barcode)).toBe("not-for-loan");
    const gone = await title();
    expect(await desk("declare-item", { action: "withdraw" }, { id: String(gone.itemId) })).toBeNull();
    expect(await lend(one.card, gone.barcode)).toBe("item-not-usable");
    const aside = await title();
    await run((tx) => setAside(tx, EAST.desk, clock, EAST.id, aside.barcode));
    expect(await lend(one.card, aside.barcode)).toBe("item-set-aside");
    const held = await title();
    expect(await ask(other, held.instanceId)).toBeNull();
    await run((tx) => scanItem(tx, EAST.desk, clock, { barcode: held.barcode, branchId: EAST.branchId }));
    expect(await lend(one.card, held.barcode)).toBe("item-held-for-other");
    const wanted = await title({ both: true });
    await sql`update catalogue.item set condition = 'damaged' where id = ${wanted.itemId}`.execute(
      database.db,
    );
    await sql`insert into circulation.hold (id, person_id, instance_id, pickup_branch_id, state, placed_at)
      values (gen_random_uuid(), ${other.actor.personId}, ${wanted.instanceId}, ${EAST.branchId}, 'waiting', now())`.execute(
      database.db,
    );
    await sql`update catalogue.item set condition = 'good' where id = ${wanted.itemId}`.execute(database.db);
    expect(await lend(one.card, wanted.barcode)).toBe("item-wanted-by-other");
    expect(await lend(one.card, wanted.barcode, { overrideHold: true })).toBeNull();
  });

  test("copies that their library does not lend to another's readers, as the two have agreed", async () => {
    const { EAST, WEST } = region.members;
    const [one, other] = [await someone(), await someone()];
    const lendThere = async ({ card }: Someone): Promise<string | null> => {
      const copy = { memberId: WEST.id, branchId: WEST.branchId };
      const { barcodes } = await createInstance(database.db, [copy]);
      return await lend(card, barcodes[0]!, {}, west);
    };
    const agree = async (lends: boolean, most: number | null, guests: number | null, blackouts = "[]") => {
      await sql`delete from policies.agreement`.execute(database.db);
      await sql`insert into policies.agreement (lender_id, borrower_id, lends, quota, guests_max, says, blackouts, valid_from)
        values (${WEST.id}, ${EAST.id}, ${lends}, ${most}, ${guests}, '{}', ${blackouts}::jsonb, '2026-03-01')`.execute(
        database.db,
      );
    };
    expect(await lendThere(one)).toBeNull();
    await agree(true, 1, null);
    expect(await lendThere(one)).toBe("agreement-quota");
    await agree(true, null, 1);
    expect(await lendThere(other)).toBe("agreement-guests");
    await agree(true, null, null, '[{"from":"2026-11-01","until":"2026-12-31"}]');
    expect(await lendThere(one)).toBe("agreement-blackout");
    await agree(false, null, null);
    expect(await lendThere(one)).toBe("agreement-refuses");
    await sql`delete from policies.agreement`.execute(database.db);
  });

  test("nobody has more than fifty loans at once", async () => {
    const one = await someone();
    const { EAST } = region.members;
    const copies = Array.from({ length: 49 }, () => ({ memberId: EAST.id, branchId: EAST.branchId }));
    for (const barcode of (await createInstance(database.db, copies)).barcodes)
      await lendAnyway(one.actor.personId, barcode);
    expect(await lend(one.card, (await title()).barcode)).toBeNull();
    expect(await lend(one.card, (await title()).barcode)).toBe("too-many-loans");
  });

  test("requests that are not here to be fetched, and declarations that an item's state does not allow", async () => {
    expect(await desk("decline-hold", {}, { id: NONE })).toBe("hold-unknown");
    const { MID, EAST } = region.members;
    const one = await someone();
    const { instanceId, itemId } = await title();
    const { body } = await doors.send(
      one.headers,
      "circulation.ask",
      {},
      {
        instanceId,
        pickupBranchId: MID.branchId,
      },
    );
    const hold = { id: String(body.id) };
    expect(await desk("decline-hold", {}, hold, west)).toBe("hold-unknown");
    const declare = (action: string, id = itemId) => desk("declare-item", { action }, { id: String(id) });
    expect(await declare("miss", 999_999)).toBe("item-unknown");
    expect(await declare("claim")).toBe("item-not-on-loan");
    expect(await declare("repair")).toBe("item-condition");
    expect(await desk("decline-hold", {}, hold)).toBeNull();
    expect(await desk("decline-hold", {}, hold)).toBe("hold-not-targeted");
    expect(await desk("take-back-decline", { itemId }, { id: NONE })).toBe("hold-unknown");
    expect(await desk("take-back-decline", { itemId }, hold, west)).toBe("hold-unknown");
    expect(await desk("take-back-decline", { itemId }, hold)).toBeNull();
    expect(await desk("decline-hold", {}, hold)).toBeNull();
    await sql`insert into circulation.transit (id, item_id, from_branch_id, to_branch_id, reason, sent_at)
      values (gen_random_uuid(), ${itemId}, ${EAST.branchId}, ${MID.branchId}, 'home', now())`.execute(
      database.db,
    );
    expect(await declare("damage")).toBe("item-in-transit");
    await sql`update circulation.transit set ended_at = now(), outcome = 'received' where item_id = ${itemId}`.execute(
      database.db,
    );
    await doors.send(one.headers, "circulation.cancel-hold", hold, {});
    expect(await desk("take-back-decline", { itemId }, hold)).toBe("hold-not-targeted");
    const lent = await title();
    expect(await lend(one.card, lent.barcode)).toBeNull();
    expect(await declare("damage", lent.itemId)).toBe("item-on-loan");
    const gone = await title();
    expect(await declare("withdraw", gone.itemId)).toBeNull();
    await sql`update catalogue.record r set deleted_at = now() from catalogue.item i
      where i.record_id = r.id and i.id = ${gone.itemId}`.execute(database.db);
    expect(await declare("reinstate", gone.itemId)).toBe("item-record-deleted");
  });
});

describe("asking", () => {
  test("for what is not there, where it cannot be picked up, or for a part that there is not", async () => {
    const { EAST } = region.members;
    const one = await someone();
    const { instanceId } = await title();
    const closed = await createBranch(database.db, EAST.id, "SHUT", false);
    const other = await title();
    const parts = await title({ both: true });
    await sql`update catalogue.item i set part = '第' || case when i.id = ${parts.itemId} then 1 else 2 end || '卷'
      from catalogue.record r where r.id = i.record_id and r.instance_id = ${parts.instanceId}`.execute(
      database.db,
    );
    const dead = await title({ forLoan: false });
    const cases: [string, number, object][] = [
      ["branch-unknown", instanceId, { pickupBranchId: 999_999 }],
      ["branch-no-pickup", instanceId, { pickupBranchId: closed }],
      ["needed-until-past", instanceId, { neededUntil: "2026-11-01" }],
      ["instance-unknown", 999_999, {}],
      ["item-unknown", instanceId, { itemId: other.itemId }],
      ["nothing-to-lend", dead.instanceId, {}],
      ["part-needed", parts.instanceId, {}],
      ["part-unknown", parts.instanceId, { part: "第9卷" }],
    ];
    for (const [code, id, more] of cases) {
      expect(await ask(one, id, more), code).toBe(code);
      expect(await askFor(one, id, more), code).toBe(code);
    }
  });

  test("twice, for what one has, and for more than the rules let", async () => {
    const one = await someone();
    const { instanceId } = await title();
    expect(await ask(one, instanceId)).toBeNull();
    expect(await ask(one, instanceId)).toBe("hold-exists");
    expect(await askFor(one, instanceId)).toBe("hold-exists");
    const had = await title();
    expect(await lend(one.card, had.barcode)).toBeNull();
    expect(await ask(one, had.instanceId)).toBe("already-on-loan");
    expect(await askFor(one, had.instanceId)).toBe("already-on-loan");
    const said: (string | null)[] = [];
    for (let i = 1; i <= MOST_HOLDS; i++) said.push(await ask(one, (await title()).instanceId));
    expect(said).toEqual([...Array.from({ length: MOST_HOLDS - 1 }, () => null), "too-many-holds"]);
    expect(await askFor(one, (await title()).instanceId)).toBe("too-many-holds");
  });

  test("is taken back once, by whoever asked", async () => {
    const one = await someone();
    const { instanceId } = await title();
    const { body } = await doors.send(
      one.headers,
      "circulation.ask",
      {},
      {
        instanceId,
        pickupBranchId: region.members.EAST.branchId,
      },
    );
    const hold = { id: String(body.id) };
    const cancel = (who: Someone, params = hold) =>
      doors.code(who.headers, "circulation.cancel-hold", params);
    expect(await cancel(await someone())).toBe("hold-unknown");
    expect(await cancel(one, { id: "no-id" })).toBe("hold-unknown");
    expect(await cancel(one)).toBeNull();
    expect(await cancel(one)).toBe("hold-closed");
  });
});

test("a loan is renewed by its reader, when it gains by it and nobody waits", async () => {
  const [one, other] = [await someone(), await someone()];
  const { barcode, instanceId, itemId } = await title();
  expect(await lend(one.card, barcode)).toBeNull();
  const loan = { id: await loanOf(barcode) };
  const renew = (who = one) => doors.code(who.headers, "circulation.renew", loan);
  expect(await renew(other)).toBe("loan-unknown");
  expect(await renew()).toBe("renewal-no-gain");
  expect(await desk("declare-item", { action: "claim" }, { id: String(itemId) })).toBeNull();
  expect(await renew()).toBe("loan-claimed");
  expect(await desk("declare-item", { action: "unclaim" }, { id: String(itemId) })).toBeNull();
  expect(await ask(other, instanceId)).toBeNull();
  expect(await renew()).toBe("renewal-refused-waiting");
  await sql`update circulation.hold set state = 'cancelled', closed_at = now(), item_id = null where instance_id = ${instanceId}`.execute(
    database.db,
  );
  clock.advance(3 * DAY_MS);
  expect(await renew()).toBeNull();
  await sql`update circulation.loan set renewals_max = renewals where id = ${loan.id}`.execute(database.db);
  expect(await renew()).toBe("renewals-exhausted");
});

test("nothing that is declared was left out, but how fast cards are looked up", () => {
  // That is met in desk/patron.test.ts, lending against a rule in insight/overruled.test.ts.
  expect(doors.unmet().filter((one) => !/look-ups-too-fast|override-own-only/.test(one))).toEqual([]);
});

/** Lends past the desk: what a reader has may be older than what keeps them from more. */
async function lendAnyway(personId: string, barcode: string): Promise<void> {
  const { branchId } = region.members.EAST;
  await sql`insert into circulation.loan (id, item_id, person_id, checkout_branch_id, loaned_at, due_on)
    select gen_random_uuid(), i.id, ${personId}, ${branchId}, ${clock.now()}, '2026-12-20' from catalogue.item i
    where i.barcode = ${barcode}`.execute(database.db);
}
async function loanOf(barcode: string): Promise<string> {
  const { rows } = await sql<{ id: string }>`select l.id from circulation.loan l
    join catalogue.item i on i.id = l.item_id where i.barcode = ${barcode} and l.returned_at is null`.execute(
    database.db,
  );
  return rows[0]!.id;
}
