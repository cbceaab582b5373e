import { foldKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { Clock } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";
import type { aliasSchema } from "./schema.ts";

type Alias = z.output<typeof aliasSchema>;
type Row = { id: number; said: string; means: string; changed_at: Date };
const toAlias = ({ changed_at: at, ...row }: Row): Alias => ({ ...row, changedAt: at.toISOString() });

/** What the catalogue calls what was said, each in its place; null: nothing else. In any script and case. */
export async function meaningsOf(db: Db, said: readonly string[]): Promise<(string | null)[]> {
  const keys = said.map(foldKey);
  const { rows } = await sql<{ key: string; means: string }>`
    select a.key, a.means from phrasing.alias a where a.key = any(${keys}::text[])`.execute(db);
  const means = new Map(rows.map((row) => [row.key, row.means]));
  return keys.map((key) => means.get(key) ?? null);
}

/** Keeps an alias, new or changed. Refuses `alias-itself` 400: it would mean itself. */
export async function setAlias(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  { said, means }: { said: string; means: string },
): Promise<Alias> {
  const key = foldKey(said);
  if (key === "" || key === foldKey(means)) throw refuse("alias-itself");
  const { rows } = await sql<Row>`insert into phrasing.alias (key, said, means, changed_by, changed_at)
    values (${key}, ${said}, ${means}, ${actor.personId}, ${clock.now()})
    on conflict (key) do update set said = excluded.said, means = excluded.means, changed_by = excluded.changed_by,
      changed_at = excluded.changed_at returning id, said, means, changed_at`.execute(tx);
  const alias = toAlias(rows[0]!);
  await writeAudit(tx, actor, "alias.set", { kind: "search-alias", id: String(alias.id) }, null, {
    said,
    means,
  });
  return alias;
}

/** Takes an alias away. Refuses `alias-unknown` 404. */
export async function removeAlias(tx: Tx, actor: Actor, id: number): Promise<void> {
  const { rows } = await sql<{
    said: string;
  }>`delete from phrasing.alias where id = ${id} returning said`.execute(tx);
  if (!rows[0]) throw refuse("alias-unknown");
  await writeAudit(tx, actor, "alias.remove", { kind: "search-alias", id: String(id) }, null, {
    said: rows[0].said,
  });
}

const place = z.tuple([z.iso.datetime(), z.number().int()]);

/** All aliases, those changed last first. Refuses `cursor-invalid` 400. */
export async function listAliases(
  db: Db,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: Alias[]; next: string | null }> {
  const [at, id] = readCursor(cursor, place) ?? [null, null];
  const { rows } =
    await sql<Row>`select a.id, a.said, a.means, date_trunc('milliseconds', a.changed_at) as changed_at
    from phrasing.alias a where ${at}::timestamptz is null
      or (date_trunc('milliseconds', a.changed_at), a.id) < (${at}::timestamptz, ${id}::int)
    order by date_trunc('milliseconds', a.changed_at) desc, a.id desc limit ${limit + 1}`.execute(db);
  return cutPage(rows.map(toAlias), limit, (alias) => [alias.changedAt, alias.id]);
}
