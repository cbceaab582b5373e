import type { Arrangement, ArrangementChange } from "../../../../server/src/object-parts/schema.ts";

type Section = Arrangement["sections"][number];

/** A line of the bench: a page, or a section that begins at the next page below it. */
export type SectionRow = { key: string; is: "section" } & Omit<Section, "first">;
export type PageRow = { key: string; is: "page" } & Arrangement["pages"][number];
export type Row = SectionRow | PageRow;

const DEEPEST = 5;
let made = 0;

/** A section that is new. */
export function newSection(depth: number, kind: Section["kind"], label: string): SectionRow {
  made++;
  return { key: `section-${made}`, is: "section", depth, kind, label };
}

/** Pages in their order, each section before the page it begins at. Pure but for the keys of sections. */
export function rowsOf({ pages, sections }: Pick<Arrangement, "pages" | "sections">): Row[] {
  return pages.flatMap((page, at): Row[] => [
    ...sections
      .filter((one) => one.first === at + 1)
      .map(({ depth, kind, label }) => newSection(depth, kind, label)),
    { key: page.file, is: "page", ...page },
  ]);
}

/** Sections stand at most one deeper than the one before. */
function evened(rows: readonly Row[]): Row[] {
  let before = -1;
  return rows.map((row) => {
    if (row.is === "page") return row;
    before = Math.max(0, Math.min(row.depth, before + 1, DEEPEST));
    return row.depth === before ? row : { ...row, depth: before };
  });
}

/** A section with everything in it: keys of its lines. */
export function blockOf(rows: readonly Row[], key: string): string[] {
  const from = rows.findIndex((row) => row.key === key);
  const head = rows[from];
  if (head?.is !== "section") return head ? [key] : [];
  const rest = rows.slice(from + 1);
  const end = rest.findIndex((row) => row.is === "section" && row.depth <= head.depth);
  return [key, ...rest.slice(0, end < 0 ? rest.length : end).map((row) => row.key)];
}

/** Lines put before another one, in the order they have; `before` null: at the end. */
export function moveRows(
  rows: readonly Row[],
  moving: ReadonlySet<string>,
  before: string | null,
): readonly Row[] {
  if (before !== null && moving.has(before)) return rows;
  const taken = rows.filter((row) => moving.has(row.key));
  const staying = rows.filter((row) => !moving.has(row.key));
  const at = before === null ? staying.length : staying.findIndex((row) => row.key === before);
  if (at < 0) return rows;
  return evened([...staying.slice(0, at), ...taken, ...staying.slice(at)]);
}

/** The same by keys: pages one line up or down, a section with all in it past the section before or after it. */
export function nudgeRows(rows: readonly Row[], moving: ReadonlySet<string>, by: -1 | 1): readonly Row[] {
  const places = rows.flatMap((row, at) => (moving.has(row.key) ? [at] : []));
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return rows;
  const head = rows[first]!;
  if (head.is === "page") {
    const next = by < 0 ? rows[first - 1] : rows[last + 2];
    if (by < 0 && !next) return rows;
    if (by > 0 && last + 1 >= rows.length) return rows;
    return moveRows(rows, moving, next?.key ?? null);
  }
  const isPeer = (row: Row): boolean => row.is === "section" && row.depth <= head.depth;
  if (by < 0) {
    const peer = rows.slice(0, first).findLast(isPeer);
    return peer ? moveRows(rows, moving, peer.key) : rows;
  }
  const peer = rows.slice(last + 1).find(isPeer);
  if (!peer) return rows;
  const block = blockOf(rows, peer.key);
  const after = rows[rows.findIndex((row) => row.key === block.at(-1)) + 1];
  return moveRows(rows, moving, after?.key ?? null);
}

/** A section and what is inside it one deeper or less deep. */
export function indentRows(rows: readonly Row[], key: string, by: -1 | 1): readonly Row[] {
  const block = new Set(blockOf(rows, key));
  return evened(
    rows.map((row) =>
      row.is === "section" && block.has(row.key)
        ? { ...row, depth: Math.max(0, Math.min(DEEPEST, row.depth + by)) }
        : row,
    ),
  );
}

/** What is sent: pages in their order, those no longer among them, sections with the page they begin at. */
export function changeOf(
  rows: readonly Row[],
  read: Arrangement,
  direction: Arrangement["direction"],
): ArrangementChange {
  const pages = rows.filter((row) => row.is === "page");
  const here = new Set(pages.map((page) => page.file));
  let place = 0;
  const sections: Section[] = [];
  for (const row of evened(rows)) {
    if (row.is === "page") place++;
    else if (place < pages.length)
      sections.push({ depth: row.depth, kind: row.kind, label: row.label.trim(), first: place + 1 });
  }
  return {
    version: read.version,
    direction,
    pages: pages.map(({ file, label }) => ({ file, label })),
    takenOut: read.pages.map((page) => page.file).filter((file) => !here.has(file)),
    sections: sections.filter((one) => one.label !== ""),
  };
}
