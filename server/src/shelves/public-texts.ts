import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import type { Clock } from "../kernel/time.ts";
import {
  heldSubjects,
  holdPosting,
  POSTING_DECIDED,
  type Posting,
  screenTexts,
  standingDecisions,
  submitPosting,
} from "../moderation/index.ts";
import { moveOffer } from "./copies/offer-rows.ts";
import { type OfferState, offerStateAfter } from "./copies/offer-states.ts";
import { publishOffers } from "./titles/titles.ts";

/** Kind of a whole copy, once somebody reported it. */
export const COPY_POSTING = "copy" as const;
/** Kind of pictures, which always wait before strangers see them. */
export const PHOTO_POSTING = "copy-photo" as const;

/**
 * Holds the notes of copies against the rules, a whole shelf in one look; only doubtful ones are then taken one by one.
 * Refuses `text-refused` 422.
 */
export async function screenNotes(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  copies: readonly { id: string; note: string }[],
): Promise<void> {
  const noted = copies.filter((copy) => copy.note !== "");
  const ids = copies.map((copy) => copy.id);
  const findings = await screenTexts(tx, [...new Set(noted.map((copy) => copy.note))]);
  const held = new Set(await heldSubjects(tx, "copy-note", ids));
  const hidden = await heldSubjects(tx, COPY_POSTING, ids);
  const looked = copies.filter(
    ({ id, note }) => copies.length === 1 || held.has(id) || (note !== "" && findings.length > 0),
  );
  for (const { id, note } of looked)
    if ((await submitPosting(tx, clock, noteOf(actor, id, note))) !== "published") hidden.push(id);
  await sql`update shelves.copy set note_public = id <> all(${hidden}::uuid[])
    where id = any(${ids}::uuid[]) and note_public is distinct from (id <> all(${hidden}::uuid[]))`.execute(
    tx,
  );
}

/** Copies that wait for a moderator before anybody but their owner sees them. */
export async function holdCopies(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  copies: readonly { id: string; title: { main: string; author: string }; note: string }[],
): Promise<void> {
  for (const { id, title, note } of copies) {
    await moveOffer(tx, id, "hide");
    const texts = [title.main, title.author, note];
    await holdPosting(tx, clock, { kind: COPY_POSTING, subject: id, personId: actor.personId, texts });
  }
}

function noteOf(actor: Actor, copyId: string, note: string): Posting {
  return { kind: "copy-note", subject: copyId, personId: actor.personId, texts: [note] };
}

/** A copy that was turned down is taken from sight; one that was let comes back to where it was. */
async function judgeCopy(tx: Tx, copyId: string, isPublic: boolean): Promise<void> {
  const { rows } = await sql<{
    state: OfferState;
    title_id: number;
  }>`select o.state, o.title_id from shelves.offer o
    where o.copy_id::text = ${copyId} for update`.execute(tx);
  const trigger = isPublic ? "lift" : "hide";
  if (!rows[0] || offerStateAfter(rows[0].state, trigger) === undefined) return;
  await moveOffer(tx, copyId, trigger);
  await publishOffers(tx, [rows[0].title_id]);
}

/** Hears what moderators decided on this room's texts. */
export const publicTextSubscriber: Subscriber = {
  topic: POSTING_DECIDED,
  name: "shelves.texts",
  handle: async (tx, messages) => {
    for (const { kind, subject, isPublic } of await standingDecisions(tx, messages, [
      "copy-note",
      COPY_POSTING,
      PHOTO_POSTING,
    ])) {
      if (kind === "copy-note")
        await sql`update shelves.copy set note_public = ${isPublic} where id::text = ${subject}`.execute(tx);
      if (kind === PHOTO_POSTING)
        await sql`update shelves.photo set is_public = ${isPublic} where id::text = ${subject}`.execute(tx);
      if (kind === COPY_POSTING)
        await sql`update shelves.copy set note_public = ${isPublic}, photos_public = ${isPublic}
          where id::text = ${subject}`.execute(tx);
      if (kind === COPY_POSTING) await judgeCopy(tx, subject, isPublic);
    }
  },
};
