import { getInstances } from "../catalogue/index.ts";
import { findCircles } from "../circles/index.ts";
import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { isUuid } from "../kernel/ids.ts";
import { formatDay } from "../kernel/zones/dates.ts";
import { person } from "../people/index.ts";
import { findEbooks } from "./ebooks.ts";

const front = page({
  path: "/ebooks",
  component: "EbooksPage",
  find: async ({ db, site, actor, query }) => {
    const { personId } = person.admit(actor, {});
    const asked = query.circle !== undefined && isUuid(query.circle) ? query.circle : null;
    const wanted = Number(query.instance);
    const isTitle = Number.isSafeInteger(wanted) && wanted > 0;
    const [ebooks, circles, [found]] = await Promise.all([
      findEbooks(db, personId, { circleId: asked }),
      findCircles(db, personId, { mine: true }),
      isTitle ? getInstances(db, [wanted]) : [],
    ]);
    const active = circles.filter((circle) => circle.standing === "active");
    return {
      ebooks,
      circleId: asked,
      circles: active.map(({ id, name }) => ({ id, name })),
      book: found
        ? {
            id: found.id,
            title: found.brief.title.main,
            author: found.brief.contributors[0]?.value ?? "",
            isOnline: found.brief.urls.length > 0,
          }
        : null,
      site: { ...site, day: (instant: string) => formatDay(instant, site) },
    };
  },
});

/** E-books of a reader's circles. */
export const ebooksPages: readonly ReaderPage[] = [front];
