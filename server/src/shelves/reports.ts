import { sql } from "kysely";
import { founderOf, getCircle } from "../circles/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { reportPosting } from "../moderation/index.ts";
import { getCopy } from "./copies/copy-views.ts";

/** What readers may bring before the moderators: a copy with its note, pictures and owner's name, or a circle. */
export const reportKinds = ["copy", "circle"] as const;
export type ReportKind = (typeof reportKinds)[number];

/**
 * Tells the moderators of something the reader sees; it stays until they decide. A copy they turn down is offered no
 * more, its note and pictures are hidden; a circle is in no list. Refuses `copy-unknown`, `circle-unknown` 404 (nothing
 * this reader sees), `already-reported` 409.
 */
export async function reportShared(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  subject: { kind: ReportKind; id: string },
  words: string,
): Promise<void> {
  const { kind, id } = subject;
  if (kind === "circle") {
    const circle = await getCircle(tx, actor.personId, id);
    const personId = (await founderOf(tx, id)) ?? null;
    const posting = { kind, subject: id, personId, texts: [circle.name, circle.about] };
    return await reportPosting(tx, actor, clock, posting, words);
  }
  const copy = await getCopy(tx, actor.personId, id);
  const { rows } = await sql<{
    owner_id: string | null;
  }>`select c.owner_id from shelves.copy c where c.id = ${id}`.execute(tx);
  const texts = [copy.title, copy.author, copy.note, copy.owner.nickname ?? ""];
  await reportPosting(
    tx,
    actor,
    clock,
    { kind, subject: id, personId: rows[0]?.owner_id ?? null, texts },
    words,
  );
}
