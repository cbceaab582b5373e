import { sql } from "kysely";
import type { z } from "zod";
import { setItemCondition } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { demandPermission } from "../people/index.ts";
import { lockInstanceOf } from "../targeting/index.ts";
import { keepCopy } from "./receiving.ts";
import { refuse } from "./refusals.ts";
import { findRun, runView } from "./runs.ts";
import type { bindingSchema, runSchema } from "./schema.ts";

/** States of a copy in which it may go to the binder: nobody has it, waits for it, or carries it. */
const FREE = ["available", "reference-only", "missing", "damaged", "lost", "withdrawn", "set-aside"];

/**
 * Issues become one volume with one copy; the copies they had are withdrawn. Refuses `serial-unknown` 404, `forbidden` 403,
 * `issue-unknown` 404 (also one of another run), `issue-state` 409 (not here, or bound), `issues-in-use` 409,
 * `barcode-taken` 409.
 */
export async function bindIssues(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  runId: string,
  { issueIds, label, barcode }: z.output<typeof bindingSchema>,
): Promise<z.output<typeof runSchema>> {
  const run = await findRun(tx, runId);
  demandPermission(actor, "catalogue.edit", run.memberId);
  const { rows } = await sql<{ id: number; state: string; item_id: number | null }>`
    select i.id, i.state, i.item_id from serials.issue i
    where i.run_id = ${runId} and i.id = any(${issueIds}::bigint[]) for update`.execute(tx);
  if (rows.length !== new Set(issueIds).size) throw refuse("issue-unknown");
  if (rows.some((row) => row.state !== "received")) throw refuse("issue-state");
  const itemIds = rows.flatMap((row) => row.item_id ?? []);
  // Desks that lend or catch one of them meanwhile are waited for. All are copies of one record, hence of one title.
  if (itemIds[0] !== undefined) await lockInstanceOf(tx, itemIds[0]);
  const { rows: busy } = await sql<{ n: number }>`select count(*)::int as n from circulation.item_status s
    where s.item_id = any(${itemIds}::bigint[]) and not s.status = any(${FREE}::text[])`.execute(tx);
  const { rows: wanted } = await sql<{ n: number }>`select count(*)::int as n from circulation.hold_line h
    where h.wanted_item_id = any(${itemIds}::bigint[])`.execute(tx);
  if (busy[0]!.n + wanted[0]!.n > 0) throw refuse("issues-in-use", { n: busy[0]!.n + wanted[0]!.n });
  for (const itemId of itemIds) await setItemCondition(tx, actor, itemId, "withdrawn");
  const itemId = await keepCopy(tx, actor, run, { part: label, barcode });
  const { rows: made } = await sql<{
    id: number;
  }>`insert into serials.volume (run_id, label, item_id, bound_at)
    values (${runId}, ${label}, ${itemId}, ${clock.now()}) returning id`.execute(tx);
  await sql`update serials.issue set state = 'bound', volume_id = ${made[0]!.id}
    where id = any(${issueIds}::bigint[])`.execute(tx);
  return await runView(tx, runId);
}
