import type { Decade } from "../../../../web/reader/collections/front.tsx";
import type { MapPlace } from "../../../../web/reader/frame/maps/place-map.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import type { Db } from "../../kernel/database.ts";
import type { Collection } from "../collections.ts";
import { type CollectionQuestion, type Found, placesOf } from "../search/questions.ts";
import { boxAround, searchHref } from "./search-address.ts";

/** Six centuries. */
const MOST_DECADES = 60;

/** Objects by decade, decades without any among them, each with the address of its objects. */
export function decadesOf(found: Found, href: (from: number, to: number) => string): Decade[] {
  const known = new Map(found.decades.map(({ decade, count }) => [decade, count]));
  const [first, last] = [found.decades[0]?.decade ?? 0, found.decades.at(-1)?.decade ?? 0];
  const decades = Array.from(
    { length: Math.min(MOST_DECADES, (last - first) / 10 + 1) },
    (_one, at) => last - at * 10,
  );
  return decades
    .reverse()
    .map((decade) => ({ decade, count: known.get(decade) ?? 0, href: href(decade, decade + 9) }));
}

const MOST_PLACES = 200;

/** Places where what was asked for lies, each leading to the object there, or to all of them. */
export async function mapOf(
  db: Db,
  collection: Collection,
  question: CollectionQuestion,
  site: SiteContext,
): Promise<MapPlace[]> {
  const found = await placesOf(db, collection, question, MOST_PLACES);
  return found.map(({ lat, lon, count, number, title }) => ({
    lat,
    lon,
    kind: "nest" as const,
    label: count === 1 ? title : site.t("collections.and-more", { title, count: count - 1 }),
    href:
      count === 1
        ? `${site.base}/objects/${number}`
        : searchHref(site.base, collection.slug, { ...question, offset: 0, box: boxAround({ lat, lon }) }),
  }));
}
