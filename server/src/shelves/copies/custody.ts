import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";

/** What happened to a copy's owner, custodian or place. Drifting and nests add theirs. */
export type CustodyKind =
  | "published"
  | "withdrawn"
  | "lent"
  | "given"
  | "passed-on"
  | "returned"
  | "lost"
  | "found"
  | "released"
  | "placed"
  | "taken";

/** Appends one event per copy with its owner, custodian and place as they are now. */
export async function writeCustody(
  tx: Tx,
  actor: Pick<Actor, "personId">,
  at: Date,
  copyIds: string[],
  kind: CustodyKind,
  loanId: string | null = null,
): Promise<void> {
  await sql`insert into shelves.custody_event (region_id, copy_id, at, kind, actor_id, owner_id, owner_member,
      custodian_id, place_kind, place_id, loan_id)
    select c.region_id, c.id, ${at}, ${kind}, ${actor.personId}, c.owner_id, c.owner_member, c.custodian_id, c.place_kind, c.place_id,
      ${loanId}::uuid
    from shelves.copy c where c.id = any(${copyIds}::uuid[])`.execute(tx);
}

/** Where a copy lies between its parties; null: with one of them. */
export async function counterOf(db: Db, copyId: string): Promise<{ kind: string; id: string } | null> {
  const { rows } = await sql<{ place_kind: string | null; place_id: string | null }>`
    select c.place_kind, c.place_id from shelves.copy c where c.id = ${copyId}`.execute(db);
  const { place_kind: kind = null, place_id: id = null } = rows[0] ?? {};
  return kind === null || id === null ? null : { kind, id };
}
