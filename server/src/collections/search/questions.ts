import { type RawBuilder, sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import type { Collection } from "../collections.ts";
import type { Topic } from "../schema.ts";
import type { Brief } from "./entry.ts";
import { countedValues } from "./facet-values.ts";
import { facetMark, numberMark, scopeMark } from "./marks.ts";
import { quoted, wordsQuery } from "./words-of.ts";

/** Orders of results. */
export const sorts = ["relevance", "title", "oldest", "newest", "added"] as const;
export type Sort = (typeof sorts)[number];

/** A part of the earth, in degrees (WGS 84). */
export type Box = { south: number; west: number; north: number; east: number };

/** What is asked of a collection. `box`: only what lies there; `facets`: values by field, one of them is enough; fields are all demanded. */
export type CollectionQuestion = {
  q: string;
  facets: Readonly<Record<string, readonly string[]>>;
  from: number | null;
  to: number | null;
  box: Box | null;
  topic: Topic | null;
  /** Only these objects: a list of their ids in brackets. */
  within?: RawBuilder<unknown>;
  sort: Sort;
  offset: number;
  limit: number;
};

/** A row of results. `year`: the first it is of, where results are looked through. */
export type Hit = { number: number; brief: Brief; year?: number | null };
/** How many objects bear a value of a facet. */
export type FacetCount = { field: string; value: string; count: number };
/** What was found. `decades`: objects by the decade their first year lies in. */
export type Found = {
  total: number;
  hits: Hit[];
  facets: FacetCount[];
  decades: { decade: number; count: number }[];
};

/** Values counted of one facet, those that most objects bear; of a tree all. */
const MOST_COUNTED = 200;
type Condition = RawBuilder<unknown>;

const anyOf = (marks: readonly string[]): string => `(${marks.map(quoted).join(" | ")})`;
const bears = (field: string, values: readonly string[]): string =>
  anyOf(values.map((value) => facetMark(`${field}=${value}`)));

/** Objects of a topic: those its conditions find and those put in by hand, without those left out by hand. */
function inTopic({ conditions, included, excluded }: Topic): string {
  const ruled = conditions.map(({ field, values }) => bears(field, values)).join(" & ");
  const put = included.map((number) => quoted(numberMark(number)));
  const found = [...(ruled === "" ? [] : [`(${ruled})`]), ...put];
  // A topic without conditions and objects is empty: nothing bears this mark.
  const some = found.length > 0 ? `(${found.join(" | ")})` : quoted(facetMark(""));
  return [some, ...excluded.map((number) => `!${quoted(numberMark(number))}`)].join(" & ");
}

/** Everything a question demands that one index answers, as a `tsquery`; years and places are looked at row by row. */
export function demandsOf(collection: Collection, question: CollectionQuestion): string {
  const words = wordsQuery(question.q);
  return [
    quoted(scopeMark(collection, collection.liveIndex)),
    ...(words === null ? [] : [words]),
    ...chosenIn(question).map(([field, values]) => bears(field, values)),
    ...(question.topic ? [inTopic(question.topic)] : []),
  ].join(" & ");
}

/** What a question finds, as a condition of entries `e`. */
export function narrowed(collection: Collection, question: CollectionQuestion): Condition {
  const conditions: Condition[] = [sql`e.words @@ ${demandsOf(collection, question)}::tsquery`];
  if (question.from !== null) conditions.push(sql`e.year_to >= ${question.from}`);
  if (question.to !== null) conditions.push(sql`e.year_from <= ${question.to}`);
  if (question.box) {
    const { south, west, north, east } = question.box;
    conditions.push(sql`e.lat between ${south} and ${north} and e.lon between ${west} and ${east}`);
  }
  if (question.within) conditions.push(sql`e.object_id in ${question.within}`);
  return sql.join(conditions, sql` and `);
}

const chosenIn = (question: CollectionQuestion): [string, readonly string[]][] =>
  Object.entries(question.facets).filter(([, values]) => values.length > 0);

/** Whether everything is asked for: what there is of it was counted when it was indexed. */
export function asksForAll(question: CollectionQuestion): boolean {
  const { q, from, to, box, topic, within } = question;
  const isFree = from === null && to === null && box === null && topic === null && !within;
  return isFree && wordsQuery(q) === null && chosenIn(question).length === 0;
}

/** An order of entries `e`; `isTitle`: whether the words stand in the title. */
function orderOf(question: CollectionQuestion, isTitle: Condition): Condition {
  const { sort, q } = question;
  if (sort === "title") return sql`e.title_key, e.number`;
  if (sort === "oldest") return sql`e.year_from nulls last, e.title_key, e.number`;
  if (sort === "newest") return sql`e.year_to desc nulls last, e.title_key, e.number`;
  if (sort === "added" || wordsQuery(q) === null) return sql`e.added_at desc, e.number desc`;
  return sql`${isTitle} desc, e.title_key, e.number`;
}

const inTitle = (question: CollectionQuestion): Condition =>
  sql`(e.title_words @@ ${wordsQuery(question.q) ?? ""}::tsquery)`;

/** Rows of one page of what was asked for; nothing is counted. */
export async function hitsOf(db: Db, collection: Collection, question: CollectionQuestion): Promise<Hit[]> {
  const wanted = asksForAll(question)
    ? sql`e.collection_id = ${collection.id} and e.index_number = ${collection.liveIndex}`
    : narrowed(collection, question);
  const { rows } =
    await sql<Hit>`select e.number, e.brief, e.year_from as year from collections.entry e where ${wanted}
    order by ${orderOf(question, inTitle(question))} limit ${question.limit} offset ${question.offset}`.execute(
      db,
    );
  return rows;
}

/**
 * Searches one collection by the configuration readers see: hits, and exact counts of every facet. Of fields in `whole` all
 * values are counted, of others those that most objects bear.
 */
export async function searchCollection(
  db: Db,
  collection: Collection,
  question: CollectionQuestion,
  whole: readonly string[] = [],
): Promise<Found> {
  if (asksForAll(question)) {
    const [hits, counted] = await Promise.all([
      hitsOf(db, collection, question),
      countedValues(db, collection, { whole, most: MOST_COUNTED }),
    ]);
    return { hits, ...counted };
  }
  const [found, ...own] = await Promise.all([
    searchNarrowed(db, collection, question, whole),
    ...chosenIn(question).map(([field]) => countField(db, collection, question, field)),
  ]);
  return { ...found, facets: [...found.facets, ...own.flat()] };
}

/** One statement: what was found is gone through once, for the page, the counts and the decades. */
async function searchNarrowed(
  db: Db,
  collection: Collection,
  question: CollectionQuestion,
  whole: readonly string[],
): Promise<Found> {
  const chosen = chosenIn(question).map(([field]) => field);
  const { rows } = await sql<{
    total: number;
    hits: Hit[];
    facets: [string, number][];
    decades: [number, number][];
  }>`
    with found as materialized (
      select e.object_id, e.number, e.title_key, e.year_from, e.year_to, e.added_at, e.facets,
        ${inTitle(question)} as is_title
      from collections.entry e where ${narrowed(collection, question)}),
    counted as (
      select c.f, c.n, split_part(c.f, '=', 1) as field, row_number() over (
        partition by split_part(c.f, '=', 1) order by c.n desc, c.f) as place
      from (select f, count(*)::int as n from found, unnest(found.facets) f group by f) c),
    page as (
      select e.number, e.object_id, row_number() over (order by ${orderOf(question, sql`e.is_title`)}) as place
      from found e order by ${orderOf(question, sql`e.is_title`)} limit ${question.limit} offset ${question.offset})
    select (select count(*)::int from found) as total,
      (select coalesce(json_agg(json_build_object('number', p.number, 'brief', e.brief, 'year', e.year_from) order by p.place), '[]')
        from page p join collections.entry e on e.collection_id = ${collection.id}
          and e.index_number = ${collection.liveIndex} and e.object_id = p.object_id) as hits,
      (select coalesce(json_agg(json_build_array(c.f, c.n)), '[]') from counted c
        where (c.place <= ${MOST_COUNTED} or c.field = any(${[...whole]}::text[]))
          and c.field <> all(${chosen}::text[])) as facets,
      (select coalesce(json_agg(json_build_array(d.decade, d.n) order by d.decade), '[]') from (
        select floor(f.year_from / 10.0)::int * 10 as decade, count(*)::int as n from found f
        where f.year_from is not null group by 1) d) as decades`.execute(db);
  const { total, hits, facets, decades } = rows[0]!;
  return {
    total,
    hits,
    facets: facets.map(([f, n]) => facetCount(f, n)),
    decades: decades.map(([decade, count]) => ({ decade, count })),
  };
}

function facetCount(facet: string, count: number): FacetCount {
  const at = facet.indexOf("=");
  return { field: facet.slice(0, at), value: facet.slice(at + 1), count };
}

/** Counts of one facet, as if nothing of it were chosen. */
async function countField(
  db: Db,
  collection: Collection,
  question: CollectionQuestion,
  field: string,
): Promise<FacetCount[]> {
  const others = { ...question, facets: { ...question.facets, [field]: [] } };
  if (asksForAll(others)) {
    const counted = await countedValues(db, collection, { whole: [], most: 3000, only: field });
    return counted.facets;
  }
  const { rows } = await sql<{ f: string; n: number }>`
    select f, count(*)::int as n from collections.entry e, unnest(e.facets) f
    where ${narrowed(collection, others)} and starts_with(f, ${`${field}=`}) group by f
    order by n desc, f limit 3000`.execute(db);
  return rows.map(({ f, n }) => facetCount(f, n));
}

/** A place with objects: to a thousandth of a degree, how many lie there, and the first of them. */
export type PlaceCount = { lat: number; lon: number; count: number; number: number; title: string };

/** Places where what was asked for lies, those with most objects first. */
export async function placesOf(
  db: Db,
  collection: Collection,
  question: CollectionQuestion,
  limit: number,
): Promise<PlaceCount[]> {
  const { rows } = await sql<PlaceCount>`
    select round(e.lat::numeric, 3)::double precision as lat, round(e.lon::numeric, 3)::double precision as lon,
      count(*)::int as count, min(e.number) as number, (array_agg(e.brief->>'title' order by e.number))[1] as title
    from collections.entry e where ${narrowed(collection, question)} and e.lat is not null
    group by 1, 2 order by 3 desc, 1, 2 limit ${limit}`.execute(db);
  return rows;
}

/** Objects of all published collections: the best few, those with the words in their titles first. */
export async function searchEverywhere(
  db: Db,
  q: string,
  limit: number,
): Promise<(Hit & { collectionId: string })[]> {
  const words = wordsQuery(q);
  if (words === null) return [];
  // The first few of what is common are met soon in the order of numbers; what is rare is found by its words.
  const some = async (condition: Condition, most: number): Promise<(Hit & { collectionId: string })[]> => {
    const { rows } = await sql<Hit & { collectionId: string }>`
      select e.number, e.brief, e.collection_id as "collectionId" from collections.entry e
      join collections.collection c on c.id = e.collection_id and c.live_index = e.index_number and not c.is_withdrawn
      where e.words @@ ${words}::tsquery and not e.is_guest and ${condition} order by e.number limit ${most}`.execute(
      db,
    );
    return rows;
  };
  const inTitles = await some(sql`e.title_words @@ ${words}::tsquery`, limit);
  if (inTitles.length === limit) return inTitles;
  return [...inTitles, ...(await some(sql`not e.title_words @@ ${words}::tsquery`, limit - inTitles.length))];
}

/** In which published collections how many objects are found, most first; `own`: without those of other collections. */
export async function countEverywhere(
  db: Db,
  q: string,
): Promise<{ collectionId: string; count: number; own: number }[]> {
  const words = wordsQuery(q);
  if (words === null) return [];
  const { rows } = await sql<{ collectionId: string; count: number; own: number }>`
    select c.id as "collectionId", f.n as count, f.own from (
      select e.collection_id, e.index_number, count(*)::int as n, count(*) filter (where not e.is_guest)::int as own
      from collections.entry e
      where e.words @@ ${words}::tsquery group by 1, 2) f
    join collections.collection c on c.id = f.collection_id and c.live_index = f.index_number
    where not c.is_withdrawn order by 2 desc, 1`.execute(db);
  return rows;
}

/** Rows of some objects, as far as they are published in the collection; in the order asked for. */
export async function briefsOf(db: Db, collection: Collection, numbers: readonly number[]): Promise<Hit[]> {
  const { rows } = await sql<Hit>`select e.number, e.brief from collections.entry e
    where e.collection_id = ${collection.id} and e.index_number = ${collection.liveIndex}
      and e.number = any(${[...numbers]}::bigint[])`.execute(db);
  return numbers.flatMap((number) => rows.find((row) => row.number === number) ?? []);
}

/** Pages of an object that hold all words, the first pages first. */
export async function pageHits(db: Db, objectId: string, q: string): Promise<number[]> {
  const words = wordsQuery(q);
  if (words === null) return [];
  const { rows } = await sql<{ place: number }>`select p.place from collections.page p
    where p.object_id = ${objectId} and p.words @@ ${words}::tsquery order by p.place limit 500`.execute(db);
  return rows.map((row) => row.place);
}
