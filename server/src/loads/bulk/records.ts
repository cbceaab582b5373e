import { type CompactRecord, fromCompact, type MarcRecord } from "@commonshelf/marc";
import type pg from "pg";
import type { itemProfiles } from "../../catalogue/index.ts";
import type { BulkTx } from "../../kernel/bulk.ts";
import type { BulkRule } from "../schema.ts";
import { applyRules, touchesItems } from "./rules.ts";

type ItemProfile = itemProfiles.ItemProfile;

/** A record of a bulk change as it is, and as the rules leave it: the same object where they change nothing. */
export type Considered = {
  id: number;
  controlNumber: string;
  title: string;
  before: MarcRecord;
  after: MarcRecord;
  /** How its items are listed, where the rules reach them. */
  profiles: readonly ItemProfile[] | "keep";
};

const RECORDS = `
  select s.id, s.control_number, coalesce(t.title, '') as title, s.marc, f.item_profiles
  from (select b.record_id from loads.bulk_record b where b.change_id = $1 and b.record_id > $2
    order by b.record_id limit $3) b
  join catalogue.record_state s on s.id = b.record_id and s.deleted_at is null
  left join catalogue.title_line t on t.id = s.instance_id
  left join lateral (select l.item_profiles from (
      select s.run_id, s.version union all
      select p.run_id, p.version from catalogue.record_past p where p.record_id = s.id) v
    join catalogue.load l on l.id = v.run_id
    where l.item_profiles is not null order by v.version desc limit 1) f on true
  order by s.id`;

/**
 * The next records of a bulk change behind `afterId` under its rules; `last`: behind which the next page begins, null when
 * none is left. Items of rules that reach them are read as the load that listed them did, else with `fallback`.
 */
export async function considerRecords(
  tx: BulkTx | pg.Pool,
  change: { id: string; rules: readonly BulkRule[] },
  afterId: number,
  limit: number,
  known: { all: readonly ItemProfile[]; fallback: readonly ItemProfile[] },
): Promise<{ records: Considered[]; last: number | null }> {
  const { rows: ends } = await tx.query<{ last: number | null }>(
    `select max(b.record_id) as last from (select o.record_id from loads.bulk_record o
      where o.change_id = $1 and o.record_id > $2 order by o.record_id limit $3) b`,
    [change.id, afterId, limit],
  );
  const last = ends[0]!.last;
  if (last === null) return { records: [], last };
  const { rows } = await tx.query<{
    id: number;
    control_number: string;
    title: string;
    marc: CompactRecord;
    item_profiles: string[] | null;
  }>(RECORDS, [change.id, afterId, limit]);
  const records = rows.map((row): Considered => {
    const names = row.item_profiles;
    const profiles = names === null ? known.fallback : known.all.filter((one) => names.includes(one.name));
    const before = fromCompact(row.marc);
    return {
      id: row.id,
      controlNumber: row.control_number,
      title: row.title,
      before,
      after: applyRules(before, change.rules, profiles),
      profiles: touchesItems(change.rules, profiles) ? profiles : "keep",
    };
  });
  return { records, last };
}
