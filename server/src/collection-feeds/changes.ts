import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";

const PAGE = 500;
const CONTEXT = "http://iiif.io/api/discovery/1/context.json";

async function countChanges(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from collections.object_fact o
    join collections.collection_fact c on c.id = o.collection_id and c.live_config is not null
    where o.state in ('published', 'withdrawn')`.execute(db);
  return rows[0]!.n;
}

const pageOf = (origin: string, number: number): { id: string; type: string } => ({
  id: `${origin}/iiif/changes/pages/${number}`,
  type: "OrderedCollectionPage",
});

/** What changed among manifests, as a list of pages (IIIF Change Discovery 1.0, level 1). */
export async function changesOf(db: Db, origin: string): Promise<object> {
  const total = await countChanges(db);
  const last = Math.max(0, Math.ceil(total / PAGE) - 1);
  return {
    "@context": CONTEXT,
    id: `${origin}/iiif/changes`,
    type: "OrderedCollection",
    totalItems: total,
    first: pageOf(origin, 0),
    last: pageOf(origin, last),
  };
}

/** One page of it, the oldest change first; undefined: there is no such page. */
export async function changesPage(db: Db, origin: string, number: number): Promise<object | undefined> {
  const { rows } = await sql<{ number: number; is_gone: boolean; changed_at: Date }>`
    select o.number, (o.state <> 'published' or c.is_withdrawn) as is_gone, o.changed_at
    from collections.object_fact o
    join collections.collection_fact c on c.id = o.collection_id and c.live_config is not null
    where o.state in ('published', 'withdrawn')
    order by o.changed_at, o.number limit ${PAGE + 1} offset ${number * PAGE}`.execute(db);
  if (rows.length === 0 && number > 0) return undefined;
  return {
    "@context": CONTEXT,
    ...pageOf(origin, number),
    partOf: { id: `${origin}/iiif/changes`, type: "OrderedCollection" },
    startIndex: number * PAGE,
    ...(number > 0 && { prev: pageOf(origin, number - 1) }),
    ...(rows.length > PAGE && { next: pageOf(origin, number + 1) }),
    orderedItems: rows.slice(0, PAGE).map((row) => ({
      type: row.is_gone ? "Delete" : "Update",
      object: { id: `${origin}/iiif/manifests/${row.number}`, type: "Manifest" },
      endTime: row.changed_at.toISOString(),
    })),
  };
}
