import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { refuse } from "./refusals.ts";

/** An object that readers find: what it is called, and in which collection it is. */
export type Shown = { number: number; title: string; slug: string };

/** An object that readers find. Refuses `object-unknown` 404. */
export async function demandShown(db: Db, number: number): Promise<Shown> {
  const { rows } = await sql<Shown>`select s.number, s.brief->>'title' as title, s.slug
    from collections.shown_object s where s.number = ${number}`.execute(db);
  if (!rows[0]) throw refuse("object-unknown");
  return rows[0];
}
