import { type RawBuilder, sql } from "kysely";
import type { z } from "zod";
import { wordsQuery } from "../collections/index.ts";
import type { Db } from "../kernel/database.ts";
import { cutPage } from "../kernel/paging.ts";
import { coverOf } from "./match.ts";
import type { foundObjectsSchema, ObjectFacet, objectNarrowing } from "./schema.ts";

type Condition = RawBuilder<unknown>;
/** What is asked: words and narrowings, and behind which object the page begins. */
export type ObjectQuestion = z.output<z.ZodObject<typeof objectNarrowing>> & {
  limit: number;
  after: readonly [isBeside: 0 | 1, number: number] | null;
};
type Found = {
  number: number;
  is_beside: 0 | 1;
  title: string;
  cover: string | null;
  cover_type: string | null;
  pages: number;
  kinds: ObjectKind[];
  collection: string;
  member: string;
  year_from: number | null;
  year_to: number | null;
  access: z.output<typeof foundObjectsSchema>["items"][number]["access"];
};
type ObjectKind = z.output<typeof foundObjectsSchema>["items"][number]["kinds"][number];

/** Values told of a facet, those that most objects bear. */
const MOST_VALUES = 100;

/** Kinds of the files of an object: that of its cover and those it holds beside pictures. */
const KINDS = sql`(array(select distinct k from unnest(
  case split_part(e.brief->>'coverType', '/', 1) when 'image' then array['image'] else '{}' end
  || array(select jsonb_array_elements_text(coalesce(e.brief->'also', '[]'::jsonb)))) k order by k))`;

/** What objects are narrowed by, in any of several values. */
const NARROWINGS = ["collection", "member", "kind", "access"] as const;

/** What is demanded of objects `e` whatever they are narrowed by: words and years. */
function wordsAndYears({ q, from, to }: ObjectQuestion): Condition[] {
  const words = q === undefined ? null : wordsQuery(q);
  return [
    ...(words === null ? [] : [sql`e.words @@ ${words}::tsquery`]),
    // Words that are none find nothing.
    ...(q !== undefined && words === null ? [sql`false`] : []),
    ...(from === undefined ? [] : [sql`e.year_to >= ${from}`]),
    ...(to === undefined ? [] : [sql`e.year_from <= ${to}`]),
  ];
}

/** Whether an object `e` bears one of the values chosen; undefined: none is. */
function chosenOf(question: ObjectQuestion): Record<(typeof NARROWINGS)[number], Condition | undefined> {
  const oneOf = (own: Condition, given: string | string[] | undefined): Condition | undefined =>
    given === undefined ? undefined : sql`${own} = any(${[given].flat()}::text[])`;
  return {
    collection: oneOf(sql`e.slug`, question.collection),
    member: oneOf(sql`m.code`, question.member),
    kind: question.kind === undefined ? undefined : sql`${KINDS} && ${[question.kind].flat()}::text[]`,
    access: oneOf(sql`a.access`, question.access),
  };
}

/** What is demanded of objects `e` in all. */
const demandsOf = (question: ObjectQuestion): Condition[] => [
  ...wordsAndYears(question),
  ...Object.values(chosenOf(question)).filter((one) => one !== undefined),
];

/** Published objects of all collections, each once, in its own; `today`: `YYYY-MM-DD`. */
function shown(today: string, conditions: readonly Condition[]): Condition {
  const where = conditions.length === 0 ? sql`` : sql`where ${sql.join([...conditions], sql` and `)}`;
  return sql`from collections.shown_object e
    join consortium.member_fact m on m.id = e.member_id
    join collections.collection_fact c on c.id = e.collection_id
    join collections.object_fact o on o.id = e.object_id
    cross join lateral (select case when o.embargo_until > ${today}::date then 'embargoed'
      else coalesce(o.access, c.live_config->>'access') end as access) a ${where}`;
}

/** One page of what is found: those with the words in their titles first, then by number. */
async function pageOfFound(db: Db, today: string, question: ObjectQuestion): Promise<Found[]> {
  const words = question.q === undefined ? null : wordsQuery(question.q);
  const beside =
    words === null ? sql`0` : sql`(case when e.title_words @@ ${words}::tsquery then 0 else 1 end)`;
  const { after } = question;
  const behind = after === null ? [] : [sql`(${beside}, e.number) > (${after[0]}::int, ${after[1]}::bigint)`];
  const { rows } = await sql<Found>`
    select e.number, ${beside} as is_beside, e.brief->>'title' as title, e.brief->>'cover' as cover,
      e.brief->>'coverType' as cover_type, (e.brief->>'pages')::int as pages, ${KINDS} as kinds,
      e.slug as collection, m.code as member, e.year_from, e.year_to, a.access
    ${shown(today, [...demandsOf(question), ...behind])}
    order by is_beside, e.number limit ${question.limit + 1}`.execute(db);
  return rows;
}

/** How many objects are found, and how many bear each value of what they can be narrowed by, as if none of its own were chosen. */
async function countFound(
  db: Db,
  today: string,
  question: ObjectQuestion,
): Promise<{ total: number; facets: ObjectFacet[] }> {
  const chosen = chosenOf(question);
  const marks = NARROWINGS.flatMap((name) =>
    chosen[name] ? [sql`case when ${chosen[name]} then null else ${name}::text end`] : [],
  );
  // What an object fails in: of those that fail in one alone its values are counted, of the others nothing.
  const fails = marks.length === 0 ? sql`'{}'::text[]` : sql`array_remove(array[${sql.join(marks)}], null)`;
  const { rows } = await sql<{ facet: ObjectFacet["facet"] | "all"; value: string; count: number }>`
    with found as materialized (
      select e.slug as collection, m.code as member, a.access, ${KINDS} as kinds, ${fails} as fails,
        (floor(e.year_from / 10.0) * 10)::int::text as decade
      ${shown(today, wordsAndYears(question))}),
    counted as (
      select v.facet, v.value, count(*)::int as count from found f cross join lateral (
        select * from (values ('all', ''), ('collection', f.collection), ('member', f.member), ('access', f.access),
          ('decade', f.decade)) v (facet, value) union all select 'kind', k from unnest(f.kinds) k) v
      where v.value is not null and f.fails <@ array[v.facet] group by 1, 2),
    ranked as (select c.*, row_number() over (partition by c.facet order by c.count desc, c.value) as place from counted c)
    select r.facet, r.value, r.count from ranked r where r.place <= ${MOST_VALUES} order by r.facet, r.place`.execute(
    db,
  );
  return {
    total: rows.find((row) => row.facet === "all")?.count ?? 0,
    facets: rows.flatMap(({ facet, value, count }) => (facet === "all" ? [] : [{ facet, value, count }])),
  };
}

/** Searches the published objects of all collections for whoever asks from outside; counts come with the first page. */
export async function searchObjects(
  db: Db,
  given: { origin: string; today: string },
  question: ObjectQuestion,
): Promise<z.output<typeof foundObjectsSchema>> {
  const [rows, counted] = await Promise.all([
    pageOfFound(db, given.today, question),
    question.after === null ? countFound(db, given.today, question) : { total: null, facets: null },
  ]);
  const page = cutPage(rows, question.limit, ({ is_beside, number }) => [is_beside, number]);
  return {
    next: page.next,
    ...counted,
    items: page.items.map((row) => ({
      number: row.number,
      title: row.title,
      collection: row.collection,
      member: row.member,
      years: row.year_from === null ? null : { from: row.year_from, to: row.year_to ?? row.year_from },
      kinds: row.kinds,
      pages: row.pages,
      access: row.access,
      cover: coverOf(given.origin, row.access, row.cover, row.cover_type),
      href: `${given.origin}/objects/${row.number}`,
    })),
  };
}
