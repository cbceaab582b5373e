import { findCircles } from "../circles/index.ts";
import { type PageVisit, page, type ReaderPage } from "../contracts/reader-page.ts";
import { formatMoment } from "../kernel/zones/dates.ts";
import { sharerOf } from "../neighbours/index.ts";
import { holders } from "../shelves/index.ts";
import { answersTo } from "./answers.ts";
import { findWanted, getWanted, ownWanted } from "./posts.ts";
import { bookIn, rings } from "./rings.ts";

/** Posts on one page. */
const PAGE = 30;

/** Moments in the reader's zone. */
function at({ site }: PageVisit, timeZone: string) {
  return { ...site, moment: (instant: string) => formatMoment(instant, site.language, timeZone) };
}

const front = page({
  path: "/wanted",
  component: "WantedPage",
  find: async (visit) => {
    const { db, clock, actor, query } = visit;
    const personId = actor?.personId ?? null;
    const cursor = query.after ?? "";
    const [me, mine, circles, found] = await Promise.all([
      personId === null ? null : sharerOf(db, personId),
      personId === null ? [] : ownWanted(db, clock, personId),
      personId === null ? [] : findCircles(db, personId, { mine: true }),
      findWanted(db, clock, personId, { limit: PAGE, ...(cursor !== "" && { cursor }) }),
    ]);
    const active = circles.filter((circle) => circle.standing === "active");
    return {
      site: at(visit, me?.timeZone ?? visit.site.zone),
      ...{ me, mine, posts: found.items, next: found.next, ringKm: rings[0].km },
      typed: (query.q ?? "").slice(0, 200),
      circles: active.map(({ id, name }) => ({ id, name })),
    };
  },
});

const one = page({
  path: "/wanted/:id",
  component: "WantedPostPage",
  find: async (visit) => {
    const { db, clock, actor, params } = visit;
    const personId = actor?.personId ?? null;
    const post = await getWanted(db, clock, personId, params.id!);
    const [me, answers, copies] = await Promise.all([
      personId === null ? null : sharerOf(db, personId),
      personId === null ? [] : answersTo(db, personId, post.id),
      post.isOwn || personId === null ? [] : holders.copiesToOffer(db, personId, bookIn(post.words)),
    ]);
    return { site: at(visit, me?.timeZone ?? visit.site.zone), post, answers, copies };
  },
});

/** What is looked for, and one post. */
export const wantedPages: readonly ReaderPage[] = [front, one];
