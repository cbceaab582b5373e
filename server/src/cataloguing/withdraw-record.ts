import { fromCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import type { z } from "zod";
import { writtenRecords } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { demandPermission } from "../people/index.ts";
import { refuse } from "./refusals.ts";
import { lockRecord, stamped } from "./save-record.ts";
import type { recordWithdrawalSchema } from "./schema.ts";

/**
 * A library's record that is not wanted any more; all its versions stay, and it can be brought back. Refuses
 * `record-unknown` 404, `forbidden` 403, `record-changed` 409 (somebody saved meanwhile), `record-has-items` 409.
 */
export async function withdrawRecord(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: number,
  { version, reason }: z.output<typeof recordWithdrawalSchema>,
): Promise<{ instanceId: number }> {
  const stored = await lockRecord(tx, id);
  demandPermission(actor, "catalogue.edit", stored.memberId);
  if (stored.isDeleted) throw refuse("record-unknown");
  if (stored.version !== version) throw refuse("record-changed");
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from catalogue.held_item i
    where i.record_id = ${id} and i.condition <> 'withdrawn'`.execute(tx);
  if (rows[0]!.n > 0) throw refuse("record-has-items", { n: rows[0]!.n });
  await write(tx, actor, clock, { ...stored, id, reason, status: "d" });
  return { instanceId: stored.instanceId };
}

/** A withdrawn record stands again as it was. Refuses `record-unknown` 404 (also one that stands), `forbidden` 403. */
export async function restoreRecord(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: number,
  reason: string,
): Promise<{ instanceId: number }> {
  const stored = await lockRecord(tx, id);
  demandPermission(actor, "catalogue.edit", stored.memberId);
  if (!stored.isDeleted) throw refuse("record-unknown");
  return { instanceId: await write(tx, actor, clock, { ...stored, id, reason, status: "c" }) };
}

type Written = Awaited<ReturnType<typeof lockRecord>> & { id: number; reason: string; status: "c" | "d" };

async function write(tx: Tx, actor: Actor, clock: Clock, stored: Written): Promise<number> {
  const record = fromCompact(stored.marc);
  const leader = record.leader.slice(0, 5) + stored.status + record.leader.slice(6);
  const number = record.fields.find((field) => field.tag === "001");
  const own = number && "value" in number ? number.value : stored.controlNumber;
  const written = await writtenRecords.writeRecord(tx, {
    memberId: stored.memberId,
    stored: { id: stored.id, controlNumber: stored.controlNumber },
    record: stamped({ ...record, leader }, own, false, clock.now()),
    reason: stored.reason,
    actorId: actor.personId,
  });
  if ("refused" in written) throw refuse("record-refused", { reason: written.refused, place: written.place });
  return written.instanceId;
}
