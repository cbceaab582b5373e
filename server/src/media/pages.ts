import type { DocumentProps } from "../../../web/reader/media/document.tsx";
import { kindOf } from "../assets/index.ts";
import { hitsIn, lookOf, openForPage, titleOf } from "../collections/index.ts";
import { page, type ReaderPage } from "../contracts/reader-page.ts";
import { Problem } from "../kernel/problem.ts";
import { bundle, MEDIA_BASE } from "./bundles.ts";
import type { PdfOutline } from "./read-pdf.ts";
import { readingOf } from "./readings.ts";
import { refuse } from "./refusals.ts";

const LONGEST_QUERY = 200;
const MOST_LEAVES = 100_000;

type Piece = { text: string; isHit: boolean };

/** A text in pieces, those that were looked for by themselves. */
function piecesOf(text: string, q: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [from, to] of q === "" ? [] : hitsIn(text, q)) {
    if (from < at) continue;
    pieces.push({ text: text.slice(at, from), isHit: false }, { text: text.slice(from, to), isHit: true });
    at = to;
  }
  pieces.push({ text: text.slice(at), isHit: false });
  return pieces.filter((piece) => piece.text !== "");
}

/** Bookmarks with their addresses; the one that is read is the last that begins at or before the page. */
function outlineShown(
  outline: PdfOutline,
  page: number,
  href: (leaf: number) => string,
): DocumentProps["outline"] {
  const before = outline.filter((one) => one.page <= page);
  const read = before.findLast((one) => one.page === Math.max(...before.map((each) => each.page)));
  return outline.map((one) => ({
    label: one.label,
    depth: one.depth,
    page: one.page,
    href: href(one.page),
    current: one === read,
  }));
}

const paper = page({
  path: "/objects/:number/documents/:place",
  component: "DocumentPage",
  find: async (visit) => {
    const { db, site, params, query } = visit;
    const { found: open, shown } = await openForPage(visit);
    if (open.closed) throw open.closed;
    if (open.isSmall) throw new Problem("file-closed", 403, { openTo: "low-resolution" });
    const file = open.pages.find((one) => String(one.place) === params.place);
    if (!file || kindOf(file.type) !== "document") throw refuse("page-unknown");
    const q = (query.q ?? "").slice(0, LONGEST_QUERY).trim();
    const leaves = file.text === "" ? [] : file.text.split("\f");
    const asked = Math.min(Math.max(1, Math.floor(Number(query.page)) || 1), MOST_LEAVES);
    const hits = q === "" ? [] : leaves.flatMap((text, at) => (hitsIn(text, q).length > 0 ? [at + 1] : []));
    const at = query.page === undefined && hits[0] !== undefined ? hits[0] : asked;
    const number = leaves.length > 0 ? Math.min(at, leaves.length) : at;
    const base = `${site.base}/objects/${open.object.number}`;
    const action = `${base}/documents/${file.place}`;
    const href = (leaf: number): string =>
      `${action}?${new URLSearchParams({ page: String(leaf), ...(q !== "" && { q }) })}`;
    const text = leaves[number - 1] ?? "";
    const reading = await readingOf(db, file.fileId);
    const state = leaves.length > 0 ? "done" : reading?.state;
    const silence = { waiting: "media.not-read-yet", failed: "media.reading-failed", done: "media.no-text" };
    const [script, worker] = await Promise.all([bundle("document"), bundle("document-worker")]);
    return {
      look: lookOf(shown, site.language),
      title: titleOf(open.config, open.object.identifier, open.object.data),
      lang: undefined,
      objectHref: base + (q === "" ? "" : `?${new URLSearchParams({ q })}`),
      source: `/files/${file.fileId}`,
      fileName: file.name,
      page: number,
      last: leaves.length > 0 ? leaves.length : null,
      action,
      previous: number > 1 ? href(number - 1) : null,
      next: leaves.length === 0 || number < leaves.length ? href(number + 1) : null,
      query: q,
      hits: hits.map((leaf) => ({ page: leaf, href: href(leaf), current: leaf === number })),
      outline: outlineShown(reading?.outline ?? [], number, href),
      text: piecesOf(text, q),
      silent: text.trim() === "" ? site.t(silence[state ?? "waiting"]) : null,
      assets: { script: script.path, worker: worker.path, base: MEDIA_BASE },
    };
  },
});

/** The reader's pages of documents. */
export const mediaPages: readonly ReaderPage[] = [paper];
