import type { LeafProps, TextPiece } from "../../../web/reader/collections/leaf.tsx";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import { kindOf } from "../assets/index.ts";
import { hitsIn, lookOf, type OpenObject, pageHits, type Shown, titleOf } from "../collections/index.ts";
import type { Db } from "../kernel/database.ts";
import { contentsOf } from "../object-parts/index.ts";
import { refuse } from "./refusals.ts";

/**
 * Pages that are open at the same time as one: in a paged object the first stands alone and the others two by two
 * (2 and 3, 4 and 5 …), as a bound book opens.
 */
export function openingAt(at: number, count: number, paged: boolean): number[] {
  if (!paged || at === 0) return [at];
  const left = at % 2 === 1 ? at : at - 1;
  return left + 1 < count ? [left, left + 1] : [left];
}

/** One opening of an object. `place`: the page that was asked for. Refuses `object-unknown` 404. */
export async function findLeaf(
  db: Db,
  site: SiteContext,
  shown: Shown,
  open: OpenObject,
  asked: { place: string; q: string; beside: LeafProps["beside"]; single: string | undefined },
): Promise<LeafProps> {
  const { object, config } = open;
  const pages = open.pages.filter((page) => kindOf(page.type) === "image");
  const at = pages.findIndex((page) => String(page.place) === asked.place);
  if (at < 0) throw refuse("object-unknown");
  const { q, beside } = asked;
  const hits = new Set(q === "" ? [] : await pageHits(db, object.id, q));
  const base = `${site.base}/objects/${object.number}`;
  const tailOf = (more: Record<string, string>): string => {
    const words = new URLSearchParams({ ...(q !== "" && { q }), ...more }).toString();
    return words === "" ? "" : `?${words}`;
  };
  const tail = tailOf({});
  const single = chosenTurning(asked.single);
  const kept = tailOf({ ...single, ...(beside && { beside: beside.asked }) });
  const href = (index: number): string => `${base}/pages/${pages[index]!.place}${kept}`;
  // What is compared lies beside one page, not beside two.
  const isDouble = config.paged && pages.length > 2 && !beside?.page;
  const paged = isDouble && asked.single !== "1";
  const opening = openingAt(at, pages.length, paged);
  const before = opening[0]! - 1;
  const after = opening.at(-1)! + 1;
  const seen = config.rightToLeft ? [...opening].reverse() : opening;
  const { t } = site;
  return {
    site,
    look: lookOf(shown, site.language),
    title: titleOf(config, object.identifier, object.data),
    lang: undefined,
    objectHref: `${base}${tail}`,
    place: at + 1,
    last: pages.length,
    shown: seen.map((index) => shownLeaf(pages[index]!, q)),
    previous: before < 0 ? null : href(openingAt(before, pages.length, paged)[0]!),
    next: after >= pages.length ? null : href(after),
    turning: isDouble
      ? {
          isSingle: !paged,
          href: `${base}/pages/${pages[at]!.place}${tailOf({ single: paged ? "1" : "0" })}`,
        }
      : null,
    kept: single.single,
    rightToLeft: config.rightToLeft,
    isSmall: open.isSmall,
    contents: contentsAt(open, pages, at, href),
    thumbs: pages.map((page, index) => ({
      place: index + 1,
      href: href(index),
      fileId: page.fileId,
      label: page.label,
      isHit: hits.has(page.place),
      current: opening.includes(index),
    })),
    query: q,
    beside,
    alone: `${base}/pages/${pages[at]!.place}${tailOf(single)}`,
    hits: pages.flatMap((page, index) =>
      hits.has(page.place) ? [{ place: index + 1, href: href(index), current: opening.includes(index) }] : [],
    ),
    action: `${base}/pages/${pages[at]!.place}`,
    words: viewerWords(t),
  };
}

/** One page at a time (`1`), or two although the screen is narrow (`0`): kept from page to page as the reader chose. */
function chosenTurning(single: string | undefined): Partial<Record<"single", string>> {
  return single === "1" || single === "0" ? { single } : {};
}

/** What the viewer says itself. */
function viewerWords(t: SiteContext["t"]): string {
  return JSON.stringify({
    zoomIn: t("collections.zoom-in"),
    zoomOut: t("collections.zoom-out"),
    whole: t("collections.zoom-whole"),
    full: t("collections.full-screen"),
    zoomed: t("collections.zoomed", { percent: "{{percent}}" }),
  });
}

/** The table of contents while a page is open; what is no picture is opened at the next that is. */
function contentsAt(
  open: OpenObject,
  pages: OpenObject["pages"],
  at: number,
  href: (index: number) => string,
): LeafProps["contents"] {
  const pageAt = (place: number) => {
    const index = pages.findIndex((page) => page.place >= place);
    const page = pages[index];
    return page && { href: href(index), label: page.label || String(index + 1) };
  };
  return contentsOf(open.pages, pageAt, pages[at]!.place);
}

function shownLeaf(page: OpenObject["pages"][number], q: string): LeafProps["shown"][number] {
  const { place, fileId, label, text } = page;
  return { place, fileId, label, width: page.width!, height: page.height!, text: piecesOf(text, q) };
}

/** The text of a page in pieces, those that were looked for by themselves. */
function piecesOf(text: string, q: string): TextPiece[] {
  if (text === "") return [];
  const pieces: TextPiece[] = [];
  let at = 0;
  for (const [from, to] of q === "" ? [] : hitsIn(text, q)) {
    if (from < at) continue;
    if (from > at) pieces.push({ text: text.slice(at, from), isHit: false });
    pieces.push({ text: text.slice(from, to), isHit: true });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isHit: false });
  return pieces;
}
