import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { type ReportReason, reportPosting } from "../moderation/index.ts";
import { findList } from "./access.ts";
import { LIST_POSTING } from "./screening.ts";

/**
 * Reports a list to the staff of its owner's member. Refuses `list-unknown` 404 (nothing this reader can see), and as
 * `reportPosting`.
 */
export async function reportList(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  { id, key }: { id: string; key: string | null },
  { reason, words }: { reason: ReportReason; words: string },
): Promise<void> {
  const { row } = await findList(tx, actor.personId, id, key);
  const notes = await sql<{ note: string }>`select e.note from lists.list_entry e
    where e.list_id = ${row.id} and e.note <> '' order by e.position`.execute(tx);
  const posting = {
    kind: LIST_POSTING,
    subject: row.id,
    personId: row.owner_id,
    texts: [row.title, row.description, ...notes.rows.map((entry) => entry.note)],
    page: `/list/${row.id}`,
  };
  await reportPosting(tx, actor, clock, posting, words, reason);
}
