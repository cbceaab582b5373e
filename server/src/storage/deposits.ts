import { sql } from "kysely";
import { z } from "zod";
import { listBranches } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Clock } from "../kernel/time.ts";
import { type HeldCopy, heldOf } from "./held.ts";
import { refuse } from "./refusals.ts";
import type { depositLineSchema, depositSchema, newDepositSchema } from "./schema.ts";
import { lockStore } from "./stores.ts";
import type { Decision, LineState } from "./words.ts";

/** An actor at a desk: the member worked at, and its branch. */
export type DeskActor = Actor & { scope: number; place: number };
export type Deposit = z.output<typeof depositSchema>;
type Line = z.output<typeof depositLineSchema>;

const COLUMNS = sql`d.id, d.store_branch_id as "storeBranchId", d.member_id as "memberId", d.transfers, d.note,
  d.begun_at as begun, d.sent_at as sent,
  (select count(*)::int from storage.deposit_item l where l.deposit_id = d.id) as items,
  (select count(*)::int from storage.deposit_item l where l.deposit_id = d.id and l.shelved_at is not null) as shelved`;
type Row = Omit<Deposit, "begunAt" | "sentAt" | "mine"> & { begun: Date; sent: Date | null };

function toDeposit({ begun, sent, ...row }: Row, actor: DeskActor): Deposit {
  const mine = row.memberId === actor.scope;
  return { ...row, begunAt: begun.toISOString(), sentAt: sent?.toISOString() ?? null, mine };
}

/** Branches of the actor's library that may be stores. */
async function ownBranches(db: Db, actor: DeskActor): Promise<number[]> {
  return (await listBranches(db, { memberId: actor.scope })).map((one) => one.id);
}

/** A deposit of this library, or one that has been sent to its store. Refuses `deposit-unknown` 404. */
export async function getDeposit(db: Db, actor: DeskActor, id: string): Promise<Deposit> {
  const { rows } = await sql<Row>`select ${COLUMNS} from storage.deposit d
    where d.id = ${isUuid(id) ? id : null}::uuid and (d.member_id = ${actor.scope}
      or (d.sent_at is not null and d.store_branch_id = any(${await ownBranches(db, actor)}::int[])))`.execute(
    db,
  );
  if (!rows[0]) throw refuse("deposit-unknown");
  return toDeposit(rows[0], actor);
}

/** Begins what this library gives into a store. Refuses `store-unknown` 404. */
export async function beginDeposit(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  { storeBranchId, transfers, note }: z.output<typeof newDepositSchema>,
): Promise<Deposit> {
  await lockStore(tx, storeBranchId);
  const id = newId<"deposit">() as string;
  await sql`insert into storage.deposit (id, store_branch_id, member_id, transfers, note, begun_at)
    values (${id}, ${storeBranchId}, ${actor.scope}, ${transfers}, ${note}, ${clock.now()})`.execute(tx);
  return await getDeposit(tx, actor, id);
}

/** Locks a deposit of this library that has not been sent. Refuses `deposit-unknown` 404, `deposit-sent` 409. */
export async function lockDeposit(
  tx: Tx,
  actor: DeskActor,
  id: string,
): Promise<{ id: string; storeBranchId: number; memberId: number }> {
  const { rows } = await sql<{ id: string; storeBranchId: number; memberId: number; sent: Date | null }>`
    select d.id, d.store_branch_id as "storeBranchId", d.member_id as "memberId", d.sent_at as sent
    from storage.deposit d where d.id = ${isUuid(id) ? id : null}::uuid and d.member_id = ${actor.scope} for update`.execute(
    tx,
  );
  if (!rows[0]) throw refuse("deposit-unknown");
  if (rows[0].sent) throw refuse("deposit-sent");
  return rows[0];
}

/** Gives up a deposit that has not been sent; its copies stay where they are. Refuses as `lockDeposit`. */
export async function dropDeposit(tx: Tx, actor: DeskActor, id: string): Promise<void> {
  const deposit = await lockDeposit(tx, actor, id);
  await sql`delete from storage.deposit_item where deposit_id = ${deposit.id}`.execute(tx);
  await sql`delete from storage.deposit where id = ${deposit.id}`.execute(tx);
}

type LineRow = Omit<Line, "state" | "held"> & {
  instance_id: number;
  decision: Decision | null;
  held_item_id: number | null;
  shelved_at: Date | null;
  new_item_id: number | null;
  closed_at: Date | null;
};

/** Lines of a deposit, with the store's copy of the same as it is now, or as it was when the deposit was sent. */
export async function linesOf(
  db: Db,
  deposit: { id: string; storeBranchId: number; sentAt: string | null },
  { after, limit, itemId = null }: { after: [string, number] | null; limit: number; itemId?: number | null },
): Promise<Line[]> {
  const from =
    after === null ? sql`true` : sql`(f.call_number, l.item_id) > (${after[0]}, ${after[1]}::bigint)`;
  const { rows } = await sql<LineRow>`
    select l.item_id as "itemId", f.barcode, coalesce(t.title, '') as title, f.call_number as "callNumber", f.part,
      f.instance_id, l.decision, l.held_item_id, l.shelved_at, l.new_item_id, l.closed_at
    from storage.deposit_item l join catalogue.held_item f on f.id = l.item_id
    left join catalogue.title_line t on t.id = f.instance_id
    where l.deposit_id = ${deposit.id} and ${from} and (${itemId}::bigint is null or l.item_id = ${itemId}::bigint)
    order by f.call_number, l.item_id limit ${limit}`.execute(db);
  const held =
    deposit.sentAt === null
      ? await heldAmong(db, deposit, rows)
      : await copiesById(
          db,
          deposit.storeBranchId,
          rows.flatMap((row) => row.held_item_id ?? []),
        );
  return rows.map(({ instance_id: _instance, ...row }) => {
    const copy = held.get(deposit.sentAt === null ? row.itemId : (row.held_item_id ?? 0)) ?? null;
    const { itemId, barcode, title, callNumber, part } = row;
    return {
      itemId,
      barcode,
      title,
      callNumber,
      part,
      held: copy,
      state: stateOf(row, copy, deposit.sentAt !== null),
    };
  });
}

async function heldAmong(
  db: Db,
  deposit: { id: string; storeBranchId: number },
  rows: readonly { itemId: number }[],
): Promise<Map<number, HeldCopy>> {
  const held = await heldOf(
    db,
    deposit.storeBranchId,
    rows.map((row) => row.itemId),
  );
  // Of two copies of one title in the deposit itself the first goes, and is the store's for the second.
  const { rows: twins } = await sql<HeldCopy & { of: number }>`
    select b.item_id as of, a.item_id as "itemId", a.barcode, a.member_id as "memberId", '' as location
    from storage.deposit_item b join catalogue.held_item g on g.id = b.item_id
    cross join lateral (select l.item_id, f.barcode, f.member_id
      from storage.deposit_item l join catalogue.held_item f on f.id = l.item_id
      where l.deposit_id = b.deposit_id and f.instance_id = g.instance_id and f.part = g.part and f.id < g.id
        and coalesce(l.decision, 'deposit') = 'deposit' order by f.id limit 1) a
    where b.deposit_id = ${deposit.id} and b.item_id = any(${rows.map((row) => row.itemId)}::bigint[])`.execute(
    db,
  );
  for (const { of, ...copy } of twins) if (!held.has(of)) held.set(of, copy);
  return held;
}

/** Copies that were a store's when a deposit was sent, by id, with the shelf where they stand there. */
async function copiesById(
  db: Db,
  storeBranchId: number,
  ids: readonly number[],
): Promise<Map<number, HeldCopy>> {
  const { rows } = await sql<HeldCopy>`select f.id as "itemId", f.barcode, f.member_id as "memberId",
      coalesce(s.location, f.location) as location from catalogue.held_item f
    left join placement.stored_item s on s.item_id = f.id and s.branch_id = ${storeBranchId}
    where f.id = any(${[...ids]}::bigint[])`.execute(db);
  return new Map(rows.map((row) => [row.itemId, row]));
}

/** How a line stands. Pure. */
function stateOf(
  line: Pick<LineRow, "decision" | "shelved_at" | "new_item_id" | "closed_at">,
  held: object | null,
  isSent: boolean,
): LineState {
  const { decision } = line;
  if (!isSent) {
    if (decision === null) return held === null ? "to-send" : "undecided";
    return ({ deposit: "to-send", withdraw: "to-withdraw", leave: "to-leave" } as const)[decision];
  }
  if (decision === "withdraw") return "withdrawn";
  if (decision === "leave") return "left";
  if (line.new_item_id !== null) return "given-over";
  if (line.closed_at !== null) return "called-back";
  return line.shelved_at === null ? "on-the-way" : "stored";
}

const linePlace = z.tuple([z.string(), z.number().int()]);

/** A page of lines by call number. Refuses `deposit-unknown` 404. */
export async function pageOfLines(
  db: Db,
  actor: DeskActor,
  id: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Line[]; next: string | null }> {
  const deposit = await getDeposit(db, actor, id);
  const lines = await linesOf(db, deposit, { after: readCursor(cursor, linePlace), limit: limit + 1 });
  return cutPage(lines, limit, (line) => [line.callNumber, line.itemId]);
}

const depositPlace = z.tuple([z.string(), z.string()]);

/** Deposits of this library and those that come to its stores, the newest first. */
export async function listDeposits(
  db: Db,
  actor: DeskActor,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Deposit[]; next: string | null }> {
  const after = readCursor(cursor, depositPlace);
  const from =
    after === null ? sql`true` : sql`(d.begun_at, d.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  const { rows } = await sql<Row>`select ${COLUMNS} from storage.deposit d
    where (d.member_id = ${actor.scope} or (d.sent_at is not null
      and d.store_branch_id = any(${await ownBranches(db, actor)}::int[]))) and ${from}
    order by d.begun_at desc, d.id desc limit ${limit + 1}`.execute(db);
  return cutPage(
    rows.map((row) => toDeposit(row, actor)),
    limit,
    (row) => [row.begunAt, row.id],
  );
}
