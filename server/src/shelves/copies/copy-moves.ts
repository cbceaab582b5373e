import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { refuseOn } from "../../kernel/problem.ts";
import { constraintProblems } from "../problems.ts";
import { type CustodyKind, writeCustody } from "./custody.ts";

/** A copy whose lock the caller holds, the loan that moves it, and who does so when. */
export type CopyMove = { copyId: string; loanId: string; by: Pick<Actor, "personId">; at: Date };

/** The owner has the copy again. */
export async function bringHome(tx: Tx, move: CopyMove, kind: "returned" | "taken"): Promise<void> {
  await sql`update shelves.copy set custodian_id = owner_id, place_kind = null, place_id = null, version = version + 1
    where id = ${move.copyId}`.execute(tx);
  await noteCustody(tx, move, kind);
}

/** A borrower has the copy. */
export async function putInHands(
  tx: Tx,
  move: CopyMove,
  borrowerId: string,
  kind: "lent" | "passed-on",
): Promise<void> {
  await sql`update shelves.copy set custodian_id = ${borrowerId}, place_kind = null, place_id = null,
    version = version + 1 where id = ${move.copyId}`.execute(tx);
  await noteCustody(tx, move, kind);
}

/** The copy lies between its parties. */
export async function layDown(tx: Tx, move: CopyMove, place: { kind: string; id: string }): Promise<void> {
  await sql`update shelves.copy set custodian_id = null, place_kind = ${place.kind}, place_id = ${place.id},
    version = version + 1 where id = ${move.copyId}`.execute(tx);
  await noteCustody(tx, move, "placed");
}

/** The copy will not come back. */
export async function markLost(tx: Tx, move: CopyMove): Promise<void> {
  await sql`update shelves.copy set state = 'lost', custodian_id = null, version = version + 1
    where id = ${move.copyId}`.execute(tx);
  await noteCustody(tx, move, "lost");
}

/** The copy has a new owner, who holds it. Its offer stays as it was: see `giveOfferTo`. */
export async function giveCopyTo(tx: Tx, move: CopyMove, ownerId: string): Promise<void> {
  await sql`update shelves.copy set owner_id = ${ownerId}, custodian_id = ${ownerId}, shelf = '',
    place_kind = null, place_id = null, reading = 'none', version = version + 1 where id = ${move.copyId}`.execute(
    tx,
  );
  await noteCustody(tx, move, "given");
}

/** The new owner finds the book among their own, offered to nobody until they say so. */
export async function giveOfferTo(tx: Tx, copyId: string, ownerId: string): Promise<void> {
  await sql`delete from shelves.offer_circle where copy_id = ${copyId}`.execute(tx);
  await sql`update shelves.offer o set owner_id = ${ownerId}, is_public = false,
      to_friends = false, cell = p.cell, pt = p.pt
    from neighbours.sharer p where p.person_id = ${ownerId} and o.copy_id = ${copyId}`.execute(tx);
}

/** Whether a loan holds the copy. */
export async function setFree(tx: Tx, copyId: string, isFree: boolean): Promise<void> {
  await sql`update shelves.offer set is_free = ${isFree} where copy_id = ${copyId}`.execute(tx);
}

/** What the owner wants held while the copy is out, in fen; false: it is not theirs. Refuses `deposit-amount` 400. */
export async function wishDeposit(tx: Tx, ownerId: string, copyId: string, amount: number): Promise<boolean> {
  const { rows } = await refuseOn(constraintProblems, () =>
    sql`update shelves.offer set deposit = ${amount}
      where copy_id::text = ${copyId} and owner_id = ${ownerId} returning 1`.execute(tx),
  );
  return rows.length > 0;
}

async function noteCustody(tx: Tx, move: CopyMove, kind: CustodyKind): Promise<void> {
  await writeCustody(tx, move.by, move.at, [move.copyId], kind, move.loanId);
}
