import { CompiledQuery } from "kysely";
import { acts, enqueueImportRun } from "../../catalogue/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { type Db, lockByName, type Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import { mayDo } from "../../people/index.ts";
import { refuse } from "../refusals.ts";
import { getLoad, type KnownLoad } from "../runs.ts";
import { ANYTHING_LEFT } from "./plan.ts";

/** A load of a member whose records the actor may load. Refuses `load-unknown` 404 for any other. */
export async function ownLoad(db: Db, actor: Actor, id: string): Promise<KnownLoad> {
  const load = await getLoad(db, id);
  if (!load || !mayDo(actor, "catalogue.import", load.memberId)) throw refuse("load-unknown");
  return load;
}

/**
 * Begins the undo of a load, or takes up one that was cut off; a load that failed half-way goes on no more. Refuses
 * `load-unknown` 404, `load-running` 409 (it is not over), `load-being-undone` 409, `load-nothing-to-undo` 409 (no record
 * is as it left it). `takesUp`: also one that runs, for whoever waits for its lock.
 */
export async function beginUndo(
  tx: Tx,
  actor: Actor,
  loadId: string,
  { takesUp = false }: { takesUp?: boolean } = {},
): Promise<{ runId: string; load: KnownLoad }> {
  await lockByName(tx, `loads.undo ${loadId}`);
  const load = await ownLoad(tx, actor, loadId);
  if (load.state === "waiting" || load.state === "running") throw refuse("load-running");
  if (load.undo?.state === "failed" || (takesUp && load.undo && load.undo.state !== "done"))
    return { runId: load.undo.id, load };
  if (load.undo && load.undo.state !== "done") throw refuse("load-being-undone", { id: load.undo.id });
  const { rows } = await tx.executeQuery<{ left: boolean }>(
    CompiledQuery.raw(ANYTHING_LEFT, [load.id, load.memberId]),
  );
  if (!rows[0]!.left) throw refuse("load-nothing-to-undo");
  await acts.closeRun(tx, load.id);
  const runId = newId<"import">();
  await enqueueImportRun(tx, actor, {
    id: runId,
    memberId: load.memberId,
    kind: "undo",
    profile: load.profile,
    fileName: load.fileName,
    dryRun: false,
    undoes: load.id,
  });
  return { runId, load };
}
