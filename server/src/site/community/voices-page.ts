import type { VoicesFacts } from "../../../../web/reader/community/reader-voices.tsx";
import type { OwnReviewFacts, ReviewsProps } from "../../../../web/reader/community/reviews.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { type OwnReview, type Voices, voicesOf } from "../../community/index.ts";
import { type Thought, thoughtsOnInstance } from "../../drifting/index.ts";
import type { Db } from "../../kernel/database.ts";
import { instanceHref } from "../catalogue/record-view.ts";
import { dayOf } from "./list-page.ts";

const ON_RECORD = 3;

/** What readers say about a title, for its own page: the newest few reviews. */
export async function findVoices(
  db: Db,
  site: SiteContext,
  instanceId: number,
  personId: string | null,
): Promise<VoicesFacts> {
  const [voices, thoughts] = await Promise.all([
    voicesOf(db, instanceId, personId, ON_RECORD),
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
      at: dayOf(site, review.at),
    })),
    thoughts,
    href: `${instanceHref(instanceId, site.language)}/reviews`,
  };
}

/** A reader's own review with the reason of a rejection as a sentence. */
export function ownReviewFacts(site: SiteContext, review: OwnReview): OwnReviewFacts {
  const { t } = site;
  const reason =
    review.reason === null
      ? null
      : review.reason === "rule"
        ? t("community.reason-said.rule", { found: review.reasonWords })
        : review.reasonWords
          ? t("community.reason-said.words", {
              reason: t(`community.reason.${review.reason}`),
              words: review.reasonWords,
            })
          : t("community.reason-said", { reason: t(`community.reason.${review.reason}`) });
  return {
    id: review.id,
    text: review.text,
    state: review.state,
    at: dayOf(site, review.submittedAt),
    reason: review.state === "rejected" || review.state === "appealed" ? reason : null,
    appeal: review.appeal,
    mayAppeal: review.mayAppeal,
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
