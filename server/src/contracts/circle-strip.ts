import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import type { Db } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";

/** Something members of a circle do together, as its page shows it; `begin`: the way to begin one more, for who may. */
export type CirclePart = {
  heading: string;
  begin: { href: string; label: string } | null;
  items: { href: string; title: string; line: string }[];
};

/** What a room above the circles has of one circle, for a member of it, by one indexed query. */
export type CircleStrip = (visit: {
  db: Db;
  clock: Clock;
  site: SiteContext;
  personId: string;
  circleId: string;
}) => Promise<CirclePart>;
