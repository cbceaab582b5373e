import type { ReactNode } from "react";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Config } from "../kernel/config.ts";
import type { Db } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";

type Components = typeof import("../../../web/reader/pages.ts");
type Component = (props: never) => ReactNode;
/** What a page says of itself; `site` only where it needs more than the site gives every page. */
type Named<C extends Component> = Omit<Parameters<C>[0], "site"> & { site?: SiteContext };

/** What the facts of a page are found with. `query`: the parameters of the address that came once. */
export type PageVisit = {
  db: Db;
  clock: Clock;
  config: Config;
  site: SiteContext;
  actor: Actor | null;
  /** Library the reader belongs to; null: nobody is signed in, or they belong to none. */
  homeMemberId: number | null;
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** The same with everything that came more than once. */
  search: URLSearchParams;
  /** Where the request came from. */
  ip: string;
};

/**
 * A page of the readers' site as its room declares it: an address below the language, a component, and how its facts are
 * found. The site mounts it in every language.
 */
export type ReaderPage = {
  readonly path: string;
  /** Name of what some `pages.ts` below `web/reader` exports. */
  readonly component: string;
  readonly find: (visit: PageVisit) => Promise<Record<string, unknown>>;
};

/**
 * Declares pages whose components a folder of `web/reader` exports in its `pages.ts`:
 * `pagesOf<typeof import("../../../web/reader/<room>/pages.ts")>()`.
 */
export function pagesOf<Own>() {
  return <K extends keyof Own & string>(declared: {
    path: string;
    component: K;
    find: (visit: PageVisit) => Promise<Own[K] extends Component ? Named<Own[K]> : never>;
  }): ReaderPage => declared as ReaderPage;
}

/** Declares a page with a component of the folders that the site knows by name. */
export const page = pagesOf<Components>();
