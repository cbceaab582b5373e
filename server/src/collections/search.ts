import { type RawBuilder, sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { Collection } from "./collections.ts";
import type { Brief } from "./entry.ts";
import type { Topic } from "./schema.ts";
import { wordsQuery } from "./words-of.ts";

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
  sort: Sort;
  offset: number;
  limit: number;
};

/** A row of results. */
export type Hit = { number: number; brief: Brief };
/** How many objects bear a value of a facet. */
export type FacetCount = { field: string; value: string; count: number };
/** What was found. `decades`: objects by the decade their first year lies in. */
export type Found = {
  total: number;
  hits: Hit[];
  facets: FacetCount[];
  decades: { decade: number; count: number }[];
};

type Condition = RawBuilder<unknown>;
const all = (conditions: readonly Condition[]): Condition => sql.join([...conditions], sql` and `);

/** Conditions that hold whatever facet is counted. */
function standing(collection: Collection, question: CollectionQuestion): Condition[] {
  const conditions: Condition[] = [
    sql`e.collection_id = ${collection.id} and e.index_number = ${collection.liveIndex}`,
  ];
  const words = wordsQuery(question.q);
  if (words !== null) conditions.push(sql`e.words @@ ${words}::tsquery`);
  if (question.from !== null) conditions.push(sql`e.year_to >= ${question.from}`);
  if (question.to !== null) conditions.push(sql`e.year_from <= ${question.to}`);
  if (question.box) {
    const { south, west, north, east } = question.box;
    conditions.push(sql`e.lat between ${south} and ${north} and e.lon between ${west} and ${east}`);
  }
  if (question.topic) conditions.push(inTopic(question.topic));
  return conditions;
}

/** Objects of a topic: those its conditions find and those put in by hand, without those left out by hand. */
function inTopic(topic: Topic): Condition {
  const rules = topic.conditions.map(({ field, values }) => bears(field, values));
  const ruled = rules.length > 0 ? sql`(${all(rules)})` : sql`false`;
  return sql`(${ruled} or e.number = any(${topic.included}::bigint[])) and e.number <> all(${topic.excluded}::bigint[])`;
}

function bears(field: string, values: readonly string[]): Condition {
  return sql`e.facets && ${values.map((value) => `${field}=${value}`)}::text[]`;
}

const orderOf = (sort: Sort, words: string | null): Condition => {
  if (sort === "title") return sql`e.title_key, e.number`;
  if (sort === "oldest") return sql`e.year_from nulls last, e.title_key, e.number`;
  if (sort === "newest") return sql`e.year_to desc nulls last, e.title_key, e.number`;
  if (sort === "added" || words === null) return sql`e.added_at desc, e.number desc`;
  return sql`(e.title_words @@ ${words}::tsquery) desc, e.title_key, e.number`;
};

const chosenIn = (question: CollectionQuestion): [string, readonly string[]][] =>
  Object.entries(question.facets).filter(([, values]) => values.length > 0);

/** Rows of one page of what was asked for, and how many there are in all; nothing is counted by facets. */
export async function hitsOf(
  db: Db,
  collection: Collection,
  question: CollectionQuestion,
): Promise<Pick<Found, "total" | "hits">> {
  const chosen = chosenIn(question).map(([field, values]) => bears(field, values));
  const narrowed = all([...standing(collection, question), ...chosen]);
  const order = orderOf(question.sort, wordsQuery(question.q));
  const { rows } = await sql<Hit & { total: number }>`
    select e.number, e.brief, count(*) over ()::int as total from collections.entry e where ${narrowed}
    order by ${order} limit ${question.limit} offset ${question.offset}`.execute(db);
  return { total: rows[0]?.total ?? 0, hits: rows.map(({ number, brief }) => ({ number, brief })) };
}

/** Searches one collection by the configuration readers see: hits, and exact counts of every facet. */
export async function searchCollection(
  db: Db,
  collection: Collection,
  question: CollectionQuestion,
): Promise<Found> {
  const common = standing(collection, question);
  const chosen = chosenIn(question);
  const narrowed = all([...common, ...chosen.map(([field, values]) => bears(field, values))]);
  const hits = hitsOf(db, collection, question);
  const counts = sql<{
    f: string;
    n: number;
  }>`${sql.join(countsOf(common, chosen), sql` union all `)}`.execute(db);
  const decades = sql<{ decade: number; count: number }>`
    select floor(e.year_from / 10.0)::int * 10 as decade, count(*)::int as count from collections.entry e
    where ${narrowed} and e.year_from is not null group by 1 order by 1`.execute(db);
  const [found, facets, years] = await Promise.all([hits, counts, decades]);
  return {
    ...found,
    facets: facets.rows.map(({ f, n }) => {
      const at = f.indexOf("=");
      return { field: f.slice(0, at), value: f.slice(at + 1), count: n };
    }),
    decades: years.rows,
  };
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
  const chosen = chosenIn(question).map(([field, values]) => bears(field, values));
  const narrowed = all([...standing(collection, question), ...chosen]);
  const { rows } = await sql<PlaceCount>`
    select round(e.lat::numeric, 3)::double precision as lat, round(e.lon::numeric, 3)::double precision as lon,
      count(*)::int as count, min(e.number) as number, (array_agg(e.brief->>'title' order by e.number))[1] as title
    from collections.entry e where ${narrowed} and e.lat is not null
    group by 1, 2 order by 3 desc, 1, 2 limit ${limit}`.execute(db);
  return rows;
}

/** Counts of all facets; of one that was chosen from, its other values as if nothing of it were chosen. */
function countsOf(common: Condition[], chosen: [string, readonly string[]][]): Condition[] {
  const fields = chosen.map(([field]) => `${field}=`);
  const narrowed = all([...common, ...chosen.map(([field, values]) => bears(field, values))]);
  const rest = sql`select f, count(*)::int as n from collections.entry e, unnest(e.facets) f where ${narrowed}
    and not exists (select 1 from unnest(${fields}::text[]) p where starts_with(f, p)) group by f`;
  const own = chosen.map(([field]) => {
    const others = chosen.filter(([other]) => other !== field).map(([other, values]) => bears(other, values));
    return sql`select f, count(*)::int as n from collections.entry e, unnest(e.facets) f
      where ${all([...common, ...others])} and starts_with(f, ${`${field}=`}) group by f`;
  });
  return [rest, ...own];
}

/** Objects found beside the catalogue's titles: the best few of all published collections, and how many there are. */
export async function searchEverywhere(
  db: Db,
  q: string,
  limit: number,
): Promise<{ total: number; hits: (Hit & { collectionId: string })[] }> {
  const words = wordsQuery(q);
  if (words === null) return { total: 0, hits: [] };
  const { rows } = await sql<Hit & { collectionId: string; total: number }>`
    select e.number, e.brief, e.collection_id as "collectionId", count(*) over ()::int as total
    from collections.entry e join collections.collection c on c.id = e.collection_id and c.live_index = e.index_number
    where e.words @@ ${words}::tsquery and not c.is_withdrawn
    order by (e.title_words @@ ${words}::tsquery) desc, e.number limit ${limit}`.execute(db);
  return {
    total: rows[0]?.total ?? 0,
    hits: rows.map(({ number, brief, collectionId }) => ({ number, brief, collectionId })),
  };
}

/** In which published collections how many objects are found, most first. */
export async function countEverywhere(db: Db, q: string): Promise<{ collectionId: string; count: number }[]> {
  const words = wordsQuery(q);
  if (words === null) return [];
  const { rows } = await sql<{ collectionId: string; count: number }>`
    select e.collection_id as "collectionId", count(*)::int as count
    from collections.entry e join collections.collection c on c.id = e.collection_id and c.live_index = e.index_number
    where e.words @@ ${words}::tsquery and not c.is_withdrawn group by 1 order by 2 desc limit 100`.execute(
    db,
  );
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
