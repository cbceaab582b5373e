import type { CompactRecord } from "@commonshelf/marc";
import { CompiledQuery } from "kysely";
import type { BulkTx } from "../../kernel/bulk.ts";
import type { Db } from "../../kernel/database.ts";
import type { KnownLoad } from "../runs.ts";
import type { UndoPreview } from "../schema.ts";
import { type StayReason, stayReasons } from "../words.ts";

/** A record that is as a load left it (stands_on in this room's migrations says how), and what an undo makes of it. */
export type PlannedRecord = {
  id: number;
  controlNumber: string;
  title: string | null;
  /** `none`: the load made it and withdrew it again. */
  step: "withdraw" | "return" | "none" | "stay";
  reason: StayReason | null;
  barcode: string | null;
  /** What it is to be: the version before, or for one that goes, what it is. */
  marc: CompactRecord;
  /** The version before the load; null: there was none. */
  beforeVersion: number | null;
  /** It was withdrawn before the load. */
  wasDeleted: boolean;
  /** Profiles that read the version before. */
  profiles: string[] | null;
};

/**
 * Records that are as the load left them: untouched since, or brought back by undos of what came after (up to where the
 * untouched ones end, so that none is looked at twice). $1 load, $2 member, $3 behind which record, $4 at most.
 */
const AS_LEFT = `with untouched as (
    select o.id, o.control_number, o.instance_id, o.version, o.marc, o.deleted_at
    from catalogue.record_state o where o.run_id = $1 and o.member_id = $2 and o.id > $3 order by o.id limit $4),
  again as (
    select o.id, o.control_number, o.instance_id, a.version, o.marc, o.deleted_at
    from (select distinct p.record_id from catalogue.record_past p where p.run_id = $1 and p.record_id > $3
      and ($4::int is null or (select count(*) from untouched) < $4 or p.record_id <= (select max(id) from untouched))) d
    join catalogue.record_state o on o.id = d.record_id and o.member_id = $2 and o.run_id is distinct from $1
    join catalogue.load l on l.id = o.run_id and l.undoes is not null
    cross join lateral loads.version_again(o.id, o.run_id, $1) a(version)
    where a.version is not null order by o.id limit $4),
  as_left as (select t.* from (select * from untouched union all select * from again) t order by t.id limit $4)`;

/** $5: when the load began. */
const PLAN = `${AS_LEFT}
  select s.id, s.control_number as "controlNumber", t.title,
    case
      when w.use is not null or h.wanted then 'stay'
      when b.version is null and s.deleted_at is not null then 'none'
      when b.version is null or (b.deleted_at is not null and s.deleted_at is null) then 'withdraw'
      when b.deleted_at is not null then 'none'
      else 'return'
    end as step,
    coalesce(w.use, case when h.wanted then 'wanted' end) as reason, w.barcode,
    case when b.version is null or b.deleted_at is not null then s.marc else b.marc end as marc,
    b.version as "beforeVersion", coalesce(b.deleted_at is not null, false) as "wasDeleted", f.profiles
  from as_left s
  left join catalogue.title_line t on t.id = s.instance_id
  left join lateral (select p.version, p.marc, p.deleted_at from catalogue.record_past p
    where p.record_id = s.id and p.version < s.version and p.run_id is distinct from $1 order by p.version desc limit 1) b on true
  left join lateral (select l.item_profiles as profiles from catalogue.record_past p
    join catalogue.load l on l.id = p.run_id
    where p.record_id = s.id and p.version <= b.version and l.item_profiles is not null
    order by p.version desc limit 1) f on true
  left join lateral (select coalesce(u.use, case when i.kept_by_hand then 'items' else 'desk' end) as use, i.barcode
    from catalogue.item_origin i
    left join circulation.item_use u on u.item_id = i.id
    where i.record_id = s.id and ((i.run_id = $1
        and (u.item_id is not null or i.desk_condition is not null or i.placed_at_desk))
      or (b.version is null and i.kept_by_hand and i.condition <> 'withdrawn'))
    order by u.use nulls last, i.id limit 1) w on true
  cross join lateral (select b.version is null and s.deleted_at is null
    and exists (select 1 from circulation.title_wanted q where q.instance_id = s.instance_id and q.placed_at >= $5)
    and not exists (select 1 from catalogue.record_state o where o.instance_id = s.instance_id and o.deleted_at is null
      and o.run_id is distinct from $1) as wanted) h
  order by s.id`;

/** The next records of a load behind `afterId`, with what an undo makes of each. What was used or wanted since stays. */
export async function planRecords(
  tx: BulkTx,
  load: KnownLoad,
  afterId: number,
  limit: number,
): Promise<PlannedRecord[]> {
  const { rows } = await tx.query<PlannedRecord>(PLAN, [
    load.id,
    load.memberId,
    afterId,
    limit,
    load.startedAt,
  ]);
  return rows;
}

/** A record that a load made or changed and that is another's by now: it stays as it is. */
export type ChangedSince = {
  id: number;
  controlNumber: string;
  title: string | null;
  /** Day in the library's zone. */
  day: string;
  file: string | null;
};

const CHANGED = `from (select distinct p.record_id from catalogue.record_past p where p.run_id = $1) d
  join catalogue.record_state s on s.id = d.record_id and s.member_id = $2 and s.run_id is distinct from $1
  join consortium.member_fact m on m.id = s.member_id
  left join catalogue.load l on l.id = s.run_id
  left join catalogue.title_line t on t.id = s.instance_id
  where loads.lies_under(s.id, s.run_id, $1)`;
const CHANGED_ROWS = `select s.id, s.control_number as "controlNumber", t.title, 
    to_char(s.changed_at at time zone m.time_zone, 'YYYY-MM-DD') as day, l.file_name as file
  ${CHANGED}`;
const HOLDINGS = `select count(*)::int as n from loads.holdings_as_left($1, $2,
  array(select t.control_number from loads.holdings_touched($1) t))`;

/** Whether anything is as the load left it. $1 load, $2 member. */
export const ANYTHING_LEFT = `${AS_LEFT.replaceAll("$3", "0").replaceAll("$4", "1")}
  select exists (select 1 from as_left) or exists (select 1 from loads.holdings_as_left($1, $2,
    array(select t.control_number from loads.holdings_touched($1) t))) as "left"`;

/** Records that somebody changed over what the load had made of them, by id. */
export async function changedSince(tx: BulkTx, load: KnownLoad, limit: number): Promise<ChangedSince[]> {
  const { rows } = await tx.query<ChangedSince>(`${CHANGED_ROWS} order by s.id limit $3`, [
    load.id,
    load.memberId,
    limit,
  ]);
  return rows;
}

const EXAMPLES = 20;

/** What undoing the load would do now. Reads only. */
export async function previewUndo(db: Db, load: KnownLoad): Promise<UndoPreview> {
  const ask = async <Row>(text: string, values: unknown[]): Promise<Row[]> =>
    (await db.executeQuery<Row>(CompiledQuery.raw(text, values))).rows;
  const values = [load.id, load.memberId, 0, null, load.startedAt];
  const [counted, staying, changed, examples, holdings] = await Promise.all([
    ask<{ step: PlannedRecord["step"]; reason: StayReason | null; n: number }>(
      `select p.step, p.reason, count(*)::int as n from (${PLAN}) p group by p.step, p.reason`,
      values,
    ),
    ask<PlannedRecord>(
      `select p."controlNumber", p.title, p.reason, p.barcode from (${PLAN}) p where p.step = 'stay' limit ${EXAMPLES}`,
      values,
    ),
    ask<{ n: number }>(`select count(*)::int as n ${CHANGED}`, [load.id, load.memberId]),
    ask<ChangedSince>(`${CHANGED_ROWS} order by s.id limit $3`, [load.id, load.memberId, EXAMPLES]),
    ask<{ n: number }>(HOLDINGS, [load.id, load.memberId]),
  ]);
  const of = (step: PlannedRecord["step"], reason: StayReason | null = null): number =>
    counted.find((row) => row.step === step && row.reason === reason)?.n ?? 0;
  const stays = Object.fromEntries(
    stayReasons.map((reason) => [reason, reason === "changed" ? changed[0]!.n : of("stay", reason)]),
  ) as UndoPreview["stays"];
  const named = [
    ...staying.map((row) => ({ ...row, reason: row.reason! })),
    ...examples.map((row) => ({ ...row, reason: "changed" as const, barcode: null })),
  ].slice(0, EXAMPLES);
  return {
    withdrawn: of("withdraw"),
    returned: of("return"),
    holdings: holdings[0]!.n,
    stays,
    examples: named.map(({ controlNumber, title, reason, barcode }) => ({
      controlNumber,
      title: title ?? "",
      reason,
      barcode,
    })),
  };
}
