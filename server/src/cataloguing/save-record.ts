import { fromCompact, isData, type MarcRecord, recordFlavour, toCompact } from "@commonshelf/marc";
import { checkRecord } from "@commonshelf/marc/editing";
import { sql } from "kysely";
import type { z } from "zod";
import { writtenRecords } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { lockByName, type Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { demandPermission } from "../people/index.ts";
import { endFastAdded } from "./fast-add/waiting.ts";
import { versionsOfRecord } from "./record-view.ts";
import { refuse } from "./refusals.ts";
import { demandUnprotected } from "./rules/protection.ts";
import type { marcSchema, recordChangeSchema, recordSavedSchema } from "./schema.ts";

type Marc = z.output<typeof marcSchema>;

/**
 * The record under its number, with the date of its last change (005, in UTC): both are kept by the platform. A record
 * that is changed says so (leader/05 `c`).
 */
export function stamped(record: MarcRecord, number: string, isNew: boolean, now: Date): MarcRecord {
  const at = `${now.toISOString().replace(/\D/g, "").slice(0, 14)}.0`;
  const rest = record.fields.filter((field) => field.tag !== "001" && field.tag !== "005");
  const sources = rest.filter((field) => field.tag === "003");
  const status = !isNew && record.leader[5] === "n" ? "c" : (record.leader[5] ?? " ");
  return {
    leader: record.leader.slice(0, 5) + status + record.leader.slice(6),
    fields: [
      { tag: "001", value: number },
      ...sources,
      { tag: "005", value: at },
      ...rest.filter((field) => field.tag !== "003"),
    ],
  };
}

/**
 * A new version of a member's record. Whoever began with an older version than the one that stands writes nothing and is
 * given the newer one, to merge. Refuses `record-unknown` 404, `forbidden` 403, `record-refused` 400 (as a load would),
 * `field-protected` 403 (the office keeps who may change that field).
 */
export async function saveRecord(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: number,
  change: z.output<typeof recordChangeSchema>,
): Promise<z.output<typeof recordSavedSchema>> {
  const stored = await lockRecord(tx, id);
  if (stored.isDeleted) throw refuse("record-unknown");
  demandPermission(actor, "catalogue.edit", stored.memberId);
  const answer = async (
    outcome: "saved" | "unchanged" | "overtaken",
    instanceId: number,
  ): Promise<z.output<typeof recordSavedSchema>> => ({
    outcome,
    instanceId,
    record: (await versionsOfRecord(tx, "all", id, { before: null, limit: 1 }))[0]!,
  });
  if (stored.version !== change.version) return await answer("overtaken", stored.instanceId);
  const before = fromCompact(stored.marc);
  const number = before.fields.find((field) => field.tag === "001" && !isData(field));
  const own = number && !isData(number) ? number.value : stored.controlNumber;
  const record = stamped(fromCompact(change.marc), own, false, clock.now());
  if (isSame(stamped(before, own, false, clock.now()), record))
    return await answer("unchanged", stored.instanceId);
  demandSound(record);
  await demandUnprotected(tx, actor, stored.memberId, [before, record]);
  const written = await writtenRecords.writeRecord(tx, {
    memberId: stored.memberId,
    stored: { id, controlNumber: stored.controlNumber },
    record,
    reason: change.reason,
    actorId: actor.personId,
  });
  if ("refused" in written) throw refuse("record-refused", { reason: written.refused, place: written.place });
  await endFastAdded(tx, id);
  return await answer("saved", written.instanceId);
}

/** Refuses `record-refused` 400 for what no record may be, as the editor says while it is typed. */
export function demandSound(record: MarcRecord): void {
  const wrong = checkRecord(record, recordFlavour(record)).find((one) => one.severity === "error");
  if (wrong) throw refuse("record-refused", { reason: wrong.code, place: wrong.tag });
}

/** Whether two records say the same in the same order, both with the same date of change. */
function isSame(a: MarcRecord, b: MarcRecord): boolean {
  return JSON.stringify(toCompact(a)) === JSON.stringify(toCompact(b));
}

type Stored = {
  memberId: number;
  controlNumber: string;
  instanceId: number;
  version: number;
  marc: Marc;
  isDeleted: boolean;
};

/** The record as it stands, withdrawn ones too; two who save at once take turns. Refuses `record-unknown` 404. */
export async function lockRecord(tx: Tx, id: number): Promise<Stored> {
  await lockByName(tx, `cataloguing.record ${id}`);
  const { rows } = await sql<Stored>`select r.member_id as "memberId", r.control_number as "controlNumber",
      r.instance_id as "instanceId", r.version, r.marc,
      r.deleted_at is not null as "isDeleted"
    from catalogue.record_line r where r.id = ${id}`.execute(tx);
  if (!rows[0]) throw refuse("record-unknown");
  return rows[0];
}
