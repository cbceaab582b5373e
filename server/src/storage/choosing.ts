import { sql } from "kysely";
import type { z } from "zod";
import { findItemByBarcode } from "../catalogue/index.ts";
import { withdrawalFacts } from "../cataloguing/index.ts";
import type { Tx } from "../kernel/database.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { barcodeOf, refuseToGuessCopy } from "../targeting/index.ts";
import { type DeskActor, linesOf, lockDeposit } from "./deposits.ts";
import { heldOf } from "./held.ts";
import { refuse } from "./refusals.ts";
import { type chosenSchema, type depositLineSchema, MOST_IN_DEPOSIT, type shelfSchema } from "./schema.ts";
import type { Decision } from "./words.ts";

type Line = z.output<typeof depositLineSchema>;

/** Statuses of a copy that can be taken from its shelf. */
export const ON_SHELF = ["available", "reference-only"];

async function roomIn(tx: Tx, depositId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from storage.deposit_item l
    where l.deposit_id = ${depositId}`.execute(tx);
  return MOST_IN_DEPOSIT - rows[0]!.n;
}

async function lineOf(tx: Tx, deposit: { id: string; storeBranchId: number }, itemId: number): Promise<Line> {
  const [line] = await linesOf(tx, { ...deposit, sentAt: null }, { after: null, limit: 1, itemId });
  return line!;
}

/**
 * A copy of this library goes into a deposit. Refuses `deposit-unknown` 404, `deposit-sent` 409, `deposit-full` 409,
 * `item-unknown` 404 (also another library's), `several-items` 409, `item-withdrawn` 409, `item-not-on-shelf` 409 (lent, on
 * its way, waiting for a reader), `place-taken` 409 (on tour, or stored already), `item-in-deposit` 409.
 */
export async function addItem(
  tx: Tx,
  actor: DeskActor,
  _clock: Clock,
  depositId: string,
  { barcode, itemId }: { barcode: string; itemId?: number | undefined },
): Promise<Line> {
  const deposit = await lockDeposit(tx, actor, depositId);
  if ((await roomIn(tx, deposit.id)) < 1) throw refuse("deposit-full", { limit: MOST_IN_DEPOSIT });
  const own = (await findItemByBarcode(tx, barcode, actor.scope)).filter(
    (one) => one.memberId === actor.scope,
  );
  const found = itemId === undefined ? own : own.filter((one) => one.id === itemId);
  const one = found[0];
  if (!one) throw refuse("item-unknown", { barcode });
  if (found.length > 1)
    throw await refuseToGuessCopy(
      tx,
      barcode,
      found.map((item) => item.id),
    );
  if (one.condition === "withdrawn") throw refuse("item-withdrawn", { barcode });
  const { rows } = await sql<{ status: string; placed: boolean }>`
    select s.status, exists (select 1 from placement.item_place p where p.item_id = s.item_id and p.kind in ('tour', 'store'))
      or exists (select 1 from placement.stored_item p where p.item_id = s.item_id) as placed
    from circulation.item_status s where s.item_id = ${one.id}`.execute(tx);
  if (!ON_SHELF.includes(rows[0]!.status))
    throw refuse("item-not-on-shelf", { barcode, status: rows[0]!.status });
  if (rows[0]!.placed) throw refuse("place-taken", { itemId: one.id, barcode });
  await refuseOn({ deposit_item_open: () => refuse("item-in-deposit", { barcode }) }, () =>
    sql`insert into storage.deposit_item (deposit_id, item_id) values (${deposit.id}, ${one.id})
      on conflict (deposit_id, item_id) do nothing`.execute(tx),
  );
  return await lineOf(tx, deposit, one.id);
}

/**
 * Copies that stand on a stretch of shelf of this branch, as many as fit: those that were not lent since a day, are at home,
 * and are in no other deposit. Refuses `deposit-unknown` 404, `deposit-sent` 409, `deposit-full` 409.
 */
export async function addShelf(
  tx: Tx,
  actor: DeskActor,
  depositId: string,
  { location, fromCall, toCall, unusedSince }: z.output<typeof shelfSchema>,
): Promise<z.output<typeof chosenSchema>> {
  const deposit = await lockDeposit(tx, actor, depositId);
  const room = await roomIn(tx, deposit.id);
  if (room < 1) throw refuse("deposit-full", { limit: MOST_IN_DEPOSIT });
  const { rows } = await sql<{ id: number }>`
    select c.id from catalogue.copy_fact c
    join lateral (select x.status from circulation.item_status x where x.item_id = c.id offset 0) s
      on s.status = any(${ON_SHELF}::text[])
    where c.home_branch_id = ${actor.place} and c.current_branch_id = ${actor.place} and c.member_id = ${actor.scope}
      and (${location}::text is null or c.location = ${location})
      and (${fromCall}::text is null or c.call_number collate "C" >= ${fromCall} collate "C")
      and (${toCall}::text is null or c.call_number collate "C" <= ${toCall} || chr(65535) collate "C")
      and not exists (select 1 from placement.item_place p where p.item_id = c.id)
      and not exists (select 1 from placement.stored_item p where p.item_id = c.id)
      and not exists (select 1 from storage.deposit_item l where l.item_id = c.id and l.closed_at is null)
      and (${unusedSince}::date is null or not exists (select 1 from circulation.loan_event e
        where e.item_id = c.id and e.loaned_at >= ${unusedSince}::date))
    order by c.call_number, c.id limit ${room + 1}`.execute(tx);
  const ids = rows.slice(0, room).map((row) => row.id);
  // What somebody else takes into another deposit meanwhile is left to them.
  const { rows: taken } = await sql<{ id: number }>`insert into storage.deposit_item (deposit_id, item_id)
    select ${deposit.id}, i.id from unnest(${ids}::bigint[]) i(id) on conflict do nothing
    returning item_id as id`.execute(tx);
  const added = taken.map((row) => row.id);
  const held = await heldOf(tx, deposit.storeBranchId, added);
  return { added: added.length, held: held.size, left: rows.length > room };
}

/** Refuses `item-not-deposited` 409 (`barcode`). */
async function changeLine(tx: Tx, depositId: string, itemId: number, decision: Decision): Promise<void> {
  const { rows } = await sql`update storage.deposit_item set decision = ${decision}
    where deposit_id = ${depositId} and item_id = ${itemId} returning 1`.execute(tx);
  if (rows.length === 0) throw refuse("item-not-deposited", { itemId, barcode: await barcodeOf(tx, itemId) });
}

/**
 * What becomes of a copy. Refuses `deposit-unknown` 404, `deposit-sent` 409, `item-not-deposited` 409, and `item-promised` 409
 * for withdrawing what its library has promised to keep.
 */
export async function decide(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  depositId: string,
  itemId: number,
  decision: Decision,
): Promise<Line> {
  const deposit = await lockDeposit(tx, actor, depositId);
  await changeLine(tx, deposit.id, itemId, decision);
  if (decision === "withdraw") {
    const promise = (await withdrawalFacts(tx, clock, itemId)).retention.find((one) => one.own);
    if (promise)
      throw refuse("item-promised", {
        itemId,
        barcode: await barcodeOf(tx, itemId),
        until: promise.until ?? "",
        programme: promise.programme ?? "",
      });
  }
  return await lineOf(tx, deposit, itemId);
}

/** Takes a copy out of a deposit. Refuses `deposit-unknown` 404, `deposit-sent` 409, `item-not-deposited` 409. */
export async function removeItem(tx: Tx, actor: DeskActor, depositId: string, itemId: number): Promise<void> {
  const deposit = await lockDeposit(tx, actor, depositId);
  const { rows } = await sql`delete from storage.deposit_item
    where deposit_id = ${deposit.id} and item_id = ${itemId} returning 1`.execute(tx);
  if (rows.length === 0) throw refuse("item-not-deposited", { itemId, barcode: await barcodeOf(tx, itemId) });
}
