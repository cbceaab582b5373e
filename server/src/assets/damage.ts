import { sql } from "kysely";
import type { TaskSource } from "../contracts/tasks.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { mayDo } from "../people/index.ts";
import type { Damage } from "./words.ts";

/** Damaged originals told of at once. */
const TOLD = 200;

/** An original that is gone or no longer what came, and when that was noticed. */
export type DamagedOriginal = { id: string; name: string; damage: Damage; noticedAt: string };

/** Damaged originals of the libraries whose catalogue somebody edits, those noticed last first. */
export async function damagedOriginals(db: Db, actor: Actor): Promise<DamagedOriginal[]> {
  const { rows: hit } = await sql<{ id: number }>`
    select distinct f.member_id as id from assets.file f where f.damage is not null`.execute(db);
  const own = hit.map((one) => one.id).filter((id) => mayDo(actor, "catalogue.edit", id));
  const { rows } = await sql<DamagedOriginal & { at: Date }>`
    select f.id, f.name, f.damage, f.checked_at as at from assets.file f
    where f.damage is not null and f.member_id = any(${own}::smallint[])
    order by f.checked_at desc, f.id limit ${TOLD}`.execute(db);
  return rows.map(({ id, name, damage, at }) => ({ id, name, damage, noticedAt: at.toISOString() }));
}

/** How many originals are damaged in the whole region, and the names of some. */
export async function damageFigures(db: Db): Promise<Record<Damage, number> & { names: string[] }> {
  const { rows } = await sql<Record<Damage, number> & { names: string[] | null }>`
    select count(*) filter (where f.damage = 'missing')::int as missing,
      count(*) filter (where f.damage = 'changed')::int as changed,
      (array_agg(f.name order by f.checked_at desc, f.id))[1:3] as names
    from assets.file f where f.damage is not null`.execute(db);
  return { ...rows[0]!, names: rows[0]!.names ?? [] };
}

/** Damage waits for the cataloguers of the library whose original it is. */
export const damageTasks: readonly TaskSource[] = [
  {
    name: "damaged-originals",
    page: "collections",
    admits: (actor) => mayDo(actor, "catalogue.edit", actor.scope),
    waiting: async (db, { scope }) => {
      const { rows } = await sql<{ count: number; oldest: Date | null }>`
        select count(*)::int as count, min(f.checked_at) as oldest from assets.file f
        where f.damage is not null and f.member_id = ${scope}`.execute(db);
      return { count: rows[0]!.count, oldestAt: rows[0]!.oldest };
    },
  },
];
