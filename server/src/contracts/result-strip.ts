import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import type { Db } from "../kernel/database.ts";

/** Something found beside the catalogue's titles, as the results page shows it. */
export type Strip = {
  heading: string;
  href: string;
  total: number;
  /** The total in words; absent: so many objects. */
  counted?: string;
  items: { href: string; title: string; line: string; picture: string | null }[];
};

/** What a room below the site finds beside the catalogue's titles, by one indexed query; null: nothing. */
export type FindStrip = (db: Db, query: string, site: SiteContext) => Promise<Strip | null>;
