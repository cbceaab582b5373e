import type { Statements } from "../../kernel/bulk.ts";
import { type Evidence, type MatchRecord, type Placement, RehearsedPairs } from "../../matching/index.ts";
import { StoredRecords } from "../place-records.ts";

/**
 * What a dry run would have written by now: records placed, barcodes given away. It only reads the database, so nobody
 * waits for it; its counts are those a load at this moment would have.
 */
export class Rehearsal {
  readonly records = new RehearsedRecords();
  readonly pairs = new RehearsedPairs();
  /** Folded barcode -> number of the record that took it. */
  readonly taken = new Map<string, string>();
  private last = 0;

  /** Ids of rows that are never written: negative, so that they meet none of the database's. */
  inventIds(count: number): number[] {
    return Array.from({ length: count }, () => --this.last);
  }
}

/** The catalogue's records with those a dry run has placed. */
class RehearsedRecords {
  private readonly byKey = new Map<string, number[]>();
  private readonly records = new Map<number, MatchRecord>();
  private last = 0;

  add(evidence: readonly Evidence[], placements: readonly Placement[]): void {
    for (const { record, instanceId } of placements)
      this.records.set(record.recordId, { ...record, instanceId });
    for (const { record, keys } of evidence)
      for (const key of keys) this.byKey.set(key, [...(this.byKey.get(key) ?? []), record.recordId]);
  }

  /** As matching looks for them in the transaction of the batch at hand. */
  within(tx: Statements): RehearsedSource {
    return new RehearsedSource(tx, this.byKey, this.records, () => --this.last);
  }
}

class RehearsedSource extends StoredRecords {
  private readonly byKey: ReadonlyMap<string, readonly number[]>;
  private readonly records: ReadonlyMap<number, MatchRecord>;
  private readonly invent: () => number;

  constructor(
    tx: Statements,
    byKey: ReadonlyMap<string, readonly number[]>,
    records: ReadonlyMap<number, MatchRecord>,
    invent: () => number,
  ) {
    super(tx);
    this.byKey = byKey;
    this.records = records;
    this.invent = invent;
  }

  override async findByKeys(
    keys: readonly string[],
    most: number,
  ): Promise<{ key: string; recordId: number }[]> {
    const stored = await super.findByKeys(keys, most);
    return [
      ...stored,
      ...keys.flatMap((key) => (this.byKey.get(key) ?? []).map((recordId) => ({ key, recordId }))),
    ];
  }

  override async load(recordIds: readonly number[]): Promise<MatchRecord[]> {
    const stored = await super.load(recordIds.filter((id) => id > 0 && !this.records.has(id)));
    return [...stored, ...recordIds.flatMap((id) => this.records.get(id) ?? [])];
  }

  override newInstances(count: number): Promise<number[]> {
    return Promise.resolve(Array.from({ length: count }, this.invent));
  }
}
