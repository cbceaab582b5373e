import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { hashKey } from "../matching/index.ts";

const MOST_PER_KEY = 40;

/**
 * Live instances by normalised ISBN, one per ISBN: the one most libraries hold, then the older. Several ISBNs in one
 * statement through the match keys; ISBNs nobody holds are absent from the answer.
 */
export async function findInstancesByIsbn(db: Db, isbns: string[]): Promise<Map<string, number>> {
  if (isbns.length === 0) return new Map();
  const keys = isbns.map((isbn) => hashKey(`i:${isbn}`));
  const { rows } = await sql<{ isbn: string; instance_id: number }>`
    select distinct on (k.isbn) k.isbn, r.instance_id
    from unnest(${isbns}::text[], ${keys}::bigint[]) k(isbn, key)
    cross join lateral (
      select m.record_id from catalogue.match_key m where m.key = k.key limit ${MOST_PER_KEY}) m
    join catalogue.record r on r.id = m.record_id and r.deleted_at is null
    join catalogue.identifier i on i.record_id = r.id and i.type = 'isbn' and i.value = k.isbn
    join catalogue.instance x on x.id = r.instance_id
    order by k.isbn, x.record_count desc, r.instance_id`.execute(db);
  return new Map(rows.map((row) => [row.isbn, row.instance_id]));
}
