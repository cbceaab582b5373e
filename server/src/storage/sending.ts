import { sql } from "kysely";
import { declareItem } from "../circulation/index.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { takePlace } from "../placement/index.ts";
import { ON_SHELF } from "./choosing.ts";
import { type Deposit, type DeskActor, getDeposit, linesOf, lockDeposit } from "./deposits.ts";
import { refuse } from "./refusals.ts";
import { MOST_IN_DEPOSIT } from "./schema.ts";
import { listStores, lockStore } from "./stores.ts";

/**
 * Sends a deposit: what goes to the store stands on the lists of things to be moved, what the store has is withdrawn or left as
 * was decided. Two deposits to one store are looked at one after the other. Refuses `deposit-unknown` 404, `deposit-sent` 409,
 * `deposit-empty` 409, `deposit-undecided` 409 (`count`: also what another deposit has brought meanwhile), `item-not-on-shelf`
 * 409 (`barcode`: what is to be withdrawn and has been lent meanwhile), `store-full` 409 (`room`: volumes), `place-taken` 409
 * (`barcode`: on tour meanwhile).
 */
export async function sendDeposit(tx: Tx, actor: DeskActor, clock: Clock, id: string): Promise<Deposit> {
  const deposit = await lockDeposit(tx, actor, id);
  await lockStore(tx, deposit.storeBranchId);
  const lines = await linesOf(tx, { ...deposit, sentAt: null }, { after: null, limit: MOST_IN_DEPOSIT });
  if (lines.length === 0) throw refuse("deposit-empty");
  const undecided = lines.filter((line) => line.state === "undecided").length;
  if (undecided > 0) throw refuse("deposit-undecided", { count: undecided });
  await demandOnShelf(
    tx,
    lines.filter((line) => line.state === "to-withdraw"),
  );
  const going = lines.filter((line) => line.state === "to-send");
  const store = (await listStores(tx, clock, deposit.storeBranchId))[0]!;
  const room = Math.floor((store.freeMetres * 1000) / store.volumeMm);
  if (going.length > room) throw refuse("store-full", { room: Math.max(0, room), count: going.length });
  for (const { itemId } of going)
    await takePlace(tx, clock, {
      itemId,
      kind: "store",
      branchId: deposit.storeBranchId,
      location: "",
      until: null,
      note: "",
    });
  for (const { itemId } of lines.filter((line) => line.state === "to-withdraw"))
    await declareItem(tx, actor, clock, { itemId, action: "withdraw", branchId: actor.place });
  await sql`update storage.deposit set sent_at = ${clock.now()} where id = ${deposit.id}`.execute(tx);
  await sql`update storage.deposit_item l set decision = v.decision, held_item_id = v.held,
      closed_at = case when v.decision = 'deposit' then null else ${clock.now()}::timestamptz end
    from unnest(${lines.map((line) => line.itemId)}::bigint[],
      ${lines.map((line) => decisionOf(line.state))}::text[],
      ${lines.map((line) => line.held?.itemId ?? null)}::bigint[]) v(id, decision, held)
    where l.deposit_id = ${deposit.id} and l.item_id = v.id`.execute(tx);
  return await getDeposit(tx, actor, id);
}

/** Refuses `item-not-on-shelf` 409 for the first that does not stand on its shelf. */
async function demandOnShelf(
  tx: Tx,
  lines: readonly { itemId: number; barcode: string | null }[],
): Promise<void> {
  const { rows } = await sql<{ id: number; status: string }>`
    select s.item_id as id, s.status from circulation.item_status s
    where s.item_id = any(${lines.map((line) => line.itemId)}::bigint[])
      and s.status <> all(${ON_SHELF}::text[]) order by s.item_id limit 1`.execute(tx);
  const [gone] = rows;
  if (!gone) return;
  const barcode = lines.find((line) => line.itemId === gone.id)?.barcode ?? "";
  throw refuse("item-not-on-shelf", { barcode, status: gone.status });
}

const decisionOf = (state: string): string =>
  state === "to-withdraw" ? "withdraw" : state === "to-leave" ? "leave" : "deposit";
