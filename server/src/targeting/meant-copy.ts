import { type RawBuilder, sql } from "kysely";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { refuseToGuessCopy } from "./choices.ts";
import { INSTANCE_LOCK, lockInstanceOf } from "./instance-lock.ts";

/** A copy that a scanned barcode may mean. */
export type MeantCopy = { id: number; instanceId: number };

/**
 * SQL for the copies that a scanned barcode may mean, as a JSON array of `MeantCopy`; the instance of the only one is locked. Barcodes
 * are unique inside a member only: the desk's own copy is meant, unless another member's of the same number may well lie on
 * this desk too: last seen here, or `isLikely` (of `i`) for the room that knows of ways and loans.
 */
export function meantCopies(
  scan: { barcode: string; branchId: number; itemId?: number | undefined },
  memberId: number | null,
  isLikely: RawBuilder<unknown>,
): RawBuilder<MeantCopy[]> {
  const itemId = scan.itemId ?? null;
  return sql`(with copy as materialized (
      select i.id, r.instance_id, i.member_id is not distinct from ${memberId}::smallint
          or i.current_branch_id = ${scan.branchId} or ${isLikely} as likely
      from catalogue.item_line i join catalogue.record_line r on r.id = i.record_id
      where i.barcode_key = kernel.folded_code(${scan.barcode}) and (${itemId}::bigint is null or i.id = ${itemId}::bigint)
        and (i.condition <> 'withdrawn' or not exists (select 1 from catalogue.item_line o
          where o.barcode_key = i.barcode_key and o.member_id = i.member_id and o.condition <> 'withdrawn'))
    ), meant as materialized (
      select c.id, c.instance_id from copy c where c.likely or not exists (select 1 from copy o where o.likely)
    )
    select coalesce(json_agg(json_build_object('id', m.id, 'instanceId', m.instance_id, 'locked',
      case when (select count(*) from meant) = 1 then
        pg_advisory_xact_lock(hashtextextended(${INSTANCE_LOCK}::text || m.instance_id, 0)) is not null else false end)
      order by m.id), '[]') from meant m)`;
}

/** The one copy that is meant. Refuses `item-unknown` 404, `several-items` 409 (`choices`, `books`, `libraries`). */
export async function demandOneCopy(
  db: Db,
  copies: readonly MeantCopy[],
  barcode: string,
): Promise<MeantCopy> {
  const [one] = copies;
  if (!one) throw new Problem("item-unknown", 404, { barcode });
  if (copies.length > 1)
    throw await refuseToGuessCopy(
      db,
      barcode,
      copies.map((copy) => copy.id),
    );
  return one;
}

/** A copy read now that its instance is locked. Its record may have moved to another instance meanwhile: what is locked counts. */
export async function readLocked<T extends { instance_id: number }>(
  tx: Tx,
  meant: MeantCopy,
  read: () => Promise<T>,
): Promise<T> {
  const found = await read();
  if (found.instance_id === meant.instanceId) return found;
  const instanceId = await lockInstanceOf(tx, meant.id, meant.instanceId);
  return { ...(await read()), instance_id: instanceId };
}
