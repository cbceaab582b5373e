import type { VoicesFacts } from "../../../../web/reader/community/reader-voices.tsx";
import type { ReviewsProps } from "../../../../web/reader/community/reviews.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { ownReviewFacts, type Voices, voicesOf } from "../../community/index.ts";
import { type Thought, thoughtsOnInstance } from "../../drifting/index.ts";
import type { Db } from "../../kernel/database.ts";
import { formatDay } from "../../kernel/zones/dates.ts";
import { instanceHref } from "../catalogue/record-view.ts";

const ON_RECORD = 3;

/** What readers say about a title, for its own page: the newest few reviews. */
export async function findVoices(
  db: Db,
  site: SiteContext,
  instanceId: number,
  personId: string | null,
): Promise<VoicesFacts> {
  const [voices, thoughts] = await Promise.all([
    voicesOf(db, instanceId, personId, { limit: ON_RECORD }),
    thoughtsOnInstance(db, instanceId, personId),
  ]);
  return voicesFacts(site, instanceId, voices, thoughts.slice(0, ON_RECORD));
}

/** What readers say, as pages show it. A tag leads to the search for it. */
export function voicesFacts(
  site: SiteContext,
  instanceId: number,
  voices: Voices,
  thoughts: Thought[] = [],
): VoicesFacts {
  return {
    rating: voices.rating,
    tags: voices.tags.map((tag) => ({
      ...tag,
      href: `${site.base}/search?${new URLSearchParams({ q: tag.label })}`,
    })),
    reviews: voices.reviews.map((review) => ({
      id: review.id,
      text: review.text,
      writer: review.writer,
      stars: review.stars,
      at: formatDay(review.at, site),
    })),
    thoughts,
    href: `${instanceHref(instanceId, site.language)}/reviews`,
  };
}

/** What the person signed in wrote about a title, as their forms show it. */
export function ownFacts(
  site: SiteContext,
  own: NonNullable<Voices["own"]>,
  displayName: string | null,
): NonNullable<ReviewsProps["own"]> {
  const comma = site.t("community.tags.comma");
  const labels = (isPublic: boolean): string =>
    own.tags
      .filter((tag) => tag.isPublic === isPublic)
      .map((tag) => tag.label)
      .join(comma);
  return {
    stars: own.stars,
    review: own.review ? ownReviewFacts(site, own.review) : null,
    openTags: labels(true),
    ownTags: labels(false),
    note: own.note,
    name: displayName,
  };
}
