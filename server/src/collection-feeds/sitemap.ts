import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { languages } from "../kernel/text.ts";
import { escaped } from "./xml.ts";

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
/** Numbers of one part: in three languages they are fewer than the protocol's 50,000 addresses. */
const SPAN = 15_000;

/** The parts of the map of collections: spans of numbers in which there are objects. */
export async function sitemapIndex(db: Db, origin: string): Promise<string> {
  const { rows } = await sql<{ part: number }>`select distinct (e.number - 1) / ${SPAN}::bigint + 1 as part
    from collections.shown_object e order by 1 limit 16000`.execute(db);
  const parts = ["sitemap-collections-0.xml", ...rows.map((row) => `sitemap-collections-${row.part}.xml`)];
  const entries = parts.map((part) => `<sitemap><loc>${escaped(`${origin}/${part}`)}</loc></sitemap>\n`);
  return `${HEAD}<sitemapindex ${SPACE}>\n${entries.join("")}</sitemapindex>\n`;
}

function urls(origin: string, path: string): string {
  return languages
    .map((language) => `<url><loc>${escaped(`${origin}/${language.toLowerCase()}${path}`)}</loc></url>\n`)
    .join("");
}

/** One part; 0: the front pages of collections. Undefined: there is nothing in it. */
export async function sitemapPart(db: Db, origin: string, part: number): Promise<string | undefined> {
  const { rows } =
    part === 0
      ? await sql<{
          path: string;
        }>`select '/collections/' || c.slug as path from collections.collection_fact c
          where c.live_config is not null and not c.is_withdrawn order by c.slug limit ${SPAN}`.execute(db)
      : await sql<{ path: string }>`select '/objects/' || e.number as path from collections.shown_object e
          where e.number > ${(part - 1) * SPAN} and e.number <= ${part * SPAN} order by e.number`.execute(db);
  if (rows.length === 0 && part > 0) return undefined;
  return `${HEAD}<urlset ${SPACE}>\n${rows.map((row) => urls(origin, row.path)).join("")}</urlset>\n`;
}
