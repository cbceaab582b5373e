import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { type Clock, HOUR_MS } from "../kernel/time.ts";
import { findPersonByCard, lookUpCard } from "../people/index.ts";
import type { DeskActor } from "./performing.ts";

/**
 * Whose card an act names, where that is certain. What comes of the act tells something of the card, so a card of another
 * library's reader, or of nobody, counts as a look-up of it; several acts with one card are one. Refuses
 * `look-ups-too-fast` 429.
 */
export async function whoseCard(
  db: Db,
  clock: Clock,
  actor: DeskActor,
  { patronBarcode, patronMemberId }: { patronBarcode: string | null; patronMemberId: number | null },
): Promise<string | null> {
  if (patronBarcode === null) return null;
  const holders = await findPersonByCard(db, patronBarcode, actor.scope);
  const own = holders.filter((one) => one.memberId === (patronMemberId ?? actor.scope));
  const meant = new Set((own.length > 0 ? own : holders).map((one) => one.person.id));
  const isOwn = holders.length > 0 && holders.every((one) => one.isOwn);
  if (!isOwn && !(await isSent(db, clock, actor, patronBarcode)))
    await lookUpCard(db, clock, actor, patronBarcode, "check-out");
  const [personId] = meant;
  return meant.size === 1 ? personId! : null;
}

async function isSent(db: Db, clock: Clock, actor: DeskActor, barcode: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from off_line.act a where a.branch_id = ${actor.place} and a.patron_barcode = ${barcode}
      and a.received_at > ${new Date(clock.now().getTime() - HOUR_MS)} limit 1`.execute(db);
  return rows.length > 0;
}
