import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { publishing } from "../kernel/outbox.ts";
import type { Clock } from "../kernel/time.ts";
import { transitEnding } from "./transits.ts";

type Ended = {
  /** Who had it, and whether they had said that it was returned. */
  loan: { id: string; personId: string; claimed: boolean } | null;
  transitId: string | null;
  takenDown: boolean;
};

/** An instant as JSON has it everywhere. */
const ISO = 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"';

/**
 * What ends because an item lies on a desk, in one round trip: its open loan (`at`: when it was given back), its way, its stay on
 * the list to take down, and that it was not found on its shelf for those who wait. Tells `loan-ended` for readers who want to
 * remember what they read. The caller holds `lockInstance`.
 */
export async function endWhatWas(
  tx: Tx,
  clock: Clock,
  { itemId, branchId, at }: { itemId: number; branchId: number; at: Date },
): Promise<Ended> {
  const told = publishing(
    "loan-ended",
    sql`jsonb_build_object('loanId', b.id, 'personId', b.person_id, 'instanceId', b.instance_id,
      'loanedAt', to_char(b.loaned_at at time zone 'UTC', ${ISO}), 'returnedAt', ${at.toISOString()}::text)`,
    sql`from back b`,
  );
  const { rows } = await sql<Ended>`
    with back as (
      update circulation.loan l set returned_at = ${at}, return_branch_id = ${branchId}
      from catalogue.item_line i join catalogue.record_line r on r.id = i.record_id
      where l.item_id = ${itemId} and l.returned_at is null and i.id = l.item_id
      returning l.id, l.person_id, r.instance_id, l.loaned_at, l.claimed_at is not null as claimed
    ), told as (${told}), down as (
      delete from circulation.take_down where item_id = ${itemId} returning item_id
    ), ended as (${transitEnding(clock, itemId, "receive")}), wanted as (
      update circulation.hold_candidate c set rejected = null from circulation.hold h
      where c.item_id = ${itemId} and c.rejected = 'declined' and h.id = c.hold_id and h.closed_at is null
    )
    select (select json_build_object('id', b.id, 'personId', b.person_id, 'claimed', b.claimed) from back b) as loan,
      (select e.id from ended e) as "transitId", exists (select 1 from down) as "takenDown"`.execute(tx);
  return rows[0]!;
}
