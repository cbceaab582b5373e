import { hasHan, scriptOf } from "@commonshelf/cjk";
import { sql } from "kysely";
import { z } from "zod";
import type { Db } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import { beginning, OWN_SOURCE } from "./heading-key.ts";
import { refuse } from "./refusals.ts";
import type { authorityLineSchema, authoritySchema } from "./schema.ts";
import { type AuthorityKind, authorityKinds } from "./words.ts";

export type AuthorityLine = z.output<typeof authorityLineSchema>;
export type Authority = z.output<typeof authoritySchema>;

const LINE = sql<never>`a.id, a.kind, a.heading || a.suffix as name, a.dates, a.note, a.classes,
  (select coalesce(array_agg(f.text order by f.place), '{}') from authorities.form f
    where f.authority_id = a.id and f.role = 'heading') as headings,
  (select count(*)::int from authorities.heading h where h.authority_id = a.id) as "headingsLinked",
  (select coalesce(sum(h.titles), 0)::int from authorities.heading h where h.authority_id = a.id) as titles`;

/** Authorities of these ids, withdrawn ones left out. */
export async function linesOf(db: Db, ids: readonly number[]): Promise<Map<number, AuthorityLine>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<AuthorityLine>`select ${LINE} from authorities.authority a
    where a.id = any(${[...new Set(ids)]}::bigint[]) and not a.withdrawn`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

type Question = { q: string; kind?: AuthorityKind | undefined; limit: number; cursor?: string | undefined };

/** Authorities that are called so, or whose name begins so, in any script; the most used first. Refuses `cursor-invalid` 400. */
export async function findAuthorities(
  db: Db,
  { q, kind, limit, cursor }: Question,
): Promise<{ items: AuthorityLine[]; next: string | null }> {
  const [titles, after] = readCursor(cursor, z.tuple([z.number().int(), z.number().int()])) ?? [null, null];
  const kinds = kind ? [kind] : authorityKinds;
  // Of all there are, those that titles have: the others are found by their names.
  const isNamed =
    q.trim() === ""
      ? sql`select h.authority_id from authorities.heading h where h.titles > 0`
      : sql`select f.authority_id from authorities.form f where f.role <> 'also' and f.typed like ${beginning(q)}`;
  const { rows } = await sql<AuthorityLine>`
    with found as (
      select a.id, (select coalesce(sum(h.titles), 0)::int from authorities.heading h where h.authority_id = a.id) as titles
      from authorities.authority a
      where not a.withdrawn and a.kind = any(${[...kinds]}::text[]) and a.id in (${isNamed})),
    page as (select f.id, f.titles from found f
      where ${titles}::int is null or (f.titles, -f.id) < (${titles}::int, -${after}::bigint)
      order by f.titles desc, f.id limit ${limit + 1})
    select ${LINE} from page p join authorities.authority a on a.id = p.id order by p.titles desc, p.id`.execute(
    db,
  );
  return cutPage(rows, limit, (row) => [row.titles, row.id]);
}

/** One authority with everything it is called; a joined one is given as what it was joined into. Refuses `authority-unknown`. */
export async function getAuthority(db: Db, id: number): Promise<Authority> {
  const { rows } = await sql<
    Omit<Authority, "forms" | "numbers" | "changedAt" | "link"> & { at: Date; into: number | null }
  >`
    select ${LINE}, a.version, a.source, a.number, a.changed_at as at, a.merged_into as into
    from authorities.authority a where a.id = ${id} and (not a.withdrawn or a.merged_into is not null)`.execute(
    db,
  );
  const row = rows[0];
  if (!row) throw refuse("authority-unknown");
  if (row.into !== null) return await getAuthority(db, row.into);
  const { rows: forms } = await sql<Authority["forms"][number]>`
    select f.role, f.relation, f.text, case when f.role = 'also' then (
        select b.id from authorities.form g join authorities.authority b on b.id = g.authority_id
        where g.key = f.key and g.role = 'heading' and not b.withdrawn and b.id <> f.authority_id
        order by b.id limit 1) end as "leadsTo"
    from authorities.form f where f.authority_id = ${id} order by f.place`.execute(db);
  const { rows: numbers } = await sql<{ number: string }>`select k.number from authorities.known_number k
    where k.authority_id = ${id} order by k.number`.execute(db);
  const { at, into: _into, ...line } = row;
  return {
    ...line,
    link: `(${OWN_SOURCE})${id}`,
    forms,
    numbers: numbers.map((one) => one.number),
    changedAt: at.toISOString(),
  };
}

/** What an authority is shown as in each script, its name first. `suffix`: what tells it from others of the name. */
export function labelsOf(
  heading: string,
  suffix: string,
  headings: readonly string[],
  see: readonly string[],
): string[] {
  const labels = new Map<string, string>([[scriptOf(heading), heading]]);
  const add = (text: string): void => {
    const script = scriptOf(text);
    if (!labels.has(script)) labels.set(script, text);
  };
  headings.forEach(add);
  const scripts = [...labels.values()];
  // A name without a heading in the script is shown by the first other form of it there.
  if (!scripts.some(hasHan)) see.filter(hasHan).slice(0, 1).forEach(add);
  if (scripts.every(hasHan))
    see
      .filter((text) => scriptOf(text) === "Latn")
      .slice(0, 1)
      .forEach(add);
  return [...labels.values()].map((text) => text + suffix);
}
