import { fromCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import { heldItems, setItemCondition, writtenRecords } from "../catalogue/index.ts";
import { stamped } from "../cataloguing/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { forgetPlace } from "../placement/index.ts";
import { refuse } from "./refusals.ts";

type Held = {
  record_id: number;
  instance_id: number;
  barcode: string | null;
  call_number: string;
  part: string;
  item_class: string;
  for_loan: boolean;
  note: string;
  price_minor: number | null;
  price_currency: string | null;
};

/** Fields of a record that tell of a library's own copies and promises, not of the book. */
const OWN_FIELD = /^(583|8[5-7]\d|9\d\d)$/;

/**
 * A copy becomes the store's library's: the old one is withdrawn, so that its owner's loads do not bring it back, and a new one
 * begins under a record of the new owner, its own or one taken over. Returns the new copy. Refuses `barcode-taken` 409,
 * `record-refused` 400.
 */
export async function giveOver(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  itemId: number,
  to: { memberId: number; branchId: number; shelf: string },
): Promise<number> {
  const { rows } =
    await sql<Held>`select i.record_id, i.instance_id, i.barcode, i.call_number, i.part, i.item_class,
      i.for_loan, i.note, i.price_minor, i.price_currency from catalogue.held_item i where i.id = ${itemId}`.execute(
      tx,
    );
  const held = rows[0]!;
  const recordId = await recordAt(tx, actor, clock, held, to.memberId);
  await setItemCondition(tx, actor, itemId, "withdrawn");
  await forgetPlace(tx, itemId);
  return await refuseOn(
    { item_barcode_unique: () => refuse("barcode-taken", { barcode: held.barcode ?? "" }) },
    () =>
      heldItems.keepItem(tx, actor, {
        id: null,
        recordId,
        memberId: to.memberId,
        branchId: to.branchId,
        location: to.shelf,
        callNumber: held.call_number,
        barcode: held.barcode,
        part: held.part,
        itemClass: held.item_class,
        forLoan: held.for_loan,
        note: held.note,
        priceMinor: held.price_minor,
        priceCurrency: held.price_currency,
      }),
  );
}

/** The new owner's record of the title, or the old owner's taken over without what is only its own. */
async function recordAt(tx: Tx, actor: Actor, clock: Clock, held: Held, memberId: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`select r.id from catalogue.record_line r
    where r.instance_id = ${held.instance_id} and r.member_id = ${memberId} and r.deleted_at is null
    order by r.id limit 1`.execute(tx);
  if (rows[0]) return rows[0].id;
  const { rows: from } = await sql<{ marc: Parameters<typeof fromCompact>[0] }>`
    select r.marc from catalogue.record_line r where r.id = ${held.record_id}`.execute(tx);
  const theirs = fromCompact(from[0]!.marc);
  const own = {
    ...theirs,
    fields: theirs.fields.filter(({ tag }) => tag !== "003" && !OWN_FIELD.test(tag)),
  };
  const number = await writtenRecords.newControlNumber(tx);
  const written = await writtenRecords.writeRecord(tx, {
    memberId,
    stored: null,
    record: stamped(own, number, true, clock.now()),
    reason: "joint storage",
    actorId: actor.personId,
  });
  if ("refused" in written) throw refuse("record-refused", { reason: written.refused, place: written.place });
  return written.recordId;
}
