import type { NavigationLink } from "../../../server/src/contracts/navigation.ts";
import type { Language } from "../../../server/src/kernel/text.ts";
import type { MessageParams, Translate } from "../../../server/src/messages/index.ts";

/** Look chosen by the reader; `auto` follows the device. */
export const themes = ["auto", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** What happened to the last form, told once. */
export type Flash = { tone: "done" | "refused"; key: string; params: MessageParams };

/** A member's own look over the one index. `scope` own: searches begin with its holdings. */
export type Face = {
  code: string;
  name: string;
  logo: string | null;
  css: string;
  scope: "region" | "own";
  facetOrder: string[];
  languages: Language[];
  intro: string;
  /** Reached by a host name of its own. */
  byHost: boolean;
};

/** Tiles below all maps, from a file of the operator. `tiles`: their address with `{z}/{x}/{y}`; `layers`: of vector tiles. */
export type MapGround = {
  tiles: string;
  kind: "vector" | "raster";
  minZoom: number;
  maxZoom: number;
  bounds: [west: number, south: number, east: number, north: number];
  layers: string[];
  /** Whose map it is; empty: it does not say. */
  attribution: string;
};

/** What every page of the site is given beside its own facts. */
export type SiteContext = {
  language: Language;
  t: Translate;
  /** Path of the language, `/en`. */
  base: string;
  /** Path and query of this page. */
  here: string;
  /** The same page in each language. */
  editions: { language: Language; href: string }[];
  theme: Theme;
  /** Words are a quarter larger, and controls with them. */
  isLarge: boolean;
  /** Who is signed in, and how many messages they have not read; null: nobody. */
  session: { personId: string; name: string; csrfToken: string; isStaff: boolean; unread: number } | null;
  flash: Flash | null;
  /** Where the foot leads, room by room. */
  navigation: readonly NavigationLink[];
  /** The member whose face is shown; null: the region's own. */
  face: Face | null;
  /** Addresses of the site's style sheet, of that for the rooms beside finding, and of its script. */
  assets: { css: string; rooms: string; js: string };
  /** Picture of a cover by ISBNs; null where it has to be drawn. */
  coverOf: (isbns: readonly string[]) => string | null;
  /** Time zone of what belongs to no library. */
  zone: string;
  /** A key for one form of this page: sent twice, it acts once. */
  newKey: () => string;
  /** Ground of maps; absent: a plain one. */
  ground?: MapGround;
  /** `https://…` under which the site is reached, without a trailing slash. */
  origin: string;
};
