import { callNumberKey, hasHan, shelfSectionKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { filingText } from "../catalogue/index.ts";
import type { Db } from "../kernel/database.ts";
import { headingKey, isRomanised, latinLetters, romanLetters, sectionKey, sortKeys } from "./heading-key.ts";
import type { BrowseLine, BrowsePage, BrowsePlace } from "./schema.ts";
import type { BrowseKind, BrowseOrder } from "./words.ts";

export type BrowseRequest = BrowsePlace & { kind: BrowseKind; order: BrowseOrder; size: number };

/** How many titles each of these headings leads to. */
export type CountTitles = (
  kind: BrowseKind,
  headings: readonly { display: string; titles: number }[],
) => Promise<number[]>;

/** Lines shown before the one looked for, so that it is seen among its neighbours. */
const CONTEXT = 3;
/** Headings of one beginning looked through for the first in another order. */
const MOST_OF_PREFIX = 2000;

type Row = {
  key: string;
  display: string;
  titles: number;
  sort: Buffer;
  target: string | null;
  target_display: string | null;
  target_titles: number | null;
};
type Position = { sort: Buffer; key: string };

const FIRST: Position = { sort: Buffer.alloc(0), key: "" };

/** One page of a list. A cursor that cannot be read is the top of the list. */
export async function pageOf(db: Db, count: CountTitles, request: BrowseRequest): Promise<BrowsePage> {
  const { size } = request;
  if (request.before) {
    const rows = await rowsBefore(db, request, readCursor(request.before) ?? FIRST, size + 1);
    const more = rows.length > size;
    if (more) rows.shift();
    const page = await toPage(request.kind, count, await linkRomanised(db, request, rows), more, true);
    // Nothing stands before it: the first page.
    return rows.length > 0 ? page : await pageOf(db, count, { ...request, before: undefined });
  }
  const landing = request.at ? await findPlace(db, request, request.at) : undefined;
  const start = landing?.position ?? startOf(request);
  const context = landing ? await rowsBefore(db, request, start, CONTEXT + 1) : [];
  const more = landing
    ? context.length > CONTEXT
    : start !== FIRST && (await rowsBefore(db, request, start, 1)).length > 0;
  if (context.length > CONTEXT) context.shift();
  const inclusive = !request.after;
  const rest = await rowsFrom(db, request, start, inclusive, size - context.length + 1);
  const hasAfter = rest.length > size - context.length;
  if (hasAfter) rest.pop();
  const rows = await linkRomanised(db, request, [...context, ...rest]);
  const page = await toPage(request.kind, count, rows, more || Boolean(request.after), hasAfter);
  return landing ? { ...page, landed: rest[0]?.key ?? null, found: landing.found } : page;
}

/** Headings in the Latin order around a text, for protocols: each with what a search for it finds. */
export type HeadingScan = {
  terms: { display: string; titles: number; see: string | null }[];
  /** The first term is the first of the list; the last one is the last. */
  first: boolean;
  last: boolean;
};

export type PlaceInList = {
  kind: BrowseKind;
  text: string;
  before: number;
  size: number;
  skip: boolean;
};

/** The `before` headings before the place of a text and `size - before` from there on; `skip`: leaves that place out. */
export async function headingsAround(
  db: Db,
  count: CountTitles,
  { kind, text, before, size, skip }: PlaceInList,
): Promise<HeadingScan> {
  const place: BrowseRequest = { kind, order: "latin", size };
  const start = text === "" ? FIRST : (await findPlace(db, place, text)).position;
  const ahead = await rowsBefore(db, place, start, before + 1);
  const rest = await rowsFrom(db, place, start, true, size - before + (skip ? 2 : 1));
  const skipped = skip ? rest.splice(0, 1).length : 0;
  const shownAhead = before === 0 ? [] : ahead.slice(-before);
  const rows = [...shownAhead, ...rest.slice(0, size - before)];
  const titles = await count(kind, rows);
  return {
    terms: rows.map((row, i) => ({
      display: row.display,
      titles: titles[i]!,
      see: row.titles === 0 ? row.target_display : null,
    })),
    first: shownAhead.length === ahead.length && skipped === 0,
    last: rest.length <= size - before,
  };
}

function startOf(request: BrowseRequest): Position {
  if (request.after) return readCursor(request.after) ?? FIRST;
  if (!request.section) return FIRST;
  const sort =
    request.kind === "call-number"
      ? shelfSectionKey(request.section)
      : sectionKey(request.order, request.section);
  return { sort, key: "" };
}

const sortColumn = (order: BrowseOrder): ReturnType<typeof sql.ref> =>
  sql.ref(order === "pinyin" ? "h.pinyin_key" : "h.latin_key");

const columns = (order: BrowseOrder): ReturnType<typeof sql> =>
  sql`h.key, h.display, h.titles, ${sortColumn(order)} as sort, t.key as target, t.display as target_display,
    t.titles as target_titles`;

async function rowsFrom(
  db: Db,
  { kind, order }: BrowseRequest,
  start: Position,
  inclusive: boolean,
  limit: number,
): Promise<Row[]> {
  const column = sortColumn(order);
  const { rows } = await sql<Row>`
    select ${columns(order)} from browse_lists.heading h
    left join browse_lists.heading t on t.kind = h.kind and t.key = h.target
    where h.kind = ${kind} and (${column}, h.key) ${sql.raw(inclusive ? ">=" : ">")} (${start.sort}::bytea, ${start.key}::text)
    order by ${column}, h.key limit ${limit}`.execute(db);
  return rows;
}

async function rowsBefore(
  db: Db,
  { kind, order }: BrowseRequest,
  end: Position,
  limit: number,
): Promise<Row[]> {
  const column = sortColumn(order);
  const { rows } = await sql<Row>`
    select ${columns(order)} from browse_lists.heading h
    left join browse_lists.heading t on t.kind = h.kind and t.key = h.target
    where h.kind = ${kind} and (${column}, h.key) < (${end.sort}::bytea, ${end.key}::text)
    order by ${column} desc, h.key desc limit ${limit}`.execute(db);
  return rows.reverse();
}

async function toPage(
  kind: BrowseKind,
  count: CountTitles,
  rows: readonly Row[],
  hasBefore: boolean,
  hasAfter: boolean,
): Promise<BrowsePage> {
  const headings = rows.flatMap((row) =>
    row.target === null || row.target_display === null
      ? [row]
      : [row, { display: row.target_display, titles: row.target_titles ?? 0 }],
  );
  const titles = await count(kind, headings);
  const counts = new Map(headings.map((heading, i) => [heading.display, titles[i]!]));
  const lines = rows.map((row) => toLine(row, counts));
  return {
    lines,
    before: hasBefore ? (lines[0]?.cursor ?? null) : null,
    after: hasAfter ? (lines.at(-1)?.cursor ?? null) : null,
    landed: null,
    found: false,
  };
}

function toLine(row: Row, counts: ReadonlyMap<string, number>): BrowseLine {
  const see = row.target === null || row.target_display === null ? null : row.target;
  return {
    key: row.key,
    display: row.display,
    titles: row.titles === 0 ? 0 : (counts.get(row.display) ?? row.titles),
    see:
      see === null
        ? null
        : {
            key: see,
            display: row.target_display!,
            titles: counts.get(row.target_display!) ?? row.target_titles ?? 0,
          },
    cursor: writeCursor({ sort: row.sort, key: row.key }),
  };
}

function writeCursor({ sort, key }: Position): string {
  return `${sort.toString("base64url")}.${Buffer.from(key).toString("base64url")}`;
}

/** Whether this may be a cursor of a line. */
export function isBrowseCursor(text: string): boolean {
  return readCursor(text) !== undefined;
}

function readCursor(text: string): Position | undefined {
  const found = /^([\w-]{0,300})\.([\w-]{0,1200})$/.exec(text);
  if (!found) return undefined;
  return {
    sort: Buffer.from(found[1]!, "base64url"),
    key: Buffer.from(found[2]!, "base64url").toString("utf8").replaceAll("\u0000", ""),
  };
}

type Landing = { position: Position; found: boolean };

/**
 * Where a text in any script belongs: on the heading it names (itself, the one it is a form of, or the one read so in
 * pinyin or Wade–Giles), else before the first heading behind it.
 */
async function findPlace(db: Db, request: BrowseRequest, text: string): Promise<Landing> {
  const { kind, order } = request;
  if (kind === "call-number") return { position: { sort: callNumberKey(text), key: "" }, found: false };
  const exact = await exactHeading(db, request, text);
  if (exact?.leads || (exact && !isRomanised(kind, text))) return { position: exact, found: true };
  if (!hasHan(text)) {
    const letters = romanLetters(text);
    const named = (await hanByLetters(db, request, letters)).values().next().value;
    if (named) return { position: named, found: true };
    if (exact) return { position: exact, found: true };
    for (const one of letters) {
      const read = await latinByLetters(db, request, one);
      if (read) return { position: read, found: true };
    }
    const first = await firstByPrefix(db, request, latinLetters(kind, text));
    if (first) return { position: first, found: false };
    if (order === "latin") return { position: { sort: latinLetters(kind, text), key: "" }, found: false };
  }
  const keys = sortKeys(kind, kind === "title" ? filingText({ main: text }) : text);
  return {
    position: { sort: order === "pinyin" ? keys.pinyin : latinLetters(kind, text), key: "" },
    found: false,
  };
}

/** The heading written so in any form of its characters; the one it leads to when it is such a form (`leads`). */
async function exactHeading(
  db: Db,
  { kind, order }: BrowseRequest,
  text: string,
): Promise<(Position & { leads: boolean }) | undefined> {
  const { rows } = await sql<Position & { leads: boolean }>`
    select coalesce(t.key, h.key) as key, t.key is not null as leads,
      coalesce(${order === "pinyin" ? sql`t.pinyin_key, h.pinyin_key` : sql`t.latin_key, h.latin_key`}) as sort
    from browse_lists.heading h left join browse_lists.heading t on t.kind = h.kind and t.key = h.target
    where h.kind = ${kind} and h.key = ${headingKey(kind, text)}`.execute(db);
  return rows[0];
}

type Named = Position & { display: string; titles: number };

/** For each row of pinyin letters the heading in Han that is read so, the one with most titles; in the order asked for. */
async function hanByLetters(
  db: Db,
  { kind, order }: Pick<BrowseRequest, "kind" | "order">,
  letters: readonly Buffer[],
): Promise<Map<string, Named>> {
  if (letters.length === 0) return new Map();
  const ends = (flag: number): Buffer[] => letters.map((l) => Buffer.concat([l, Buffer.from([0, flag])]));
  const { rows } = await sql<Named & { at: number }>`
    select w.at::int as at, f.key, f.display, f.titles, f.sort
    from unnest(${ends(0)}::bytea[], ${ends(1)}::bytea[]) with ordinality w(low, high, at),
      lateral (select h.key, h.display, h.titles, ${sortColumn(order)} as sort from browse_lists.heading h
        where h.kind = ${kind} and h.latin_key >= w.low and h.latin_key < w.high and h.titles > 0
        order by h.titles desc, h.key limit 1) f
    order by w.at`.execute(db);
  return new Map(rows.map((row) => [letters[row.at - 1]!.toString(), row]));
}

/** The romanised heading read so that has most titles. */
async function latinByLetters(
  db: Db,
  { kind, order }: BrowseRequest,
  letters: Buffer,
): Promise<Position | undefined> {
  const { rows } = await sql<Position>`
    select h.key, ${sortColumn(order)} as sort from browse_lists.heading h
    where h.kind = ${kind} and h.latin_key >= ${Buffer.concat([letters, Buffer.from([0, 1])])}
      and h.latin_key < ${Buffer.concat([letters, Buffer.from([1])])} and h.titles > 0
    order by h.titles desc, h.key limit 1`.execute(db);
  return rows[0];
}

/** Romanised headings no record links to a form in Han lead to the heading in Han that is read so. */
async function linkRomanised(db: Db, request: BrowseRequest, rows: readonly Row[]): Promise<Row[]> {
  const { kind } = request;
  if (kind === "call-number") return [...rows];
  const readings = rows.map((row) =>
    row.target === null && isRomanised(kind, row.display) ? romanLetters(row.display) : [],
  );
  const han = await hanByLetters(db, request, readings.flat());
  return rows.map((row, i) => {
    const named = readings[i]!.map((letters) => han.get(letters.toString())).find((n) => n !== undefined);
    return named
      ? { ...row, target: named.key, target_display: named.display, target_titles: named.titles }
      : row;
  });
}

/** The first heading, in the order of the list, whose letters begin so. */
async function firstByPrefix(
  db: Db,
  { kind, order }: BrowseRequest,
  prefix: Buffer,
): Promise<Position | undefined> {
  if (prefix.length === 0) return undefined;
  const { rows } = await sql<Position>`
    select h.key, h.sort from (
      select c.key, ${order === "pinyin" ? sql`c.pinyin_key` : sql`c.latin_key`} as sort from browse_lists.heading c
      where c.kind = ${kind} and c.latin_key >= ${prefix}
        and c.latin_key < ${Buffer.concat([prefix, Buffer.from([0xff])])}
      order by c.latin_key limit ${MOST_OF_PREFIX}
    ) h order by h.sort, h.key limit 1`.execute(db);
  return rows[0];
}
