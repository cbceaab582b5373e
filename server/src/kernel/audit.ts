import { sql } from "kysely";
import type { Actor } from "./actor.ts";
import type { Tx } from "./database.ts";

/** Notes who did what to what; members read their own part. `detail` holds ids and codes, never free text about people. */
export async function writeAudit(
  tx: Tx,
  actor: Actor,
  action: string,
  subject: { kind: string; id: string },
  scope: number | null,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await sql`
    insert into kernel.audit (actor_id, action, subject_kind, subject_id, scope, detail)
    values (${actor.personId}, ${action}, ${subject.kind}, ${subject.id}, ${scope}, ${JSON.stringify(detail)}::jsonb)`.execute(
    tx,
  );
}
