import type { OwnReviewFacts } from "../../../web/reader/community/reviews.tsx";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { formatDay } from "../kernel/zones/dates.ts";
import { ownPostings } from "../moderation/index.ts";
import { person } from "../people/index.ts";
import { notesOf } from "./notes.ts";
import { profileOf } from "./profiles.ts";
import { readingsOf } from "./readings.ts";
import { ownReviews } from "./reviews.ts";
import type { OwnReview } from "./schema.ts";
import { taggedBy } from "./tags.ts";

const HISTORY_PAGE = 200;

/** A reader's own review with the reason of a rejection as a sentence. */
export function ownReviewFacts(
  site: SiteContext,
  review: Omit<OwnReview, "instanceId" | "title">,
): OwnReviewFacts {
  const isDown = review.state === "rejected" || review.state === "appealed";
  return {
    id: review.id,
    text: review.text,
    state: review.state,
    at: formatDay(review.submittedAt, site),
    reason: isDown ? reasonSaid(site, review) : null,
    appeal: review.appeal,
    mayAppeal: review.mayAppeal,
  };
}

function reasonSaid(
  { t }: SiteContext,
  { reason: code, reasonWords: words }: Pick<OwnReview, "reason" | "reasonWords">,
) {
  if (code === null) return null;
  if (code === "rule") return t("community.reason-said.rule", { found: words });
  const reason = t(`community.reason.${code}`);
  return words === ""
    ? t("community.reason-said", { reason })
    : t("community.reason-said.words", { reason, words });
}

const myReviews = page({
  path: "/account/reviews",
  component: "MyReviewsPage",
  find: async ({ db, site, actor }) => {
    const { personId } = person.admit(actor, {});
    const [profile, postings, reviews, tags, notes] = await Promise.all([
      profileOf(db, personId),
      ownPostings(db, personId),
      ownReviews(db, personId),
      taggedBy(db, personId),
      notesOf(db, personId),
    ]);
    const place = (row: { instanceId: number; title: string }): { title: string; href: string } => ({
      title: row.title,
      href: `${site.base}/instance/${row.instanceId}`,
    });
    return {
      displayName: profile.wantedName,
      // Reviews stand on the page with their books.
      postings: postings
        .filter(({ kind }) => kind !== "review")
        .map((posting) => ({ ...ownReviewFacts(site, posting), kind: posting.kind })),
      reviews: reviews.map((review) => ({ ...ownReviewFacts(site, review), ...place(review) })),
      tags: tags.map((tag) => ({ label: tag.label, titles: tag.titles.map(place) })),
      notes: notes.map((note) => ({ ...place(note), text: note.text, at: formatDay(note.changedAt, site) })),
    };
  },
});

const history = page({
  path: "/account/history",
  component: "HistoryPage",
  find: async ({ db, site, actor, query }) => {
    const { personId } = person.admit(actor, {});
    const [profile, { items, next }] = await Promise.all([
      profileOf(db, personId),
      readingsOf(db, personId, { limit: HISTORY_PAGE, cursor: query.cursor }),
    ]);
    return {
      since: profile.historySince === null ? null : formatDay(profile.historySince, site),
      readings: items.map((reading) => ({
        loanId: reading.loanId,
        title: reading.title,
        href: `${site.base}/instance/${reading.instanceId}`,
        loaned: formatDay(reading.loanedAt, site),
        returned: formatDay(reading.returnedAt, site),
      })),
      older: next === null ? null : `${site.base}/account/history?cursor=${encodeURIComponent(next)}`,
    };
  },
});

/** This room's pages of its own; what readers say about a title is composed by the site. */
export const communityPages: readonly ReaderPage[] = [myReviews, history];
