import { findObjectPage, openForPage } from "../collections/index.ts";
import { todayInRegion } from "../consortium/index.ts";
import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { Problem } from "../kernel/problem.ts";
import { addDays } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";
import { requestMoves } from "./request-states.ts";
import { DAYS_AHEAD, requestsOf } from "./requests.ts";

const form = page({
  path: "/objects/:number/request",
  component: "RequestPage",
  find: async (visit) => {
    const { db, clock, site, actor } = visit;
    if (actor === null) throw new Problem("sign-in-needed", 401);
    const { found, shown } = await openForPage(visit);
    if (found.isPreview) throw refuse("object-unknown");
    const [facts, today, asked] = await Promise.all([
      findObjectPage(db, site, shown, found, ""),
      todayInRegion(db, clock),
      requestsOf(db, actor.personId),
    ]);
    const { look, title, lang, pages, closed, number } = facts;
    return {
      look,
      title,
      lang,
      number,
      picture: closed === null ? (pages.find((one) => one.kind === "image")?.fileId ?? null) : null,
      holder: shown.member,
      open: Object.fromEntries(
        asked
          .filter((one) => one.number === number && one.state in requestMoves[one.kind])
          .map(({ kind, state }) => [kind, state]),
      ),
      days: { first: today, last: addDays(today, DAYS_AHEAD) },
    };
  },
});

const own = page({
  path: "/account/object-requests",
  component: "ObjectRequestsPage",
  find: async ({ db, actor }) => {
    if (actor === null) throw new Problem("sign-in-needed", 401);
    return { requests: await requestsOf(db, actor.personId) };
  },
});

/** The reader's pages of this room: to ask, and what was asked. */
export const requestPages: readonly ReaderPage[] = [form, own];
