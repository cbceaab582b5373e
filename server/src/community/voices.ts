import type { Db } from "../kernel/database.ts";
import { hiddenReaders } from "./hidden-readers.ts";
import { notesOf } from "./notes.ts";
import { ownRating, type RatingSummary, ratingsOf } from "./ratings.ts";
import { type OwnReview, ownReviews, type PublicReview, publicReviews } from "./reviews.ts";
import { type OwnTag, ownTags, type PublicTag, publicTags } from "./tags.ts";

/** What readers say about an instance; `own`: what the person asking wrote, null for nobody. */
export type Voices = {
  /** Null below three ratings. */
  rating: RatingSummary | null;
  tags: PublicTag[];
  reviews: PublicReview[];
  own: { stars: number | null; review: OwnReview | null; tags: OwnTag[]; note: string } | null;
};

/** What readers say about an instance as found now: a fixed number of queries, four more for somebody signed in. */
export async function voicesOf(
  db: Db,
  instanceId: number,
  personId: string | null,
  limit?: number,
  before?: string | null,
): Promise<Voices> {
  const [ratings, tags, reviews, own] = await Promise.all([
    ratingsOf(db, [instanceId]),
    publicTags(db, instanceId),
    publicReviews(db, instanceId, limit, before, await hiddenReaders(db, personId)),
    personId === null ? null : ownVoice(db, instanceId, personId),
  ]);
  return { rating: ratings.get(instanceId) ?? null, tags, reviews, own };
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
