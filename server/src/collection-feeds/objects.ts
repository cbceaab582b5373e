import { sql } from "kysely";
import { readValues } from "../collections/index.ts";
import { type Config, configSchema } from "../collections/schema.ts";
import type { Db } from "../kernel/database.ts";

/** An object as feeds tell of it; `isGone`: it was public and is no longer. */
export type FeedObject = {
  number: number;
  identifier: string;
  data: Record<string, string[]>;
  config: Config;
  /** Collections it is found in, and their topics: `slug`, `slug:topic`. */
  sets: string[];
  /** It was public, or in the set that is asked for, and is no longer. */
  isGone: boolean;
  changedAt: Date;
};

/** Which objects: changed from and until, of a collection, of a topic of it; after a place in the order of change. */
export type FeedQuestion = {
  from: Date | null;
  until: Date | null;
  slug: string | null;
  topic: string | null;
  after: { changedAt: string; number: number } | null;
  /** One object only. */
  number?: number;
  limit: number;
};

type Row = {
  number: number;
  identifier: string;
  data: Record<string, string[]>;
  config: unknown;
  slug: string;
  facets: string[] | null;
  guests: { slug: string; facets: string[] }[] | null;
  is_gone: boolean;
  changed_at: Date;
  exact: string;
};

/** Objects in the order in which they changed, with the place of the last; one more than asked tells that there are more. */
export async function feedObjects(
  db: Db,
  question: FeedQuestion,
): Promise<{ objects: FeedObject[]; next: FeedQuestion["after"] }> {
  const { from, until, slug, after, limit } = question;
  const { rows } = await sql<Row>`
    select o.number, o.identifier, o.data, c.live_config as config, c.slug, e.facets, (
        select jsonb_agg(jsonb_build_object('slug', g.slug, 'facets', to_jsonb(g.facets)) order by g.slug)
        from collections.shown_guest g where g.object_id = o.id) as guests,
      (o.state <> 'published' or c.is_withdrawn) as is_gone, o.changed_at, o.changed_at::text as exact
    from collections.object_fact o
    join collections.collection_fact c on c.id = o.collection_id and c.live_config is not null
    left join collections.shown_object e on e.object_id = o.id
    where o.state in ('published', 'withdrawn') and (${question.number ?? null}::bigint is null or o.number = ${question.number ?? null})
      and (${slug}::text is null or c.slug = ${slug} or exists (
        select 1 from (select g.collection_id, g.number from collections.guest_fact g
          union all select f.collection_id, f.number from collections.former_guest f) w
        join collections.collection_fact a on a.id = w.collection_id
        where w.number = o.number and a.slug = ${slug}))
      and (${from}::timestamptz is null or o.changed_at >= ${from})
      and (${until}::timestamptz is null or o.changed_at <= ${until})
      and (${after === null} or (o.changed_at, o.number) > (${after?.changedAt ?? null}::timestamptz, ${after?.number ?? 0}))
    order by o.changed_at, o.number limit ${limit + 1}`.execute(db);
  const configs = new Map<string, Config>();
  const shown = rows.slice(0, limit);
  await readConfigs(
    db,
    configs,
    shown.flatMap((row) => (row.guests ?? []).map((one) => one.slug)),
  );
  const objects = shown.map((row): FeedObject => {
    const config = configs.get(row.slug) ?? configSchema.parse(row.config);
    configs.set(row.slug, config);
    const found = [{ slug: row.slug, facets: row.facets ?? [] }, ...(row.guests ?? [])];
    const sets = found.flatMap((one) => [
      one.slug,
      ...topicsOf(configs.get(one.slug)!, row.number, one.facets).map((topic) => `${one.slug}:${topic}`),
    ]);
    return {
      number: row.number,
      identifier: row.identifier,
      data: row.data,
      config,
      sets,
      isGone: row.is_gone || (slug !== null && !sets.includes(slug)),
      changedAt: row.changed_at,
    };
  });
  const last = shown.at(-1);
  return {
    objects:
      question.topic === null
        ? objects
        : objects.filter((one) => one.sets.includes(`${slug}:${question.topic}`)),
    next: rows.length > limit && last ? { changedAt: last.exact, number: last.number } : null,
  };
}

/** What readers see of collections that are not known yet, by their addresses. */
async function readConfigs(db: Db, configs: Map<string, Config>, slugs: readonly string[]): Promise<void> {
  if (slugs.length === 0) return;
  const { rows } = await sql<{ slug: string; config: unknown }>`
    select c.slug, c.live_config as config from collections.collection_fact c
    where c.slug = any(${[...new Set(slugs)]}::text[])`.execute(db);
  for (const { slug, config } of rows) configs.set(slug, configSchema.parse(config));
}

/** Topics of the collection that an object is in: by their conditions, put in or left out by hand. */
function topicsOf({ topics }: Config, number: number, facets: readonly string[]): string[] {
  return topics
    .filter(
      ({ conditions, included, excluded }) =>
        !excluded.includes(number) &&
        (included.includes(number) ||
          (conditions.length > 0 &&
            conditions.every(({ field, values }) =>
              values.some((value) => facets.includes(`${field}=${value}`)),
            ))),
    )
    .map((topic) => topic.key);
}

/** What an object says in the fifteen elements of Dublin Core, each with its language where it is known. */
export function dublinCoreOf({
  config,
  data,
}: FeedObject): { element: string; text: string; lang: string | null }[] {
  const { values } = readValues(config, data);
  return config.fields.flatMap((field) => {
    if (!field.core || !field.inDetail) return [];
    const vocabulary = config.vocabularies.find((one) => one.key === field.vocabulary);
    return (values.get(field.key) ?? []).flatMap((value) => {
      const term = value.code === undefined ? null : vocabulary?.terms.find((one) => one.code === value.code);
      const names = term ? Object.entries(term.label) : [[value.lang ?? null, value.text] as const];
      return names.map(([lang, text]) => ({ element: field.core!, text: text ?? "", lang: lang ?? null }));
    });
  });
}

/** Collections that are open, with their topics: the sets of the feed. */
export async function feedSets(db: Db): Promise<{ spec: string; name: string }[]> {
  const { rows } = await sql<{ slug: string; config: unknown }>`
    select c.slug, c.live_config as config from collections.collection_fact c
    where c.live_config is not null and not c.is_withdrawn order by c.slug limit 5000`.execute(db);
  return rows.flatMap(({ slug, config: given }) => {
    const config = configSchema.parse(given);
    const nameOf = (name: Record<string, string | undefined>): string =>
      Object.values(name).find(Boolean) ?? slug;
    return [
      { spec: slug, name: nameOf(config.name) },
      ...config.topics.map((topic) => ({ spec: `${slug}:${topic.key}`, name: nameOf(topic.name) })),
    ];
  });
}
