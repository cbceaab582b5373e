import { hasHan } from "@commonshelf/cjk";
import { sql } from "kysely";
import type pg from "pg";
import { withoutFilingMarks } from "../catalogue/index.ts";
import type { Tx } from "../kernel/database.ts";
import type { BrowseEntry } from "./entries.ts";
import { sortKeys } from "./heading-key.ts";
import type { BrowseKind } from "./words.ts";

/** An instance begins (1) or ceases (-1) to give an entry. */
export type EntryChange = { entry: BrowseEntry; by: 1 | -1 };

/** Headings filed between two looks at the event loop. */
const BREATH = 200;

type Counts = Record<string, number>;

/** One line of a list with all that is known of its forms. */
type Heading = {
  kind: BrowseKind;
  key: string;
  display: string;
  titles: number;
  target: string | null;
  forms: Counts;
  variants: Record<string, Counts>;
  pinyinKey: Buffer;
  latinKey: Buffer;
  stored: boolean;
};

type Row = {
  kind: BrowseKind;
  key: string;
  display: string;
  titles: number;
  /** Null: always written as it is shown. */
  forms: Counts | null;
  /** Null: leads nowhere. */
  variants: Record<string, Counts> | null;
  pinyin_key: Buffer;
  latin_key: Buffer;
};

/** Adds and takes back entries: one read and two writes for all headings concerned. The caller holds the writers' lock. */
export async function applyEntries(tx: Tx, table: string, changes: readonly EntryChange[]): Promise<void> {
  if (changes.length === 0) return;
  const headings = await readHeadings(tx, table, changes);
  for (const { entry, by } of changes) applyEntry(headings, entry, by);
  const all = [...headings.values()];
  for (const [i, heading] of all.entries()) {
    if (i % BREATH === BREATH - 1) await new Promise<void>((done) => setImmediate(done));
    chooseDisplay(heading);
  }
  await writeHeadings(tx, table, all.filter(isUsed));
  await deleteHeadings(
    tx,
    table,
    all.filter((h) => h.stored && !isUsed(h)),
  );
}

const nameOf = (kind: string, key: string): string => `${kind} ${key}`;

async function readHeadings(
  tx: Tx,
  table: string,
  changes: readonly EntryChange[],
): Promise<Map<string, Heading>> {
  const wanted = new Map(changes.map(({ entry }) => [nameOf(entry[0], entry[1]), entry]));
  const entries = [...wanted.values()];
  const { rows } = await sql<Row>`
    select h.kind, h.key, h.display, h.titles, h.forms, h.variants, h.pinyin_key, h.latin_key
    from unnest(${entries.map((e) => e[0])}::text[], ${entries.map((e) => e[1])}::text[]) w(kind, key)
    join ${sql.id("browse_lists", table)} h on h.kind = w.kind and h.key = w.key`.execute(tx);
  const headings = new Map<string, Heading>();
  for (const row of rows) headings.set(nameOf(row.kind, row.key), toHeading(row));
  for (const [name, [kind, key]] of wanted)
    if (!headings.has(name)) headings.set(name, emptyHeading(kind, key));
  return headings;
}

function toHeading(row: Row): Heading {
  const { kind, key, display, titles, forms, variants } = row;
  return {
    kind,
    key,
    display,
    titles,
    target: null,
    forms: forms ? countsFrom(forms) : plainCounts(display, titles),
    variants: Object.assign(
      Object.create(null),
      Object.fromEntries(
        Object.entries(variants ?? {}).map(([target, counts]) => [target, countsFrom(counts)]),
      ),
    ) as Record<string, Counts>,
    pinyinKey: row.pinyin_key,
    latinKey: row.latin_key,
    stored: true,
  };
}

/** A record without inherited names: `constructor` is a heading like any other. */
function countsFrom(counts: Counts): Counts {
  return Object.assign(Object.create(null), counts) as Counts;
}

function plainCounts(display: string, titles: number): Counts {
  const counts = countsFrom({});
  counts[display] = titles;
  return counts;
}

function emptyHeading(kind: BrowseKind, key: string): Heading {
  const none = Buffer.alloc(0);
  return {
    kind,
    key,
    display: "",
    titles: 0,
    target: null,
    forms: countsFrom({}),
    variants: Object.create(null) as Record<string, Counts>,
    pinyinKey: none,
    latinKey: none,
    stored: false,
  };
}

function applyEntry(headings: Map<string, Heading>, entry: BrowseEntry, by: 1 | -1): void {
  const [kind, key, text, target] = entry;
  const heading = headings.get(nameOf(kind, key))!;
  if (target === null) {
    heading.titles += by;
    add(heading.forms, text, by);
    return;
  }
  const forms = heading.variants[target] ?? countsFrom({});
  add(forms, text, by);
  if (Object.keys(forms).length > 0) heading.variants[target] = forms;
  else delete heading.variants[target];
}

function add(counts: Counts, name: string, by: number): void {
  const count = (counts[name] ?? 0) + by;
  if (count > 0) counts[name] = count;
  else delete counts[name];
}

function isUsed(heading: Heading): boolean {
  return heading.titles > 0 || Object.keys(heading.variants).length > 0;
}

/** Shown in the commonest form, original script first; leads to the heading it is most often a form of. */
function chooseDisplay(heading: Heading): void {
  const leads = Object.entries(heading.variants).map(
    ([target, forms]) => [target, sum(forms), forms] as const,
  );
  leads.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  heading.target = leads[0]?.[0] ?? null;
  const form = commonest(heading.titles > 0 ? heading.forms : (leads[0]?.[2] ?? {}));
  // A title may be filed otherwise though it is shown as before.
  if (form === "" || (form === heading.display && heading.kind !== "title")) return;
  const { shown, filed } = withoutFilingMarks(form);
  heading.display = shown;
  ({ pinyin: heading.pinyinKey, latin: heading.latinKey } = sortKeys(heading.kind, filed));
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function commonest(counts: Counts): string {
  let best = "";
  for (const [text, count] of Object.entries(counts)) {
    const order = Number(hasHan(text)) - Number(hasHan(best)) || count - (counts[best] ?? 0);
    if (best === "" || order > 0 || (order === 0 && text < best)) best = text;
  }
  return best;
}

async function writeHeadings(tx: Tx, table: string, headings: readonly Heading[]): Promise<void> {
  if (headings.length === 0) return;
  const column = <T>(read: (h: Heading) => T): T[] => headings.map(read);
  await sql`
    insert into ${sql.id("browse_lists", table)}
      (kind, key, display, titles, target, forms, variants, pinyin_key, latin_key)
    select v.kind, v.key, v.display, v.titles, v.target, v.forms::jsonb, v.variants::jsonb, v.pinyin_key, v.latin_key
    from unnest(${column((h) => h.kind)}::text[], ${column((h) => h.key)}::text[],
      ${column((h) => h.display)}::text[], ${column((h) => h.titles)}::int[], ${column((h) => h.target)}::text[],
      ${column(storedForms)}::text[], ${column(storedVariants)}::text[],
      ${column((h) => h.pinyinKey)}::bytea[], ${column((h) => h.latinKey)}::bytea[])
      v(kind, key, display, titles, target, forms, variants, pinyin_key, latin_key)
    on conflict (kind, key) do update set display = excluded.display, titles = excluded.titles,
      target = excluded.target, forms = excluded.forms, variants = excluded.variants,
      pinyin_key = excluded.pinyin_key, latin_key = excluded.latin_key`.execute(tx);
}

function storedForms(heading: Heading): string | null {
  const plain = heading.forms[heading.display] === heading.titles && Object.keys(heading.forms).length === 1;
  return plain ? null : JSON.stringify(heading.forms);
}

function storedVariants(heading: Heading): string | null {
  return heading.target === null ? null : JSON.stringify(heading.variants);
}

async function deleteHeadings(tx: Tx, table: string, headings: readonly Heading[]): Promise<void> {
  if (headings.length === 0) return;
  await sql`
    delete from ${sql.id("browse_lists", table)} h
    using unnest(${headings.map((h) => h.kind)}::text[], ${headings.map((h) => h.key)}::text[]) v(kind, key)
    where h.kind = v.kind and h.key = v.key`.execute(tx);
}

/** A heading as it is offered; `target`: the one it leads to, where it is another name of it. */
type HeadingLine = {
  kind: Exclude<BrowseKind, "call-number">;
  key: string;
  display: string;
  titles: number;
  target: string | null;
  targetTitles: number;
};

/** The next headings of names, titles and subjects in the order of the primary key. */
export async function headingsAfter(
  client: pg.ClientBase | pg.Pool,
  after: [kind: string, key: string],
  limit: number,
): Promise<HeadingLine[]> {
  const { rows } = await client.query(
    `select h.kind, h.key, h.display, h.titles, t.display as target, coalesce(t.titles, 0) as "targetTitles"
      from browse_lists.heading h left join browse_lists.heading t on t.kind = h.kind and t.key = h.target
      where (h.kind, h.key) > ($1, $2) and h.kind <> 'call-number' order by h.kind, h.key limit $3`,
    [...after, limit],
  );
  return rows;
}
