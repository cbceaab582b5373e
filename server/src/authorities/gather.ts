import { sql } from "kysely";
import { getInstances } from "../catalogue/index.ts";
import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import { enqueue } from "../kernel/jobs.ts";
import { typedKey } from "./heading-key.ts";
import { writtenHeadings } from "./written-headings.ts";

/** Titles of one transaction. */
const PAGE = 300;
const MOST_FORMS = 12;

/** Notes titles whose headings are to be looked at, and has it done where the region has authorities at all. */
export async function noteStale(tx: Tx, instanceIds: readonly number[]): Promise<void> {
  const sorted = [...new Set(instanceIds)].sort((a, b) => a - b);
  await sql`insert into authorities.stale (instance_id) select w.id from unnest(${sorted}::bigint[]) w(id)
    on conflict do nothing`.execute(tx);
  const { rows } = await sql`select from authorities.authority limit 1`.execute(tx);
  if (rows.length > 0) await enqueueGathering(tx);
}

/** Has the headings of noted titles looked at; asked twice, it is done once. */
export async function enqueueGathering(tx: Tx): Promise<void> {
  await enqueue(tx, "authorities-gather", {}, { key: "authorities-gather", queue: "authorities" });
}

/** Looks at all noted titles, page by page, each page whole. Returns how many. */
export async function gatherHeadings(db: Db, stopping?: AbortSignal): Promise<number> {
  let done = 0;
  while (!stopping?.aborted) {
    const count = await inTransaction(db, gatherPage);
    done += count;
    if (count < PAGE) break;
  }
  return done;
}

async function gatherPage(tx: Tx): Promise<number> {
  const { rows: noted } = await sql<{ id: number }>`
    delete from authorities.stale where instance_id in (
      select s.instance_id from authorities.stale s order by s.instance_id limit ${PAGE} for update skip locked)
    returning instance_id as id`.execute(tx);
  const ids = noted.map((row) => row.id);
  if (ids.length === 0) return 0;
  const uses = new Map<string, { one: ReturnType<typeof writtenHeadings>[number]; instances: Set<number> }>();
  for (const instance of await getInstances(tx, ids))
    for (const one of writtenHeadings(instance)) {
      const name = `${one.kind} ${one.key} ${one.born}`;
      const use = uses.get(name) ?? { one, instances: new Set<number>() };
      use.instances.add(instance.id);
      uses.set(name, use);
    }
  const headings = await keepHeadings(
    tx,
    [...uses.values()].map((use) => use.one),
  );
  const { rows: left } = await sql<{ id: number }>`
    delete from authorities.heading_use where instance_id = any(${ids}::bigint[]) returning heading_id as id`.execute(
    tx,
  );
  const pairs = [...uses.values()].flatMap((use, at) =>
    [...use.instances].map((id) => [id, headings[at]!] as const),
  );
  await sql`
    insert into authorities.heading_use (instance_id, heading_id)
    select w.instance_id, w.heading_id from unnest(${pairs.map((p) => p[0])}::bigint[], ${pairs.map((p) => p[1])}::bigint[])
      w(instance_id, heading_id) on conflict do nothing`.execute(tx);
  await countTitles(tx, [...new Set([...left.map((row) => row.id), ...headings])]);
  await linkCertain(tx, { headings });
  return ids.length;
}

/** Ids of these headings, in their order; new ones are begun. */
async function keepHeadings(
  tx: Tx,
  list: readonly ReturnType<typeof writtenHeadings>[number][],
): Promise<number[]> {
  const nameOf = (one: { kind: string; key: string; born: string }): string =>
    `${one.kind} ${one.key} ${one.born}`;
  const sorted = [...list].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const { rows } = await sql<{ id: number; kind: string; key: string; born: string }>`
    insert into authorities.heading as h (kind, key, born, text, typed, dates, forms)
    select v.kind, v.key, v.born, v.text, v.typed, v.dates, array(select jsonb_array_elements_text(v.forms))
    from unnest(${sorted.map((one) => one.kind)}::text[], ${sorted.map((one) => one.key)}::text[],
      ${sorted.map((one) => one.born)}::text[], ${sorted.map((one) => one.text)}::text[], ${sorted.map((one) => one.dates)}::text[],
      ${sorted.map((one) => JSON.stringify(one.forms.slice(0, MOST_FORMS)))}::jsonb[],
      ${sorted.map((one) => typedKey(one.text))}::text[]) v(kind, key, born, text, dates, forms, typed)
    on conflict on constraint heading_once do update set forms = case
      when cardinality(h.forms) < cardinality(excluded.forms) then excluded.forms else h.forms end
    returning h.id, h.kind, h.key, h.born`.execute(tx);
  const ids = new Map(rows.map((row) => [nameOf(row), row.id]));
  return list.map((one) => ids.get(nameOf(one))!);
}

async function countTitles(tx: Tx, headingIds: readonly number[]): Promise<void> {
  await sql`
    update authorities.heading h set titles = n.titles from (
      select w.id, count(u.instance_id)::int as titles from unnest(${headingIds}::bigint[]) w(id)
      left join authorities.heading_use u on u.heading_id = w.id group by w.id) n
    where n.id = h.id and h.titles <> n.titles`.execute(tx);
  // What no title has any more, and nobody decided about, is forgotten.
  await sql`delete from authorities.heading h where h.id = any(${headingIds}::bigint[]) and h.titles = 0
    and h.decided_by is null`.execute(tx);
}

/**
 * Links what is certain without asking: a body or subject that is called just as one authority's heading is, a person of
 * that name born in that year. A name alone is never certain: it waits for somebody. What a person decided stays.
 */
export async function linkCertain(
  tx: Tx,
  among: { headings?: readonly number[]; authorities?: readonly number[] },
): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    with wanted as (
      select h.id, h.kind, h.key, h.born from authorities.heading h
      where h.state = 'open' and h.decided_by is null and (
        h.id = any(${[...(among.headings ?? [])]}::bigint[]) or (h.kind, h.key) in (
          select a.kind, f.key from authorities.form f join authorities.authority a on a.id = f.authority_id
          where f.authority_id = any(${[...(among.authorities ?? [])]}::bigint[]) and f.role <> 'also'))),
    sure as (
      select w.id, min(a.id) as authority_id from wanted w
      join authorities.form f on f.key = w.key and f.role <> 'also'
      join authorities.authority a on a.id = f.authority_id and a.kind = w.kind and not a.withdrawn
      where w.kind <> 'person' or (w.born <> '' and (a.born = '' or a.born = w.born))
      group by w.id
      having count(distinct a.id) = 1 and bool_and(w.kind <> 'person' or a.born = w.born)
        and bool_or(w.kind = 'person' or f.role = 'heading'))
    update authorities.heading h set state = 'linked', authority_id = s.authority_id, decided_at = now()
    from sure s where s.id = h.id returning h.id`.execute(tx);
  await tellUsers(
    tx,
    rows.map((row) => row.id),
  );
}

const PER_JOB = 1000;

/** Has the titles of these headings shown and found by what their authorities say now. */
export async function tellUsers(tx: Tx, headingIds: readonly number[]): Promise<void> {
  for (let at = 0; at < headingIds.length; at += PER_JOB)
    await enqueue(
      tx,
      "authorities-tell",
      { headings: headingIds.slice(at, at + PER_JOB) },
      { queue: "authorities" },
    );
}
