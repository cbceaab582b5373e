import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { formatDay } from "../kernel/zones/dates.ts";
import { getPerson, person } from "../people/index.ts";
import { searchByStopKey, searchesOf } from "./saved-searches.ts";

const own = page({
  path: "/account/saved-searches",
  component: "SavedSearchesPage",
  find: async ({ db, site, config, actor }) => {
    const { personId } = person.admit(actor, {});
    const [searches, { email }] = await Promise.all([searchesOf(db, personId), getPerson(db, personId)]);
    return {
      mail: Boolean(config.smtp && config.publicUrl && email),
      searches: searches.map((search) => ({
        id: search.id,
        name: search.name,
        href: `${site.base}/search?${search.query}`,
        frequency: search.frequency,
        found: search.found,
        lastRun: search.lastRunAt === null ? null : formatDay(search.lastRunAt, site),
        feed: `${site.origin}${site.base}/feeds/${search.feedKey}.atom`,
      })),
    };
  },
});

/** Where a mail's last address leads. Only the button changes anything: mail scanners follow every link. */
const stop = page({
  path: "/alerts/:key",
  component: "StopAlertPage",
  find: async ({ db, site, params }) => {
    const key = params.key!;
    const { name, frequency } = await searchByStopKey(db, key);
    return { name, action: `${site.base}/alerts/${encodeURIComponent(key)}`, stopped: frequency === "off" };
  },
});

/** This room's pages of its own; what asks the index is composed by the site. */
export const savedSearchPages: readonly ReaderPage[] = [own, stop];
