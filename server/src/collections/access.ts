import { sql } from "kysely";
import { type Actor, isSystem } from "../kernel/actor.ts";
import type { Who } from "../kernel/command.ts";
import type { Db } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { mayDo, person } from "../people/index.ts";
import { isAtLeast, type WorkerRole } from "./words.ts";

/**
 * Who may pass a door of the curators: whoever is signed in; whether they work on the collection that is meant, `demandRole`
 * looks at where it is known.
 */
export const worker: Who<Actor> = { label: "collections.work", admit: (given) => person.admit(given, {}) };

/**
 * What somebody may do in a collection: cataloguers and administrators of its library are its curators; others as its
 * curators said. Null: nothing.
 */
export async function roleIn(
  db: Db,
  actor: Actor | null,
  collection: { id: string; memberId: number },
): Promise<WorkerRole | null> {
  if (actor === null) return null;
  if (isSystem(actor) || mayDo(actor, "catalogue.edit", collection.memberId)) return "curator";
  const { rows } = await sql<{ role: WorkerRole }>`select w.role from collections.worker w
    where w.collection_id = ${collection.id} and w.person_id = ${actor.personId}`.execute(db);
  return rows[0]?.role ?? null;
}

/** Refuses `forbidden` 403 to whoever may not do in a collection what `least` may. Returns what they may. */
export async function demandRole(
  db: Db,
  actor: Actor,
  collection: { id: string; memberId: number },
  least: WorkerRole,
): Promise<WorkerRole> {
  const role = await roleIn(db, actor, collection);
  if (role === null || !isAtLeast(role, least)) throw new Problem("forbidden", 403);
  return role;
}
