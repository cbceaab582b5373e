import { sql } from "kysely";
import type { z } from "zod";
import type { Db, Tx } from "../../kernel/database.ts";
import { cutPage, readCursor } from "../../kernel/paging.ts";
import { type fastAddedRecordSchema, waitingPlace } from "../schema.ts";

/** A cataloguer has written the record: it waits no more. */
export async function endFastAdded(tx: Tx, recordId: number): Promise<void> {
  await sql`delete from cataloguing.fast_added where record_id = ${recordId}`.execute(tx);
}

/** Records that a desk began and no cataloguer has written yet, the oldest first. Refuses `cursor-invalid` 400. */
export async function fastAddedRecords(
  db: Db,
  memberId: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: z.output<typeof fastAddedRecordSchema>[]; next: string | null }> {
  const [at, id] = readCursor(cursor, waitingPlace) ?? [null, null];
  const { rows } = await sql<z.output<typeof fastAddedRecordSchema>>`
    select f.record_id as "recordId", r.instance_id as "instanceId", coalesce(t.title, '') as title, t.responsibility,
      to_char(f.added_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "addedAt",
      array(select i.barcode from catalogue.held_item i where i.record_id = f.record_id and i.barcode is not null
        order by i.id) as barcodes
    from cataloguing.fast_added f join catalogue.record_line r on r.id = f.record_id and r.deleted_at is null
    join catalogue.title_line t on t.id = r.instance_id
    where f.member_id = ${memberId} and (${at}::timestamptz is null or (f.added_at, f.record_id) > (${at}::timestamptz, ${id}::bigint))
    order by f.added_at, f.record_id limit ${limit + 1}`.execute(db);
  return cutPage(rows, limit, (row) => [row.addedAt, row.recordId]);
}

/** How many wait at a library, and since when the oldest does. */
export async function fastAddedWaiting(
  db: Db,
  memberId: number,
): Promise<{ count: number; oldestAt: Date | null }> {
  const { rows } = await sql<{ count: number; oldest: Date | null }>`
    select count(*) as count, min(f.added_at) as oldest
    from cataloguing.fast_added f join catalogue.record_line r on r.id = f.record_id and r.deleted_at is null
    where f.member_id = ${memberId}`.execute(db);
  return { count: rows[0]!.count, oldestAt: rows[0]!.oldest };
}
