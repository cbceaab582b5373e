import type { BulkTx } from "../kernel/bulk.ts";
import { decideMatch, type MatchOutcome, type MatchProfile } from "../matching/index.ts";
import type { PreparedRecord } from "./prepare-record.ts";

/** A key that finds more records than this says nothing; the rest is left out. */
const MOST_PER_KEY = 40;

/** A record of a cluster as matching sees it. */
export type Member = { recordId: number; profile: MatchProfile };

/** Records that a dry run decided about and did not write. */
export class PlacedInMemory {
  private readonly byKey = new Map<string, Set<number>>();
  private readonly members = new Map<number, Member[]>();
  private readonly records = new Set<number>();

  add(record: PreparedRecord, recordId: number, instanceId: number): void {
    this.records.add(recordId);
    const list = this.members.get(instanceId);
    const member = { recordId, profile: record.profile };
    if (list) list.push(member);
    else this.members.set(instanceId, [member]);
    for (const key of record.keys) {
      const ids = this.byKey.get(key);
      if (ids) ids.add(instanceId);
      else this.byKey.set(key, new Set([instanceId]));
    }
  }

  has(recordId: number): boolean {
    return this.records.has(recordId);
  }

  instancesOf(key: string): Iterable<number> {
    return this.byKey.get(key) ?? [];
  }

  membersOf(instanceId: number): readonly Member[] {
    return this.members.get(instanceId) ?? [];
  }
}

/**
 * The clusters a batch of records could belong to, with the records of the batch joining them as they are decided:
 * two records of one batch find each other without a second look at the database.
 */
export class CandidateSet {
  private readonly byKey = new Map<string, Set<number>>();
  private readonly members = new Map<number, Member[]>();
  private readonly instanceOf = new Map<number, number>();
  private earlier: PlacedInMemory | undefined;

  /** `earlier`: what a dry run has placed and not written. */
  static async load(
    tx: BulkTx,
    records: PreparedRecord[],
    ownInstanceIds: number[],
    earlier?: PlacedInMemory,
  ): Promise<CandidateSet> {
    const set = new CandidateSet();
    const keys = [...new Set(records.flatMap((r) => r.lookupKeys))];
    const found = await tx.query<{ key: string; instance_id: number }>({
      name: "catalogue-candidates",
      text: `select k.key::text as key, r.instance_id
        from unnest($1::bigint[]) k(key)
        cross join lateral (select m.record_id from catalogue.match_key m where m.key = k.key limit ${MOST_PER_KEY}) m
        join catalogue.record r on r.id = m.record_id and r.deleted_at is null`,
      values: [keys],
    });
    for (const row of found.rows) set.addKey(row.key, row.instance_id);
    for (const key of earlier ? keys : []) for (const id of earlier!.instancesOf(key)) set.addKey(key, id);
    set.earlier = earlier;
    const instanceIds = [...new Set([...ownInstanceIds, ...set.instanceIds()])];
    if (instanceIds.length === 0) return set;
    const profiles = await tx.query<{ instance_id: number; record_id: number; profile: MatchProfile }>({
      name: "catalogue-candidate-profiles",
      text: `select r.instance_id, r.id as record_id, d.profile
        from catalogue.record r join catalogue.description d on d.record_id = r.id
        where r.instance_id = any($1::bigint[]) and r.deleted_at is null order by r.id`,
      values: [instanceIds],
    });
    for (const row of profiles.rows)
      if (!earlier?.has(row.record_id))
        set.addMember(row.instance_id, { recordId: row.record_id, profile: row.profile });
    for (const id of earlier ? instanceIds : [])
      for (const member of earlier!.membersOf(id)) set.addMember(id, member);
    return set;
  }

  instanceIds(): number[] {
    return [...new Set([...this.byKey.values()].flatMap((ids) => [...ids]))];
  }

  private addKey(key: string, instanceId: number): void {
    const known = this.byKey.get(key);
    if (known) known.add(instanceId);
    else this.byKey.set(key, new Set([instanceId]));
  }

  private addMember(instanceId: number, member: Member): void {
    const known = this.members.get(instanceId);
    if (known) known.push(member);
    else this.members.set(instanceId, [member]);
    this.instanceOf.set(member.recordId, instanceId);
  }

  /** Where `record` belongs now; its own earlier version does not count. */
  decide(
    record: PreparedRecord,
    ownRecordId: number | undefined,
    ownInstanceId: number | undefined,
  ): MatchOutcome {
    const ids = new Set<number>();
    for (const key of record.lookupKeys) for (const id of this.byKey.get(key) ?? []) ids.add(id);
    if (ownInstanceId !== undefined) ids.add(ownInstanceId);
    const candidates = [...ids].flatMap((instanceId) => {
      const profiles = (this.members.get(instanceId) ?? [])
        .filter((m) => m.recordId !== ownRecordId)
        .map((m) => m.profile);
      return profiles.length > 0 ? [{ instanceId, profiles }] : [];
    });
    // A record that may stay where it is does stay: readers' links and holds hang on it.
    if (ownInstanceId !== undefined) {
      const staying = decideMatch(
        record.profile,
        candidates.filter((c) => c.instanceId === ownInstanceId),
      );
      if (staying.instanceId !== null) return staying;
    }
    return decideMatch(record.profile, candidates);
  }

  /** True when the instance holds live records besides this one. */
  hasOthers(instanceId: number, recordId: number): boolean {
    return (this.members.get(instanceId) ?? []).some((m) => m.recordId !== recordId);
  }

  /** Puts a decided record where the next ones of the batch will find it. */
  place(record: PreparedRecord, recordId: number, instanceId: number): void {
    const before = this.instanceOf.get(recordId);
    if (before !== undefined)
      this.members.set(
        before,
        this.members.get(before)!.filter((m) => m.recordId !== recordId),
      );
    this.addMember(instanceId, { recordId, profile: record.profile });
    for (const key of record.keys) this.addKey(key, instanceId);
    this.earlier?.add(record, recordId, instanceId);
  }
}
