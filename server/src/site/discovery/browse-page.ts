import type { BrowseProps, BrowseRow } from "../../../../web/reader/discovery/browse.tsx";
import { type Run, runOf } from "../../../../web/reader/frame/record-language.ts";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { browseIsBuilt } from "../../browse-lists/index.ts";
import type { BrowseLine, BrowsePage, BrowsePlace } from "../../browse-lists/schema.ts";
import { type BrowseKind, type BrowseOrder, browseKinds, browseOrders } from "../../browse-lists/words.ts";
import { browse, type Searcher } from "../../discovery/index.ts";
import type { Db } from "../../kernel/database.ts";
import { headingText } from "../catalogue/record-view.ts";

/** Lines on one page. */
const PAGE_LINES = 40;
const LONGEST_TEXT = 400;
const LONGEST_CURSOR = 1600;
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
/** No syllable begins with i, u or v. */
const PINYIN_SECTIONS = [...LETTERS.filter((l) => !"IUV".includes(l)), "latin", "0", "other"];
const LATIN_SECTIONS = ["0", ...LETTERS, "other"];
/** Letters of the 中图法; L, M, W and Y are free. */
const SHELF_SECTIONS = [...LETTERS.filter((l) => !"LMWY".includes(l)), "ddc", "lcc", "other"];

/** What a page of a list shows, as its address says it. */
export type BrowseState = BrowsePlace & { kind: BrowseKind; order: BrowseOrder };

/** Reads the address of a page of a list; what makes no sense is left out. Undefined for a list there is none of. */
export function parseBrowseState(kind: string, params: URLSearchParams): BrowseState | undefined {
  const known = browseKinds.find((k) => k === kind);
  if (!known) return undefined;
  const order = browseOrders.find((o) => o === params.get("order")) ?? "pinyin";
  const state: BrowseState = { kind: known, order };
  const at = (params.get("at") ?? "").trim().slice(0, LONGEST_TEXT).trim();
  const section = params.get("section") ?? "";
  const after = params.get("after") ?? "";
  const before = params.get("before") ?? "";
  if (at) return { ...state, at };
  if (sectionsOf(state).includes(section)) return { ...state, section };
  if (after && after.length <= LONGEST_CURSOR) return { ...state, after };
  return before && before.length <= LONGEST_CURSOR ? { ...state, before } : state;
}

/** Address of a page of a list; the opposite of `parseBrowseState`. */
export function browseHref(base: string, state: BrowseState): string {
  const params = new URLSearchParams();
  if (state.order !== "pinyin" && state.kind !== "call-number") params.set("order", state.order);
  for (const name of ["at", "section", "after", "before"] as const)
    if (state[name]) params.set(name, state[name]);
  const query = params.toString();
  return `${base}/browse/${state.kind}${query ? `?${query}` : ""}`;
}

function sectionsOf({ kind, order }: BrowseState): string[] {
  if (kind === "call-number") return SHELF_SECTIONS;
  return order === "pinyin" ? PINYIN_SECTIONS : LATIN_SECTIONS;
}

/** The facts of a page of a list. */
export async function findBrowsePage(
  deps: { db: Db; searcher: Searcher },
  site: SiteContext,
  state: BrowseState,
): Promise<BrowseProps> {
  const [page, built] = await Promise.all([
    browse(deps.db, deps.searcher, { ...state, size: PAGE_LINES }),
    browseIsBuilt(deps.db),
  ]);
  const { base, t } = site;
  const { kind, order } = state;
  return {
    site,
    kind,
    kinds: browseKinds.map((k) => ({
      name: k,
      href: browseHref(base, { kind: k, order }),
      current: k === kind,
    })),
    orders:
      kind === "call-number"
        ? []
        : browseOrders.map((o) => ({
            name: o,
            href: browseHref(base, { kind, order: o, at: state.at ?? firstText(state, page) }),
            current: o === order,
          })),
    sections: sectionsOf(state).map((section) => ({
      label: section.length === 1 && section !== "0" ? section : t(`browse.section.${section}`),
      name: kind === "call-number" && section.length === 1 ? t(`class.${section}`) : null,
      href: browseHref(base, { kind, order, section }),
      current: section === state.section,
    })),
    indexed: !(state.at || state.after || state.before),
    at: state.at ?? "",
    action: `${base}/browse/${kind}`,
    order: order === "pinyin" ? null : order,
    missed: state.at !== undefined && !page.found && kind !== "call-number",
    building: !built,
    rows: page.lines.map((line) => toRow(line, state, site, page)),
    before: page.before && browseHref(base, { kind, order, before: page.before }),
    after: page.after && browseHref(base, { kind, order, after: page.after }),
  };
}

/** Changing the order keeps the place: the heading at the top of a page that is not the first. */
function firstText(state: BrowseState, page: BrowsePage): string | undefined {
  return state.after || state.before ? page.lines[0]?.display : undefined;
}

function toRow(line: BrowseLine, state: BrowseState, site: SiteContext, page: BrowsePage): BrowseRow {
  const run = (text: string): Run => runOf(headingText(text), [], site.language);
  const { kind } = state;
  return {
    id: line.key,
    text: run(line.display),
    titles: line.titles,
    href: line.titles > 0 ? headingHref(site.base, kind, line.display) : null,
    see: line.see && {
      text: run(line.see.display),
      titles: line.see.titles,
      href: headingHref(site.base, kind, line.see.display),
    },
    here: line.key === page.landed,
  };
}

const CQL_INDEXES = new Map<BrowseKind, string>([
  ["author", "dc.creator"],
  ["title", "dc.title"],
  ["subject", "dc.subject"],
]);

/** Address of everything under a heading: the search for it, or its place on the shelf. */
export function headingHref(base: string, kind: BrowseKind, heading: string): string {
  const index = CQL_INDEXES.get(kind);
  if (index === undefined) return `${base}/shelf?${new URLSearchParams({ at: heading })}`;
  const cql = `${index} exact "${heading.replaceAll(/[\\"*?^]/g, "\\$&")}"`;
  return `${base}/search?${new URLSearchParams({ cql, group: "off" })}`;
}
