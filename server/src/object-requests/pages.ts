import { findObjectPage, openForPage } from "../collections/index.ts";
import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { Problem } from "../kernel/problem.ts";
import { formatDate, formatDay } from "../kernel/zones/dates.ts";
import { originalOf } from "./originals.ts";
import { refuse } from "./refusals.ts";
import { requestsOf } from "./requests.ts";
import { inWords } from "./shown.ts";

/** Own requests on a page. */
const OWN_PAGE = 30;

const form = page({
  path: "/objects/:number/request",
  component: "RequestPage",
  find: async (visit) => {
    const { db, clock, site, actor } = visit;
    if (actor === null) throw new Problem("sign-in-needed", 401);
    const { found, shown } = await openForPage(visit);
    if (found.isPreview) throw refuse("object-unknown");
    const { memberId } = shown.collection;
    const [facts, original] = await Promise.all([
      findObjectPage(db, site, shown, found, ""),
      originalOf(db, clock, { number: found.object.number, memberId }, actor.personId),
    ]);
    const { look, title, lang, pages, closed, number } = facts;
    return {
      look,
      title,
      lang,
      number,
      picture: closed === null ? (pages.find((one) => one.kind === "image")?.fileId ?? null) : null,
      original: { ...inWords(original, site), holder: shown.member },
      days: { ...original.days, proposed: original.freeOn },
    };
  },
});

const own = page({
  path: "/account/object-requests",
  component: "ObjectRequestsPage",
  find: async ({ db, site, actor, query }) => {
    if (actor === null) throw new Problem("sign-in-needed", 401);
    const turn = { limit: OWN_PAGE, cursor: query.cursor };
    const { items, next } = await requestsOf(db, actor.personId, turn);
    const day = (on: string | null): string | null => (on === null ? null : formatDate(on, site.language));
    return {
      requests: items.map((one) => ({
        ...one,
        asked: formatDay(one.askedAt, site),
        wished: day(one.wishOn),
        agreed: day(one.agreedOn),
      })),
      isFirst: query.cursor === undefined,
      older: next && `${site.base}/account/object-requests?${new URLSearchParams({ cursor: next })}`,
    };
  },
});

/** The reader's pages of this room: to ask, and what was asked. */
export const requestPages: readonly ReaderPage[] = [form, own];
