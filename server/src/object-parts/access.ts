import { sql } from "kysely";
import { type Collection, demandRole, lockCollection } from "../collections/index.ts";
import type { Config } from "../collections/schema.ts";
import type { ObjectState } from "../collections/words.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { refuse } from "./refusals.ts";

/** An object that somebody works on. */
export type WorkedObject = {
  id: string;
  number: number;
  identifier: string;
  state: ObjectState;
  collectionId: string;
};

async function objectByNumber(db: Db, number: number): Promise<WorkedObject> {
  const { rows } = await sql<WorkedObject>`
    select o.id, o.number, o.identifier, o.state, o.collection_id as "collectionId" from collections.object_fact o
    where o.number = ${number}`.execute(db);
  if (!rows[0]) throw refuse("object-unknown");
  return rows[0];
}

/** Whoever may change what an object says may arrange its pages and its family: contributors drafts only, nobody a withdrawn one. */
export async function lockForArranging(
  tx: Tx,
  actor: Actor,
  number: number,
): Promise<{ object: WorkedObject; collection: Collection }> {
  const found = await objectByNumber(tx, number);
  const collection = await lockCollection(tx, { id: found.collectionId });
  const role = await demandRole(tx, actor, collection, "contributor");
  const object = await objectByNumber(tx, number);
  if (role === "contributor" && object.state !== "draft") throw new Problem("forbidden", 403);
  if (object.state === "withdrawn") throw refuse("object-state", { state: object.state });
  return { object, collection };
}

/** An object to those who work on it, with its collection's draft. Refuses `object-unknown` 404, `forbidden` 403. */
export async function demandWorked(
  db: Db,
  actor: Actor,
  number: number,
): Promise<{ object: WorkedObject; draft: Config }> {
  const object = await objectByNumber(db, number);
  const { rows } = await sql<{ memberId: number; draft: Config }>`select c.member_id as "memberId", c.draft
    from collections.collection_fact c where c.id = ${object.collectionId}`.execute(db);
  const { memberId, draft } = rows[0]!;
  await demandRole(db, actor, { id: object.collectionId, memberId }, "contributor");
  return { object, draft };
}
