import type { Description } from "../description/index.ts";
import { publishBulk, reserveIds, type Statements } from "../kernel/bulk.ts";
import {
  type Evidence,
  evidenceOf,
  loadThresholds,
  type MatchRecord,
  movesOf,
  type Placement,
  type RecordSource,
  type RehearsedPairs,
  StoredPairs,
  settle,
  workKeysOf,
  writeDecisions,
} from "../matching/index.ts";
import { mergeInstances, refreshInstances } from "./instances.ts";
import { assignWorks, type WorkMember } from "./works.ts";

/** Everything that changes records takes turns until its transaction ends: what was read since stays true. */
export async function takeTurn(tx: Statements): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('catalogue.matching', 0))");
}

type Row = {
  record_id: number;
  member_id: number;
  control_number: string;
  instance_id: number;
  is_alone: boolean;
  profile: MatchRecord["profile"];
};

/** The catalogue's live records, as matching looks for them. Withdrawn ones have neither keys nor a description. */
export class StoredRecords implements RecordSource {
  protected readonly tx: Statements;

  constructor(tx: Statements) {
    this.tx = tx;
  }

  async findByKeys(keys: readonly string[], most: number): Promise<{ key: string; recordId: number }[]> {
    if (keys.length === 0) return [];
    const { rows } = await this.tx.query<{ key: string; record_id: number }>({
      name: "catalogue-candidates",
      text: `select k.key::text as key, m.record_id from unnest($1::bigint[]) k(key)
        cross join lateral (select c.record_id from catalogue.match_key c where c.key = k.key limit $2) m`,
      values: [keys, most + 1],
    });
    return rows.map((row) => ({ key: row.key, recordId: row.record_id }));
  }

  async load(recordIds: readonly number[]): Promise<MatchRecord[]> {
    const { rows } = await this.tx.query<Row>({
      name: "catalogue-candidate-profiles",
      text: `select r.id as record_id, r.member_id, r.control_number, r.instance_id, r.audience <> 0 as is_alone,
          d.profile
        from catalogue.record r join catalogue.description d on d.record_id = r.id
        where r.id = any($1::bigint[]) and r.deleted_at is null`,
      values: [recordIds],
    });
    return rows.map((row) => ({
      recordId: row.record_id,
      memberId: row.member_id,
      controlNumber: row.control_number,
      instanceId: row.instance_id,
      isAlone: row.is_alone,
      profile: row.profile,
    }));
  }

  async emptied(recordIds: readonly number[]): Promise<{ recordId: number; instanceId: number }[]> {
    const { rows } = await this.tx.query<{ recordId: number; instanceId: number }>(
      `select distinct on (f.record_id) f.record_id as "recordId", f.instance_id as "instanceId"
        from matching.place_fact f join catalogue.instance i on i.id = f.instance_id and i.record_count = 0
        where f.record_id = any($1::bigint[]) order by f.record_id, f.id desc`,
      [recordIds],
    );
    return rows;
  }

  newInstances(count: number): Promise<number[]> {
    return reserveIds(this.tx, "catalogue.instance", count);
  }
}

/**
 * Moves stored records to their instances; new ones are made first, empty, since records refer to them. Holdings and items
 * hang on their record and go with it. Returns the works' members that the moves bring, and the instances made.
 */
export async function moveRecords(
  tx: Statements,
  moves: readonly Placement[],
): Promise<{ members: WorkMember[]; made: number[] }> {
  if (moves.length === 0) return { members: [], made: [] };
  const made = [...new Set(moves.filter((move) => move.isNewInstance).map((move) => move.instanceId))];
  await tx.query(
    `insert into catalogue.instance (id, brief) overriding system value
      select v.id, '{}' from unnest($1::bigint[]) v(id)`,
    [made],
  );
  const { rows } = await tx.query<{ instance_id: number; description: Description }>(
    `with moved as (update catalogue.record r set instance_id = v.instance_id
        from unnest($1::bigint[], $2::bigint[]) v(id, instance_id) where r.id = v.id returning r.id, r.instance_id)
      select m.instance_id, d.description from moved m join catalogue.description d on d.record_id = m.id order by m.id`,
    [moves.map((move) => move.record.recordId), moves.map((move) => move.instanceId)],
  );
  const members = rows.map((row) => ({
    instanceId: row.instance_id,
    isNew: false,
    keys: workKeysOf(row.description),
  }));
  return { members, made };
}

/** Applies what matching decided about stored records. Returns the instances that changed. */
async function applyPlacements(tx: Statements, placements: readonly Placement[]): Promise<number[]> {
  const moves = movesOf(placements, new Set());
  const changed = new Set(moves.flatMap((move) => [move.record.instanceId!, move.instanceId]));
  if (moves.length > 0) {
    const { members } = await moveRecords(tx, moves);
    const states = await mergeInstances(tx, [...changed], new Set(), [], new Set());
    await refreshInstances(tx, states, await assignWorks(tx, members));
    await redirectEmptied(tx, placements);
  }
  await writeDecisions(tx, placements);
  return [...changed];
}

/** A dry run: what it would have written is kept in memory. */
type DryRun = {
  records: {
    within(tx: Statements): StoredRecords;
    add(evidence: readonly Evidence[], placements: readonly Placement[]): void;
  };
  pairs: RehearsedPairs;
};

/**
 * Decides anew where these records belong, and whatever hangs together with them: after somebody said something, or by
 * newer rules; a rehearsal only reads. Tells the instances that changed, and returns the records that moved.
 */
export async function matchAnew(
  tx: Statements,
  recordIds: readonly number[],
  rehearsal?: DryRun,
): Promise<number[]> {
  if (!rehearsal) await takeTurn(tx);
  const source = rehearsal ? rehearsal.records.within(tx) : new StoredRecords(tx);
  const pairs = rehearsal ? rehearsal.pairs.within(tx) : new StoredPairs(tx);
  const evidence = evidenceOf(await source.load(recordIds));
  const matching = { tx, source, pairs, thresholds: await loadThresholds(tx), keepsDoubts: !rehearsal };
  const placements = await settle(matching, evidence);
  if (rehearsal) rehearsal.records.add(evidence, placements);
  else {
    const changed = await applyPlacements(tx, placements);
    if (changed.length > 0) await publishBulk(tx, "instances-changed", { instanceIds: changed });
  }
  return movesOf(placements, new Set()).map((move) => move.record.recordId);
}

/** An instance whose records all went to others points to where most of them are, so that links and readers follow. */
export async function redirectEmptied(tx: Statements, placements: readonly Placement[]): Promise<void> {
  const counts = new Map<string, { from: number; to: number; n: number }>();
  for (const { record, instanceId } of placements) {
    const from = record.instanceId;
    if (from === null || from === instanceId) continue;
    const key = `${from} ${instanceId}`;
    const count = counts.get(key) ?? { from, to: instanceId, n: 0 };
    counts.set(key, { ...count, n: count.n + 1 });
  }
  if (counts.size === 0) return;
  const moves = [...counts.values()].sort((a, b) => b.n - a.n || a.to - b.to);
  await tx.query(
    `update catalogue.instance i set merged_into = m.to_id, changed_at = now(), version = i.version + 1
      from (select distinct on (v.from_id) v.from_id, v.to_id
        from unnest($1::bigint[], $2::bigint[]) with ordinality v(from_id, to_id, n) order by v.from_id, v.n) m
      where i.id = m.from_id and i.record_count = 0`,
    [moves.map((m) => m.from), moves.map((m) => m.to)],
  );
}
