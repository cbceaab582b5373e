import { sql } from "kysely";
import { z } from "zod";
import type { Tx } from "../kernel/database.ts";
import type { OutboxMessage } from "../kernel/outbox.ts";
import type { PostingState } from "./posting-states.ts";
import type { PostingKind } from "./words.ts";

const decidedSchema = z.object({ kind: z.string(), subject: z.string() });

/**
 * What the moderators think now of the texts that messages of `posting-decided` tell of, of the given kinds, for the
 * room that shows them. A text that was written anew meanwhile waits again and is left out: nobody has read it.
 */
export async function standingDecisions<Kind extends PostingKind>(
  tx: Tx,
  messages: readonly OutboxMessage[],
  kinds: readonly Kind[],
): Promise<{ kind: Kind; subject: string; isPublic: boolean }[]> {
  const told = messages.map((message) => decidedSchema.parse(message.payload));
  const own = told.filter(({ kind }) => (kinds as readonly string[]).includes(kind));
  if (own.length === 0) return [];
  const { rows } = await sql<{ kind: Kind; subject: string; state: PostingState }>`
    select p.kind, p.subject, p.state from moderation.posting p
    where (p.kind, p.subject) in (
        select * from unnest(${own.map((one) => one.kind)}::text[], ${own.map((one) => one.subject)}::text[]))
      and p.state <> 'pending'
    order by p.kind, p.subject for update`.execute(tx);
  return rows.map(({ kind, subject, state }) => ({ kind, subject, isPublic: state === "published" }));
}
