import { findCircles } from "../circles/index.ts";
import { type PageVisit, page, type ReaderPage } from "../contracts/reader-page.ts";
import { HOUR_MS } from "../kernel/time.ts";
import { sharerOf } from "../neighbours/index.ts";
import { person } from "../people/index.ts";
import { myBooks } from "./copies/copy-views.ts";
import { scanDefaults } from "./scan/choice.ts";
import { lookUpBook } from "./scan/look-up.ts";
import { titlePageOf } from "./stubs/find-stubs.ts";

/** Books just published that are shown for a picture. */
const MOST_FRESH = 12;
/** Longest text that is looked up. */
const LONGEST = 400;

/** Where a reader's books may go: lent, given, or lent in one of their circles; what they chose last. */
async function choicesOf({ db, actor }: PageVisit) {
  const { personId } = person.admit(actor, {});
  const me = await sharerOf(db, personId);
  const [circles, defaults] = await Promise.all([
    findCircles(db, personId, { mine: true }),
    scanDefaults(db, me),
  ]);
  const active = circles.filter((circle) => circle.standing === "active");
  return { me, defaults, circles: active.map(({ id, name }) => ({ id, name })) };
}

const publish = page({
  path: "/sharing/publish",
  component: "PublishPage",
  find: async (visit) => {
    const { me, defaults, circles } = await choicesOf(visit);
    const { items } = await myBooks(visit.db, me.personId, {});
    const since = new Date(visit.clock.now().getTime() - HOUR_MS).toISOString();
    return {
      ...{ me, defaults, circles },
      fresh: items.filter((copy) => copy.publishedAt >= since).slice(0, MOST_FRESH),
    };
  },
});

/** One card of the deck; the page fetches it for every book it reads. */
const card = page({
  path: "/sharing/publish/card",
  component: "PublishCard",
  find: async (visit) => {
    const { me, defaults, circles } = await choicesOf(visit);
    const text = (visit.query.text ?? "").trim().slice(0, LONGEST);
    const book = await lookUpBook(visit.db, me.personId, text);
    return { book, to: visit.query.to ?? defaults.to, circles, isMinor: me.isMinor };
  },
});

const books = page({
  path: "/sharing/books",
  component: "MyBooksPage",
  find: async (visit) => {
    const { db, query } = visit;
    const { me, circles } = await choicesOf(visit);
    const shelf = query.shelf ?? null;
    const { cursor } = query;
    const own = await myBooks(db, me.personId, {
      ...(shelf !== null && { shelf }),
      ...(cursor && { cursor }),
    });
    return { me, books: own, shelf, isFirst: !cursor, circles };
  },
});

/** A title that readers have and no library does; what follows it where it has become another's. */
const title = page({
  path: "/sharing/titles/:id",
  component: "StubPage",
  find: async ({ db, actor, params }) => {
    const id = /^[1-9]\d{0,14}$/.test(params.id ?? "") ? Number(params.id) : 0;
    return { title: await titlePageOf(db, actor?.personId ?? null, id), mayMend: actor !== null };
  },
});

/** My books, publishing by the scanner, and titles that no library has. */
export const shelvesPages: readonly ReaderPage[] = [books, publish, card, title];
