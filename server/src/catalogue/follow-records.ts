import { partKey } from "@commonshelf/cjk";
import { type RawBuilder, sql } from "kysely";
import type { Hanging } from "../contracts/hanging.ts";
import type { Db, Tx } from "../kernel/database.ts";

const MOST_REDIRECTS = 10;
/** One thing may have to go before another takes its place. */
const MOST_ROUNDS = 5;

/** A thing that goes from one title to another; `each` by the columns' names. */
export type Follower = { each: Record<string, string | number>; from: number; to: number };

/**
 * Things go to the title in which the records stand together that they were made under; where these are not known or stand
 * apart, to where their own title was joined into, or they stay. Where a thing finds another of its kind, that stays and it
 * is given up, after `meet`. Returns what went.
 */
export async function followRecords(
  tx: Tx,
  instanceIds: readonly number[],
  hanging: Hanging,
  meet: (met: readonly Follower[]) => Promise<void> = async () => undefined,
): Promise<Follower[]> {
  const went: Follower[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const moved = await move(tx, instanceIds, hanging);
    const met = hanging.doublesStay ? [] : await meeting(tx, instanceIds, hanging);
    if (met.length > 0) await meet(met);
    await giveUp(tx, hanging, met);
    if (moved.length + met.length === 0) break;
    went.push(...moved);
  }
  return went;
}

/** Rows of the table that belong to another title now: `each`, `old`, `new`. */
function movingRows(instanceIds: readonly number[], { table, each, only }: Hanging): RawBuilder<unknown> {
  const ids = sql`${[...instanceIds]}::bigint[]`;
  const columns = sql.join(each.map((column) => sql.ref(`o.${column}`)));
  return sql`with recursive trail as (
      select i.id as asked, i.id, i.merged_into, i.record_count, 0 as steps from catalogue.instance i
      where i.id = any(${ids}) and i.merged_into is not null
      union all
      select t.asked, i.id, i.merged_into, i.record_count, t.steps + 1 from trail t
      join catalogue.instance i on i.id = t.merged_into where t.record_count = 0 and t.steps < ${MOST_REDIRECTS}
    ), bound as (
      select ${columns}, o.instance_id as old, coalesce(nullif(catalogue.stands_in(o.made_under), o.instance_id), l.id) as new
      from ${sql.table(table)} o left join (select t.asked, t.id from trail t where t.record_count > 0) l
        on l.asked = o.instance_id
      where o.instance_id = any(${ids}) and ${only ?? sql`true`}
    ), moving as (select b.* from bound b where b.new <> b.old)`;
}

function same(each: readonly string[], one: string, other: string): RawBuilder<unknown> {
  return sql.join(
    each.map((column) => sql`${sql.ref(`${one}.${column}`)} = ${sql.ref(`${other}.${column}`)}`),
    sql` and `,
  );
}

type Row = { old: number; new: number } & Record<string, string | number>;
function followers(rows: readonly Row[], each: readonly string[]): Follower[] {
  return rows.map((row) => ({
    each: Object.fromEntries(each.map((column) => [column, row[column]!])),
    from: row.old,
    to: row.new,
  }));
}

/** Moves what finds its place free; of several bound for one place the first. */
async function move(tx: Tx, instanceIds: readonly number[], hanging: Hanging): Promise<Follower[]> {
  const { each, table, only } = hanging;
  const columns = sql.join(each.map((column) => sql.ref(`m.${column}`)));
  const taken = sql`exists (select 1 from ${sql.table(table)} o
    where ${same(each, "o", "m")} and o.instance_id = m.new and ${only ?? sql`true`})`;
  const { rows } = await sql<Row>`${movingRows(instanceIds, hanging)}, first as (
      select distinct on (${columns}, m.new) m.* from moving m where not ${taken} order by ${columns}, m.new, m.old
    ) update ${sql.table(table)} o set instance_id = m.new from first m
      where ${same(each, "o", "m")} and o.instance_id = m.old and ${only ?? sql`true`}
      returning ${columns}, m.old, m.new`.execute(tx);
  return followers(rows, each);
}

/** What is bound for a place where another stands that stays. */
async function meeting(tx: Tx, instanceIds: readonly number[], hanging: Hanging): Promise<Follower[]> {
  const { each, table, only } = hanging;
  const { rows } = await sql<Row>`${movingRows(instanceIds, hanging)}
    select m.* from moving m join ${sql.table(table)} o on ${same(each, "o", "m")} and o.instance_id = m.new
    where ${only ?? sql`true`}
      and not exists (select 1 from moving x where ${same(each, "x", "m")} and x.old = m.new)`.execute(tx);
  return followers(rows, each);
}

async function giveUp(tx: Tx, { table, each, only }: Hanging, met: readonly Follower[]): Promise<void> {
  if (met.length === 0) return;
  const keys = each.map((column) => sql`${met.map((one) => String(one.each[column]))}::text[]`);
  const names = each.map((_, at) => sql.ref(`k${at}`));
  const isIt = sql.join(
    each.map((column, at) => sql`${sql.ref(`o.${column}`)}::text = ${sql.ref(`m.k${at}`)}`),
    sql` and `,
  );
  await sql`delete from ${sql.table(table)} o
    using unnest(${met.map((one) => one.from)}::bigint[], ${sql.join(keys)}) m(old, ${sql.join(names)})
    where o.instance_id = m.old and ${isIt} and ${only ?? sql`true`}`.execute(tx);
}

/** Records of a title whose copies bear this part, however it is written. */
export async function recordsOfPart(db: Db, instanceId: number, part: string): Promise<number[]> {
  const { rows } = await sql<{ record_id: number; part: string }>`select distinct i.record_id, i.part
    from catalogue.item i join catalogue.record r on r.id = i.record_id where r.instance_id = ${instanceId}`.execute(
    db,
  );
  const key = partKey(part);
  return [...new Set(rows.filter((row) => partKey(row.part) === key).map((row) => row.record_id))];
}

/** What hangs on a title, as it will be when some of its records have gone. */
type HangingCount = { follow: number; stay: number; unsure: number };

/**
 * How many of these things of a title go with the records that leave, and how many stay; `unsure`: those that stay though
 * they may be meant for what leaves, because it is not known what they were made under, or it was both.
 */
export async function countHanging(
  db: Db,
  { table, only }: Hanging,
  instanceId: number,
  leaving: readonly number[],
): Promise<HangingCount> {
  const { rows } = await sql<HangingCount>`
    with live as (select r.id, r.id = any(${[...leaving]}::bigint[]) as leaves from catalogue.record r
      where r.instance_id = ${instanceId} and r.deleted_at is null),
    told as (select count(*) filter (where l.leaves) as going, count(*) filter (where not l.leaves) as staying
      from ${sql.table(table)} o left join live l on l.id = any(o.made_under)
      where o.instance_id = ${instanceId} and ${only ?? sql`true`} group by o.ctid)
    select count(*) filter (where t.going > 0 and t.staying = 0)::int as follow,
      count(*) filter (where t.going = 0 and t.staying > 0)::int as stay,
      count(*) filter (where (t.going > 0) = (t.staying > 0))::int as unsure from told t`.execute(db);
  return rows[0]!;
}
