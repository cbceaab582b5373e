import { sql } from "kysely";
import type { BulkTx } from "../kernel/bulk.ts";
import type { Db } from "../kernel/database.ts";
import type { Description } from "./description.ts";
import { mergeDescriptions } from "./instance-brief.ts";
import type { InstanceBrief } from "./schema.ts";
import type { PlacedRecord } from "./apply-batch.ts";

/** Descriptions kept by a cluster's merge; a heap larger than this is a matching mistake, not an edition. */
const MOST_MERGED = 200;

/**
 * Renews what readers see of these instances from their live records: one query for all descriptions that are not
 * in the batch itself, one statement to write them.
 */
export async function refreshInstances(tx: BulkTx, instanceIds: number[], placed: PlacedRecord[]): Promise<void> {
  if (instanceIds.length === 0) return;
  const known = new Map(placed.map((p) => [p.recordId, p.record.description]));
  const { rows } = await tx.query<{ instance_id: number; id: number; description: Description | null }>({
    name: "catalogue-instance-descriptions",
    text: `select r.instance_id, r.id,
        case when r.id = any($2::bigint[]) then null else d.description end as description
      from catalogue.record r join catalogue.description d on d.record_id = r.id
      where r.instance_id = any($1::bigint[]) and r.deleted_at is null
      order by r.instance_id, r.id`,
    values: [instanceIds, [...known.keys()]],
  });
  const byInstance = new Map<number, Description[]>(instanceIds.map((id) => [id, []]));
  const counts = new Map<number, number>();
  for (const row of rows) {
    const list = byInstance.get(row.instance_id)!;
    counts.set(row.instance_id, (counts.get(row.instance_id) ?? 0) + 1);
    if (list.length < MOST_MERGED) list.push(row.description ?? known.get(row.id)!);
  }
  const ids: number[] = [];
  const briefs: (string | null)[] = [];
  const recordCounts: number[] = [];
  for (const [id, descriptions] of byInstance) {
    ids.push(id);
    briefs.push(descriptions.length > 0 ? JSON.stringify(mergeDescriptions(descriptions)) : null);
    recordCounts.push(counts.get(id) ?? 0);
  }
  await tx.query({
    name: "catalogue-refresh-instances",
    text: `update catalogue.instance i set brief = coalesce(v.brief::json, i.brief), record_count = v.record_count,
        version = i.version + 1, changed_at = now(), merged_into = case when v.record_count > 0 then null else i.merged_into end
      from unnest($1::bigint[], $2::text[], $3::int[]) v(id, brief, record_count)
      where i.id = v.id`,
    values: [ids, briefs, recordCounts],
  });
}

/** An instance as other rooms see it. `memberIds`: who holds it. */
export type Instance = { id: number; brief: InstanceBrief; version: number; memberIds: number[]; recordCount: number };

type Row = { id: number; brief: InstanceBrief; version: number; member_ids: number[]; record_count: number };

function toInstance(row: Row): Instance {
  return {
    id: row.id,
    brief: row.brief,
    version: row.version,
    memberIds: row.member_ids,
    recordCount: row.record_count,
  };
}

/** The live instances among `ids`, in the order asked for. */
export async function getInstances(db: Db, ids: number[]): Promise<Instance[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Row>`
    select i.id, i.brief, i.version, i.record_count,
      coalesce(array_agg(distinct r.member_id) filter (where r.id is not null), '{}') as member_ids
    from catalogue.instance i
    left join catalogue.record r on r.instance_id = i.id and r.deleted_at is null
    where i.id = any(${ids}::bigint[]) and i.record_count > 0
    group by i.id`.execute(db);
  const byId = new Map(rows.map((row) => [row.id, toInstance(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

const MOST_REDIRECTS = 10;

/** The id under which `id` is found now: itself, or where it was joined into; undefined when there is nothing left. */
export async function resolveInstance(db: Db, id: number): Promise<number | undefined> {
  let current = id;
  for (let step = 0; step < MOST_REDIRECTS; step++) {
    const { rows } = await sql<{ merged_into: number | null; record_count: number }>`
      select i.merged_into, i.record_count from catalogue.instance i where i.id = ${current}`.execute(db);
    const row = rows[0];
    if (!row) return undefined;
    if (row.record_count > 0) return current;
    if (row.merged_into === null) return undefined;
    current = row.merged_into;
  }
  return undefined;
}

/** Live instances after `afterId` in the order of their ids, for building an index. */
export async function scanInstances(db: Db, afterId: number, limit: number): Promise<Instance[]> {
  const { rows } = await sql<Row>`
    select i.id, i.brief, i.version, i.record_count,
      (select coalesce(array_agg(distinct r.member_id), '{}') from catalogue.record r
        where r.instance_id = i.id and r.deleted_at is null) as member_ids
    from catalogue.instance i
    where i.id > ${afterId} and i.record_count > 0
    order by i.id limit ${limit}`.execute(db);
  return rows.map(toInstance);
}

/** Id and version of every instance after `afterId`, the emptied ones with version 0, to compare an index with. */
export async function scanVersions(
  db: Db,
  afterId: number,
  limit: number,
): Promise<{ id: number; version: number }[]> {
  const { rows } = await sql<{ id: number; version: number }>`
    select i.id, case when i.record_count > 0 then i.version else 0 end as version
    from catalogue.instance i where i.id > ${afterId} order by i.id limit ${limit}`.execute(db);
  return rows;
}
