import { fromCompact, type MarcRecord, recordFlavour } from "@commonshelf/marc";
import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { refuse } from "./refusals.ts";

/** A record of ours that another's may be laid over. */
export type OwnRecord = { id: number; controlNumber: string; marc: MarcRecord };

/** A record of ours by its number. Refuses `copy-onto-unknown` 404. */
export async function ownRecord(db: Db, memberId: number, number: string): Promise<OwnRecord> {
  const { rows } = await sql<{ id: number; control_number: string; marc: Parameters<typeof fromCompact>[0] }>`
    select r.id, r.control_number, r.marc from catalogue.record_state r
    where r.member_id = ${memberId} and r.control_number = ${number} and r.deleted_at is null`.execute(db);
  const row = rows[0];
  if (!row) throw refuse("copy-onto-unknown", { number });
  return { id: row.id, controlNumber: row.control_number, marc: fromCompact(row.marc) };
}

/** The record of ours that stands under a title; of several the oldest. */
export async function ownRecordUnder(
  db: Db,
  memberId: number,
  instanceId: number,
): Promise<OwnRecord | null> {
  const { rows } = await sql<{
    number: string;
  }>`select r.control_number as number from catalogue.record_line r
    where r.instance_id = ${instanceId} and r.member_id = ${memberId} and r.deleted_at is null
    order by r.id limit 1`.execute(db);
  return rows[0] ? await ownRecord(db, memberId, rows[0].number) : null;
}

/** The format of a record of ours, else of the newest of the library that is worked for; null where there is none. */
export async function ownFlavour(
  db: Db,
  actor: Actor,
  own: OwnRecord | null,
): Promise<"marc21" | "unimarc" | null> {
  if (own) return recordFlavour(own.marc);
  if (actor.scope === null) return null;
  const { rows } = await sql<{ flavour: "marc21" | "unimarc" }>`
    select r.flavour from catalogue.record_line r where r.member_id = ${actor.scope} and r.deleted_at is null
    order by r.id desc limit 1`.execute(db);
  return rows[0]?.flavour ?? null;
}

/** Field 001 of a record. */
export function numberOf(record: MarcRecord): string {
  const field = record.fields.find((one) => one.tag === "001");
  return field && "value" in field ? field.value.trim() : "";
}
