import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { personRow } from "../people/index.ts";

/** Everything kept about somebody: one list of rows per table, as they are stored. */
export type PersonExport = { exportedAt: string; tables: Record<string, Record<string, unknown>[]> };

/** Tables that hold nothing but secrets. */
const SECRET_TABLES = ["people.session", "people.credential", "circles.email_proof"];
/** Columns by which somebody decided on, reported or shut out others: the rows are about those. */
const ABOUT_OTHERS = ["decided_by", "reported_by", "blocked_id"];
const MOST_ROWS = 20_000;

type Reference = { table: string; columns: string[] };

/** Tables with columns that name a person, read from the database itself: a new table is never forgotten. */
export async function personTables(db: Db): Promise<Reference[]> {
  const { rows } = await sql<{ table: string; columns: string[] }>`
    select c.conrelid::regclass::text as "table", array_agg(distinct a.attname::text) as columns
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
    where c.contype = 'f' and c.confrelid = 'people.person'::regclass and cardinality(c.conkey) = 1
    group by 1 order by 1`.execute(db);
  return rows.filter(({ table }) => !SECRET_TABLES.includes(table));
}

/**
 * Everything kept about a person, in every room. Other people in the same rows are left out, and so are the tokens and
 * hashes that keep things safe.
 */
export async function exportPerson(db: Db, personId: string, now: Date): Promise<PersonExport> {
  const tables: PersonExport["tables"] = {};
  const row = await personRow(db, personId);
  tables["people.person"] = row ? [withoutOthers(row, [], personId)] : [];
  for (const { table, columns } of await personTables(db)) {
    const own = columns.filter((column) => !ABOUT_OTHERS.includes(column));
    if (own.length === 0) continue;
    const isTheirs = sql.join(
      own.map((column) => sql`t.${sql.ref(column)} = ${personId}`),
      sql` or `,
    );
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(t) as row from ${sql.table(table)} t where ${isTheirs} limit ${MOST_ROWS}`.execute(db);
    if (rows.length > 0) tables[table] = rows.map(({ row }) => withoutOthers(row, columns, personId));
  }
  const audit = await sql<{ row: Record<string, unknown> }>`
    select to_jsonb(a) as row from kernel.audit a where a.person_id = ${personId} or a.actor_id = ${personId}
    order by a.id desc limit ${MOST_ROWS}`.execute(db);
  if (audit.rows.length > 0)
    tables["kernel.audit"] = audit.rows.map(({ row }) =>
      withoutOthers(row, ["actor_id", "person_id"], personId),
    );
  return { exportedAt: now.toISOString(), tables };
}

function withoutOthers(
  row: Record<string, unknown>,
  columns: readonly string[],
  personId: string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => {
      if (/_(hash|key|token|cipher)$/.test(name)) return [];
      return [[name, columns.includes(name) && value !== personId ? null : value]];
    }),
  );
}
