import { hash } from "node:crypto";
import { type MarcRecord, toCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import { lockByName, type Tx } from "../kernel/database.ts";
import { enqueue } from "../kernel/jobs.ts";
import { bornIn, headingKey, typedKey } from "./heading-key.ts";
import type { AuthorityFacts } from "./read-authority.ts";

/** An authority as it is to stand. `id` null: found by source and number, else new. */
export type KeptAuthority = { id: number | null; facts: AuthorityFacts; marc: MarcRecord | null };

/** What became of each, in their order. */
export type Kept = { id: number; outcome: "created" | "updated" | "unchanged" | "withdrawn" };

type By = { personId: string; now: Date };
type Known = { id: number; source: string; number: string; hash: string; key: string };

/** The part of an authority that changes are told by. */
function contentOf({ facts, marc }: KeptAuthority): string {
  const { kind, forms, dates, note, classes, numbers, isDeleted } = facts;
  return JSON.stringify({
    kind,
    forms,
    dates,
    note,
    classes,
    numbers,
    isDeleted,
    marc: marc ? toCompact(marc) : null,
  });
}

function hashOf(one: KeptAuthority): string {
  return hash("sha256", contentOf(one), "base64url");
}

/**
 * Writes authorities, new and changed, with their version before; who uses them hears of it. Set-based: files come by the
 * hundred thousand.
 */
export async function keepAuthorities(
  tx: Tx,
  { personId, now }: By,
  list: readonly KeptAuthority[],
): Promise<Kept[]> {
  await lockByName(tx, "authorities.keep");
  const known = await findKnown(tx, list);
  const fresh = list.filter((one) => !known.has(one));
  const { rows: reserved } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('authorities.authority', 'id')) as id
    from generate_series(1, ${fresh.filter((one) => !one.facts.isDeleted).length})`.execute(tx);
  const kept: Kept[] = [];
  const writing: (KeptAuthority & { id: number })[] = [];
  for (const one of list) {
    const before = known.get(one);
    if (!before) {
      const id = one.facts.isDeleted ? 0 : reserved.pop()!.id;
      kept.push({ id, outcome: one.facts.isDeleted ? "unchanged" : "created" });
      if (id > 0) writing.push({ ...one, id });
      continue;
    }
    const isSame = before.hash === hashOf(one);
    kept.push({
      id: before.id,
      outcome: isSame ? "unchanged" : one.facts.isDeleted ? "withdrawn" : "updated",
    });
    if (!isSame) writing.push({ ...one, id: before.id });
  }
  if (writing.length === 0) return kept;
  await writeRows(tx, { personId, now }, writing);
  await writeForms(tx, writing);
  const keys = writing.map((one) => keyOf(one.facts));
  await nameHomonyms(tx, [...keys, ...[...known.values()].map((one) => one.key)]);
  await enqueue(tx, "authorities-follow", { ids: writing.map((one) => one.id) });
  return kept;
}

function keyOf(facts: AuthorityFacts): string {
  return headingKey(facts.kind, facts.forms[0]!.text);
}

async function findKnown(tx: Tx, list: readonly KeptAuthority[]): Promise<Map<KeptAuthority, Known>> {
  const numbered = list.filter((one) => one.id === null && one.facts.number !== "");
  const { rows } = await sql<Known>`
    select a.id, a.source, a.number, a.heading_key as key, a.content_hash as hash
    from authorities.authority a
    where a.id = any(${list.flatMap((one) => one.id ?? [])}::bigint[]) or (a.source, a.number) in (
      select w.source, w.number from unnest(${numbered.map((one) => one.facts.source)}::text[],
        ${numbered.map((one) => one.facts.number)}::text[]) w(source, number))`.execute(tx);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const byNumber = new Map(rows.map((row) => [`${row.source} ${row.number}`, row]));
  const found = new Map<KeptAuthority, Known>();
  for (const one of list) {
    const row = one.id === null ? byNumber.get(`${one.facts.source} ${one.facts.number}`) : byId.get(one.id);
    if (row && (one.id !== null || one.facts.number !== "")) found.set(one, row);
  }
  return found;
}

type Writing = readonly (KeptAuthority & { id: number })[];

async function writeRows(tx: Tx, { personId, now }: By, list: Writing): Promise<void> {
  const column = <T>(read: (one: KeptAuthority & { id: number }) => T): T[] => list.map(read);
  await sql`
    insert into authorities.authority as a (id, kind, source, number, heading, heading_key, dates, born, note, classes, marc,
      content_hash, changed_by, changed_at, withdrawn)
    overriding system value
    select v.id, v.kind, v.source, v.number, v.heading, v.key, v.dates, v.born, v.note,
      array(select jsonb_array_elements_text(v.classes)), v.marc, v.hash, ${personId}, ${now}, v.withdrawn
    from unnest(${column((one) => one.id)}::bigint[], ${column((one) => one.facts.kind)}::text[],
      ${column((one) => one.facts.source)}::text[], ${column((one) => one.facts.number)}::text[],
      ${column((one) => one.facts.forms[0]!.text)}::text[], ${column((one) => keyOf(one.facts))}::text[],
      ${column((one) => one.facts.dates)}::text[], ${column((one) => bornIn(one.facts.dates))}::text[],
      ${column((one) => one.facts.note)}::text[], ${column((one) => JSON.stringify(one.facts.classes))}::jsonb[],
      ${column((one) => (one.marc ? JSON.stringify(toCompact(one.marc)) : null))}::json[],
      ${column(hashOf)}::text[], ${column((one) => one.facts.isDeleted)}::boolean[])
      v(id, kind, source, number, heading, key, dates, born, note, classes, marc, hash, withdrawn)
    on conflict (id) do update set kind = excluded.kind, heading = excluded.heading, heading_key = excluded.heading_key,
      dates = excluded.dates, born = excluded.born, note = excluded.note, classes = excluded.classes, marc = excluded.marc,
      content_hash = excluded.content_hash, changed_by = excluded.changed_by, changed_at = excluded.changed_at, withdrawn = excluded.withdrawn,
      version = a.version + 1`.execute(tx);
  await sql`
    insert into authorities.authority_version (authority_id, version, content, changed_by, changed_at)
    select a.id, a.version, v.content::jsonb, ${personId}, ${now}
    from unnest(${column((one) => one.id)}::bigint[], ${column(contentOf)}::text[]) v(id, content)
    join authorities.authority a on a.id = v.id`.execute(tx);
}

async function writeForms(tx: Tx, list: Writing): Promise<void> {
  const ids = list.map((one) => one.id);
  await sql`delete from authorities.form where authority_id = any(${ids}::bigint[])`.execute(tx);
  await sql`delete from authorities.known_number where authority_id = any(${ids}::bigint[])`.execute(tx);
  const live = list.filter((one) => !one.facts.isDeleted);
  const forms = live.flatMap((one) =>
    one.facts.forms.map((form, place) => ({ id: one.id, kind: one.facts.kind, place, ...form })),
  );
  await sql`
    insert into authorities.form (authority_id, place, role, relation, text, key, typed)
    select v.id, v.place, v.role, v.relation, v.text, v.key, v.typed
    from unnest(${forms.map((f) => f.id)}::bigint[], ${forms.map((f) => f.place)}::int[], ${forms.map((f) => f.role)}::text[],
      ${forms.map((f) => f.relation)}::text[], ${forms.map((f) => f.text)}::text[],
      ${forms.map((f) => headingKey(f.kind, f.text))}::text[],
      ${forms.map((f) => typedKey(f.text))}::text[]) v(id, place, role, relation, text, key, typed)`.execute(
    tx,
  );
  const numbers = live.flatMap((one) => one.facts.numbers.map((number) => ({ id: one.id, number })));
  await sql`
    insert into authorities.known_number (number, authority_id)
    select v.number, v.id from unnest(${numbers.map((n) => n.number)}::text[], ${numbers.map((n) => n.id)}::bigint[]) v(number, id)
    on conflict do nothing`.execute(tx);
}

/** Who bears a name that others bear too, known or not, is told from them by dates, or where these do not help by a number. */
export async function nameHomonyms(tx: Tx, keys: readonly string[]): Promise<void> {
  await sql`
    with named as (
      select a.id, count(*) over (partition by a.kind, a.heading_key) as same,
        count(*) over (partition by a.kind, a.heading_key, a.dates) as same_dates, a.dates,
        exists (select from authorities.heading h
          where h.kind = a.kind and h.key = a.heading_key and h.state = 'apart') as others
      from authorities.authority a where a.heading_key = any(${[...new Set(keys)]}::text[]) and not a.withdrawn)
    update authorities.authority a set suffix = case
        when n.same = 1 and not n.others then ''
        when n.dates <> '' and n.same_dates = 1 then ' (' || n.dates || ')'
        else ' (#' || a.id || ')' end
    from named n where n.id = a.id`.execute(tx);
}
