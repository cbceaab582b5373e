import { findCircles } from "../circles/index.ts";
import { type PageVisit, page, type ReaderPage } from "../contracts/reader-page.ts";
import { formatMoment } from "../kernel/zones/dates.ts";
import { sharerOf } from "../neighbours/index.ts";
import { person } from "../people/index.ts";
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
    const { personId } = person.admit(actor, {});
    const cursor = query.after ?? "";
    const [me, mine, circles, found] = await Promise.all([
      sharerOf(db, personId),
      ownWanted(db, clock, personId),
      findCircles(db, personId, { mine: true }),
      findWanted(db, clock, personId, { limit: PAGE, ...(cursor !== "" && { cursor }) }),
    ]);
    const active = circles.filter((circle) => circle.standing === "active");
    return {
      site: at(visit, me.timeZone),
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
    const { personId } = person.admit(actor, {});
    const post = await getWanted(db, clock, personId, params.id!);
    const [me, answers, copies] = await Promise.all([
      sharerOf(db, personId),
      answersTo(db, personId, post.id),
      post.isOwn ? [] : holders.copiesToOffer(db, personId, bookIn(post.words)),
    ]);
    return { site: at(visit, me.timeZone), post, answers, copies };
  },
});

/** What is looked for, and one post. */
export const wantedPages: readonly ReaderPage[] = [front, one];
