import { sql } from "kysely";
import { everybody, seenBy, type Viewer } from "../audience/index.ts";
import { type Description, levelIn, type Speaker, type SurvivorshipRule } from "../description/index.ts";
import { type BulkTx, copyInto, type Statements } from "../kernel/bulk.ts";
import { type Db, plannedOnce } from "../kernel/database.ts";
import { mergeDescriptions } from "./describe/instance-brief.ts";
import { loadSurvivorship } from "./describe/survivorship.ts";
import type { PlacedRecord } from "./loads/batch.ts";
import { withoutNul } from "./prepare-record.ts";
import type { InstanceBrief } from "./schema.ts";

/** Descriptions kept by a cluster's merge; a heap larger than this is a matching mistake, not an edition. */
const MOST_MERGED = 200;

/** What readers see of one instance, ready to be written; `brief` null when no live record is left. */
export type InstanceState = { id: number; brief: string | null; recordCount: number; audience?: number };

type Said = { recordId: number; audience: number; description: Description; by: Speaker };

function mergeSaid(said: readonly Said[], rules: readonly SurvivorshipRule[]): InstanceBrief {
  const descriptions = said.map((one) => one.description);
  if (rules.length === 0) return mergeDescriptions(descriptions);
  return mergeDescriptions(descriptions, { speakers: said.map((one) => one.by), rules });
}

/**
 * Computes what readers see of these instances after the batch: their live records in the database, less and plus
 * those the batch places (of `memberId`). One query for all of them; new instances need none.
 */
export async function mergeInstances(
  tx: Statements,
  instanceIds: number[],
  newIds: ReadonlySet<number>,
  placed: PlacedRecord[],
  leaving: ReadonlySet<number>,
  memberId = 0,
): Promise<InstanceState[]> {
  const own = new Set(placed.map((p) => p.recordId));
  const byInstance = new Map<number, Said[]>(instanceIds.map((id) => [id, []]));
  const rules = await loadSurvivorship(tx);
  const stored = instanceIds.filter((id) => !newIds.has(id));
  if (stored.length > 0) {
    const { rows } = await tx.query<{
      instance_id: number;
      id: number;
      audience: number;
      description: Description;
      member_id: number;
      level: string;
    }>({
      name: "catalogue-instance-descriptions",
      text: `select r.instance_id, r.id, r.audience, d.description, r.member_id, substr(r.marc ->> 'l', 18, 1) as level
        from catalogue.record r join catalogue.description d on d.record_id = r.id
        where r.instance_id = any($1::bigint[]) and r.deleted_at is null`,
      values: [stored],
    });
    for (const { instance_id, id, audience, description, member_id, level } of rows)
      if (!own.has(id) && !leaving.has(id))
        byInstance
          .get(instance_id)!
          .push({ recordId: id, audience, description, by: { memberId: member_id, level } });
  }
  for (const { instanceId, recordId, record } of placed)
    byInstance.get(instanceId)!.push({
      recordId,
      audience: record.audience,
      description: record.description,
      by: { memberId, level: rules.length > 0 ? levelIn(record.marcJson) : " " },
    });
  return [...byInstance].map(([id, members]) => {
    const said = members.sort((a, b) => a.recordId - b.recordId).slice(0, MOST_MERGED);
    return {
      id,
      brief: said.length > 0 ? withoutNul(JSON.stringify(mergeSaid(said, rules))) : null,
      recordCount: members.length,
      // What is not for everybody stands alone.
      audience: members[0]?.audience ?? 0,
    };
  });
}

/** Writes new instances with COPY and changed ones in one statement; `works`: the work of each that has live records. */
export async function writeInstances(
  tx: BulkTx,
  states: InstanceState[],
  newIds: ReadonlySet<number>,
  works: ReadonlyMap<number, number>,
): Promise<void> {
  const fresh = states.filter((s) => newIds.has(s.id));
  await copyInto(
    tx,
    "catalogue.instance",
    ["id", "brief", "record_count", "work_id", "audience"],
    fresh.map((s) => [s.id, s.brief ?? "{}", s.recordCount, works.get(s.id) ?? null, s.audience ?? 0]),
  );
  await refreshInstances(
    tx,
    states.filter((s) => !newIds.has(s.id)),
    works,
  );
}

/** Writes what readers see of instances that are there already. */
export async function refreshInstances(
  tx: Statements,
  changed: readonly InstanceState[],
  works: ReadonlyMap<number, number>,
): Promise<void> {
  if (changed.length === 0) return;
  await tx.query({
    name: "catalogue-refresh-instances",
    text: `update catalogue.instance i set brief = coalesce(v.brief::json, i.brief), record_count = v.record_count,
        work_id = coalesce(v.work_id, i.work_id), version = i.version + 1, changed_at = now(), merged_into = case when v.record_count > 0 then null else i.merged_into end, audience = coalesce(v.audience, i.audience)
      from unnest($1::bigint[], $2::text[], $3::int[], $4::bigint[], $5::int[]) v(id, brief, record_count, work_id, audience)
      where i.id = v.id`,
    values: [
      changed.map((s) => s.id),
      changed.map((s) => s.brief),
      changed.map((s) => s.recordCount),
      changed.map((s) => works.get(s.id) ?? null),
      changed.map((s) => s.audience ?? null),
    ],
  });
}

/** An instance as other rooms see it. `memberIds`: who holds it. */
export type Instance = {
  id: number;
  brief: InstanceBrief;
  version: number;
  memberIds: number[];
  recordCount: number;
  /** The work it is an edition of; null until one is found for a catalogue from before works were kept. */
  workId: number | null;
  /** For whom it is, as a number (room `audience`). */
  audience: number;
};

type Row = {
  id: number;
  brief: InstanceBrief;
  version: number;
  member_ids: number[];
  record_count: number;
  work_id: number | null;
  audience: number;
};

function toInstance(row: Row): Instance {
  return {
    id: row.id,
    brief: row.brief,
    version: row.version,
    memberIds: row.member_ids,
    recordCount: row.record_count,
    workId: row.work_id,
    audience: row.audience,
  };
}

/** The live instances among `ids` that are for this viewer, in the order asked for. */
export async function getInstances(db: Db, ids: number[], viewer: Viewer = everybody): Promise<Instance[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<Row>`
    select i.id, i.brief, i.version, i.record_count, i.work_id, i.audience,
      (select coalesce(array_agg(distinct r.member_id), '{}') from catalogue.record r
        where r.instance_id = i.id and r.deleted_at is null) as member_ids
    from catalogue.instance i
    where i.id = any(${plannedOnce(ids, "bigint[]")}) and i.record_count > 0 and ${seenBy(viewer, "i.audience")}`.execute(
    db,
  );
  const byId = new Map(rows.map((row) => [row.id, toInstance(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

const MOST_REDIRECTS = 10;

/** The id under which `id` is found now: itself, or where it was joined into; undefined when nothing is left for this viewer. */
export async function resolveInstance(
  db: Db,
  id: number,
  viewer: Viewer = everybody,
): Promise<number | undefined> {
  let current = id;
  for (let step = 0; step < MOST_REDIRECTS; step++) {
    const { rows } = await sql<{ merged_into: number | null; lives: boolean; seen: boolean }>`
      select i.merged_into, i.record_count > 0 as lives, ${seenBy(viewer, "i.audience")} as seen from catalogue.instance i where i.id = ${current}`.execute(
      db,
    );
    const row = rows[0];
    if (row?.lives) return row.seen ? current : undefined;
    if (!row || row.merged_into === null) return undefined;
    current = row.merged_into;
  }
  return undefined;
}

/** Live instances for everybody after `afterId` in the order of their ids, for building lists. */
export async function scanInstances(db: Db, afterId: number, limit: number): Promise<Instance[]> {
  const { rows } = await sql<Row>`
    select i.id, i.brief, i.version, i.record_count, i.work_id, i.audience,
      (select coalesce(array_agg(distinct r.member_id), '{}') from catalogue.record r
        where r.instance_id = i.id and r.deleted_at is null) as member_ids
    from catalogue.instance i
    where i.id > ${afterId} and i.record_count > 0 and i.audience = 0
    order by i.id limit ${limit}`.execute(db);
  return rows.map(toInstance);
}

/** Versions of those of these instances that have records. */
export async function versionsOf(db: Db, ids: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; version: number }>`
    select i.id, i.version from catalogue.instance i
    where i.id = any(${[...ids]}::bigint[]) and i.record_count > 0`.execute(db);
  return new Map(rows.map((row) => [row.id, row.version]));
}

/**
 * Id and version of every instance after `afterId`, the emptied ones and those not for this viewer with version 0, to
 * compare an index with.
 */
export async function scanVersions(
  db: Db,
  afterId: number,
  limit: number,
  viewer: Viewer = everybody,
): Promise<{ id: number; version: number }[]> {
  const { rows } = await sql<{ id: number; version: number }>`
    select i.id, case when i.record_count > 0 and ${seenBy(viewer, "i.audience")} then i.version else 0 end as version
    from catalogue.instance i where i.id > ${afterId} order by i.id limit ${limit}`.execute(db);
  return rows;
}
