import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { addressesOf, addressOf } from "./addresses.ts";
import { refuse } from "./refusals.ts";
import { type Target, targetSchema } from "./schema.ts";

/** Catalogues that may be asked, by name. */
export async function listTargets(db: Db): Promise<Target[]> {
  const { rows } = await sql<{
    definition: unknown;
  }>`select t.definition from copying.target t order by t.code`.execute(db);
  return rows.map((row) => targetSchema.parse(row.definition));
}

/** One of them. Refuses `target-unknown` 404. */
export async function getTarget(db: Db, code: string): Promise<Target> {
  const found = (await listTargets(db)).find((one) => one.code === code);
  if (!found) throw refuse("target-unknown");
  return found;
}

/** Takes a catalogue into the list, new or changed. Refuses `target-private` 403 for a name of somebody's own network. */
export async function checkTarget(target: Target, environment: NodeJS.ProcessEnv): Promise<void> {
  // A name that cannot be asked now may be right all the same.
  await addressOf(target.host, addressesOf(environment, target.host)).catch((error: { code?: string }) => {
    if (error.code !== "target-unreachable") throw error;
  });
}

/** Keeps a catalogue that was checked. */
export async function keepTarget(tx: Tx, actor: Actor, target: Target): Promise<void> {
  await sql`insert into copying.target as t (code, definition, changed_by)
    values (${target.code}, ${JSON.stringify(target)}::jsonb, ${actor.personId})
    on conflict (code) do update set definition = excluded.definition, changed_by = excluded.changed_by,
      changed_at = now()`.execute(tx);
  await writeAudit(tx, actor, "copy-target.set", { kind: "copy-target", id: target.code }, null, {
    host: target.host,
  });
}

/** Takes a catalogue from the list; what was copied from it stays. Refuses `target-unknown` 404. */
export async function removeTarget(tx: Tx, actor: Actor, code: string): Promise<void> {
  const { rows } = await sql`delete from copying.target t where t.code = ${code} returning t.code`.execute(
    tx,
  );
  if (rows.length === 0) throw refuse("target-unknown");
  await writeAudit(tx, actor, "copy-target.remove", { kind: "copy-target", id: code }, null);
}
