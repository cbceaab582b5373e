import { sql } from "kysely";
import type { Audience } from "../../audience/words.ts";
import { sharing } from "../../catalogue/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { demandPermission } from "../../people/index.ts";
import { itemsByIds } from "../record-view.ts";
import { refuse } from "../refusals.ts";
import { lockRecord } from "../save-record.ts";

/**
 * A library says for whom one of its records is; null: what its rules say. One that is not for everybody leaves its title for
 * one of its own; one that is again goes where it belongs. Refuses `record-unknown` 404, `forbidden` 403. Returns where it
 * stands.
 */
export async function chooseForRecord(
  tx: Tx,
  actor: Actor,
  id: number,
  audience: Audience | null,
): Promise<{ instanceId: number }> {
  const stored = await lockRecord(tx, id);
  if (stored.isDeleted) throw refuse("record-unknown");
  demandPermission(actor, "catalogue.edit", stored.memberId);
  await sharing.chooseRecordAudience(tx, id, audience);
  const { rows } = await sql<{ instanceId: number }>`select r.instance_id as "instanceId"
    from catalogue.record_line r where r.id = ${id}`.execute(tx);
  return rows[0]!;
}

/** A library says for whom one of its copies is. Refuses `item-unknown` 404, `forbidden` 403. */
export async function chooseForItem(
  tx: Tx,
  actor: Actor,
  id: number,
  audience: Audience | null,
): Promise<Awaited<ReturnType<typeof itemsByIds>>[number]> {
  const { rows } = await sql<{ member_id: number }>`select i.member_id from catalogue.held_item i
    where i.id = ${id}`.execute(tx);
  if (!rows[0]) throw refuse("item-unknown");
  demandPermission(actor, "catalogue.edit", rows[0].member_id);
  await sharing.chooseItemAudience(tx, id, audience);
  return (await itemsByIds(tx, [id]))[0]!;
}
