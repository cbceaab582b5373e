import type { Db } from "../kernel/database.ts";
import { hiddenReaders } from "./hidden-readers.ts";
import { notesOf } from "./notes.ts";
import { ownRating, ratingsOf } from "./ratings.ts";
import { ownReviews, publicReviews } from "./reviews.ts";
import type { Voices } from "./schema.ts";
import { ownTags, publicTags } from "./tags.ts";

/**
 * What readers say about an instance as found now, with one page of its reviews: a fixed number of queries, four more
 * for somebody signed in. Refuses `cursor-invalid` 400.
 */
export async function voicesOf(
  db: Db,
  instanceId: number,
  personId: string | null,
  asked: { limit: number; cursor?: string | undefined },
): Promise<Voices> {
  const [ratings, tags, reviews, own] = await Promise.all([
    ratingsOf(db, [instanceId]),
    publicTags(db, instanceId),
    publicReviews(db, instanceId, asked, await hiddenReaders(db, personId)),
    personId === null ? null : ownVoice(db, instanceId, personId),
  ]);
  return {
    rating: ratings.get(instanceId) ?? null,
    tags,
    reviews: reviews.items,
    next: reviews.next,
    own,
  };
}

async function ownVoice(db: Db, instanceId: number, personId: string): Promise<NonNullable<Voices["own"]>> {
  const [stars, reviews, tags, notes] = await Promise.all([
    ownRating(db, personId, instanceId),
    ownReviews(db, personId, instanceId),
    ownTags(db, personId, instanceId),
    notesOf(db, personId, instanceId),
  ]);
  return { stars, review: reviews[0] ?? null, tags, note: notes[0]?.text ?? "" };
}
