import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scanItem } from "../circulation/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { noticesOf } from "../notices/index.ts";
import { acceptLoan, cancelSharedLoan, declineLoan, sharedLoansOf } from "../peer-loans/index.ts";
import { MOST_ASKED } from "../peer-loans/schema.ts";
import { buildFulfilment, type Fulfilment } from "./testing.ts";

let world: Fulfilment;
beforeAll(async () => {
  world = await buildFulfilment();
});
afterAll(() => world.close());

type Asked = { asker: Actor; owners: Actor[]; instanceId: number; barcodes: string[] };

/** Somebody asks these many owners and the library of a copy at MID at the same time. */
async function askAll(owners: number, library = true): Promise<Asked> {
  const asker = await world.reader();
  const { instanceId, barcodes } = await world.title(...(library ? (["MID"] as const) : []));
  const asked: Actor[] = [];
  for (let i = 0; i < owners; i++) {
    const owner = await world.reader();
    await world.offer(owner, instanceId);
    asked.push(owner);
  }
  await world.begin(asker, instanceId, { atOnce: true });
  return { asker, owners: asked, instanceId, barcodes };
}

const accept = async (owner: Actor): Promise<void> => {
  const loans = await sharedLoansOf(world.database.db, world.clock, owner.personId, "lender");
  await world.run((tx) => acceptLoan(tx, owner, world.clock, loans[0]!.id));
};
const scan = (barcode: string) =>
  world.run((tx) =>
    scanItem(tx, world.region.members.MID.desk, world.clock, {
      barcode,
      branchId: world.region.members.MID.branchId,
    }),
  );
const told = async (who: Actor): Promise<string[]> =>
  (await noticesOf(world.database.db, who.personId, { limit: 20 })).items.map((notice) => notice.kind);
const holdOf = async (asker: Actor): Promise<string | undefined> => {
  const { rows } = await sql<{ state: string }>`select h.state from circulation.hold h
    where h.person_id = ${asker.personId}`.execute(world.database.db);
  return rows[0]?.state;
};
const loansOf = async (asker: Actor): Promise<string[]> => {
  const { rows } = await sql<{ state: string }>`select l.state from peer_loans.loan l
    where l.borrower_id = ${asker.personId}`.execute(world.database.db);
  return rows.map((row) => row.state).sort();
};

test("owners and the library are asked at the same time, at most three owners, as one book", async () => {
  const { asker } = await askAll(MOST_ASKED + 1);
  expect(await world.stateOf(asker)).toEqual([
    ["open", "hold trying", "person trying", "person trying", "person trying", "person waiting"],
  ]);
});

test("an owner who says yes first lets the other owner and the library go, with a word, and a second yes is refused", async () => {
  const { asker, owners } = await askAll(2);
  const [first, second] = owners as [Actor, Actor];
  await accept(first);
  await world.settle();
  expect(await world.stateOf(asker)).toEqual([["open", "hold waiting", "person trying", "person waiting"]]);
  expect(await holdOf(asker)).toBe("cancelled");
  expect(await loansOf(asker)).toEqual(["accepted", "withdrawn"]);
  expect(await told(second)).toContain("peer-other-first");
  expect(await told(asker)).toContain("get-it-owner-first");
  await expect(accept(second)).rejects.toThrow();
});

test("a library that has the copy in hand first lets the owners go, with a word", async () => {
  const { asker, owners, barcodes } = await askAll(2);
  await scan(barcodes[0]!);
  await world.settle();
  expect(await world.stateOf(asker)).toEqual([["open", "hold trying", "person waiting", "person waiting"]]);
  expect(await loansOf(asker)).toEqual(["withdrawn", "withdrawn"]);
  for (const owner of owners) expect(await told(owner)).toContain("peer-other-first");
  expect(await told(asker)).toContain("get-it-library-first");
});

test("an owner and the library who say yes at the same second: one of them lends, the other is let go", async () => {
  for (let round = 0; round < 3; round++) {
    const { asker, owners, barcodes } = await askAll(1);
    const answers = await Promise.allSettled([accept(owners[0]!), scan(barcodes[0]!)]);
    expect(answers.map((answer) => answer.status)).toEqual(["fulfilled", "fulfilled"]);
    await Promise.all([world.settle(), world.settle()]);
    await world.settle();
    const standing = [await holdOf(asker), ...(await loansOf(asker))];
    const isOwners = standing[1] === "accepted";
    expect(standing).toEqual(isOwners ? ["cancelled", "accepted"] : ["in-transit", "cancelled"]);
    const yes = isOwners ? "get-it-owner-first" : "get-it-library-first";
    expect((await told(asker)).filter((kind) => kind.startsWith("get-it-"))).toEqual([yes]);
    if (!isOwners) expect(await told(owners[0]!)).toContain("peer-other-first");
  }
});

test("who says no ends nothing while others are asked; when all have said no the reader is told", async () => {
  const { asker, owners } = await askAll(2, false);
  const decline = async (owner: Actor): Promise<void> => {
    const loans = await sharedLoansOf(world.database.db, world.clock, owner.personId, "lender");
    await world.run((tx) => declineLoan(tx, owner, world.clock, loans[0]!.id, null));
    await world.settle();
  };
  await decline(owners[0]!);
  expect(await world.stateOf(asker)).toEqual([["open", "person failed declined", "person trying"]]);
  expect(await told(asker)).not.toContain("get-it-none");
  await decline(owners[1]!);
  expect(await world.stateOf(asker)).toEqual([
    ["given-up", "person failed declined", "person failed declined"],
  ]);
  expect(await told(asker)).toContain("get-it-none");
});

test("a yes that comes to nothing leads to those who were let go", async () => {
  const { asker, owners } = await askAll(1);
  await accept(owners[0]!);
  await world.settle();
  const [loan] = await sharedLoansOf(world.database.db, world.clock, owners[0]!.personId, "lender");
  await world.run((tx) => cancelSharedLoan(tx, owners[0]!, world.clock, loan!.id, null));
  await world.settle();
  expect(await world.stateOf(asker)).toEqual([["open", "hold trying", "person failed cancelled"]]);
  expect(await told(asker)).toContain("get-it-next");
});

test("withdrawn, a request asked at once takes everything back; a single owner asked no more leaves the rest asked", async () => {
  const { asker, owners } = await askAll(2);
  const requests = await world.requests(asker);
  const loans = await sharedLoansOf(world.database.db, world.clock, asker.personId, "borrower");
  await world.withdrawLoan(asker, loans[0]!.id);
  await world.settle();
  expect((await world.stateOf(asker))[0]).toContain("hold trying");
  await expect(world.withdraw(owners[0]!, requests[0]!.id)).rejects.toMatchObject({
    code: "request-unknown",
  });
  await world.withdraw(asker, requests[0]!.id);
  await world.settle();
  expect((await world.stateOf(asker))[0]?.[0]).toBe("withdrawn");
  expect(await holdOf(asker)).toBe("cancelled");
  expect(await loansOf(asker)).toEqual(["withdrawn", "withdrawn"]);
});
