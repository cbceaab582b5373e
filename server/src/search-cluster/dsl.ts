import type { Query } from "@commonshelf/postings";
import { indexSchema } from "../discovery/index.ts";
import { type FieldBoosts, facetField, TOGETHER } from "./mapping.ts";
import { plainTerm } from "./title-document.ts";

/** A question in OpenSearch's own language. */
export type Dsl = Record<string, unknown>;

const NOTHING: Dsl = { match_none: {} };
const EVERYTHING: Dsl = { constant_score: { filter: { match_all: {} }, boost: 0 } };
const TEXT_FIELDS = indexSchema.fields.filter((field) => field.name !== "key").map((field) => field.name);
const PREFIXABLE = new Set(indexSchema.fields.filter((field) => field.prefixable).map((field) => field.name));

/** The question that the engine in this process is asked, as OpenSearch is asked it. */
export function toDsl(query: Query, boosts: FieldBoosts): Dsl {
  const all = (queries: readonly Query[]): Dsl[] => queries.map((one) => toDsl(one, boosts));
  if ("all" in query) return EVERYTHING;
  if ("term" in query) return termDsl(query.term, query.fields, query.weight, boosts);
  if ("phrase" in query) return phraseDsl(query.phrase, query.fields, query.weight, boosts);
  if ("prefix" in query) return prefixDsl(query.prefix, query.fields, query.weight);
  if ("and" in query) return andDsl(query.and, query.weight, boosts);
  if ("or" in query) return anyOf(all(query.or), 1, query.weight);
  if ("atLeast" in query) return anyOf(all(query.atLeast), query.min, query.weight);
  if ("best" in query) return bestOf(all(query.best), query.weight);
  if ("should" in query) return weighed({ must: all([query.must]), should: all(query.should) }, query.weight);
  if ("constant" in query) return constant(toDsl(query.constant, boosts), query.score);
  if ("not" in query) return { bool: { must_not: all([query.not]) } };
  if ("facet" in query) return unscored({ terms: { [facetField(query.facet)]: [...query.values] } });
  if ("range" in query) return unscored(rangeDsl(query));
  return query.ids.length === 0 ? NOTHING : unscored({ ids: { values: query.ids.map(String) } });
}

/** Titles whose number, or the range from it `until` another, meets what lies between the two, ends included. */
export function rangeDsl({ range, until, from, to }: Extract<Query, { range: string }>): Dsl {
  if (until === undefined || from === undefined || to === undefined) {
    const field = from === undefined ? range : (until ?? range);
    return {
      range: { [field]: { ...(from !== undefined && { gte: from }), ...(to !== undefined && { lte: to }) } },
    };
  }
  return { bool: { filter: [{ range: { [range]: { lte: to } } }, { range: { [until]: { gte: from } } }] } };
}

function unscored(filter: Dsl): Dsl {
  return constant(filter, 0);
}

function constant(filter: Dsl, score: number): Dsl {
  return { constant_score: { filter, boost: score } };
}

function weighed(parts: Dsl, weight = 1): Dsl {
  return { bool: weight === 1 ? parts : { ...parts, boost: weight } };
}

function bestOf(queries: Dsl[], weight = 1): Dsl {
  if (queries.length === 0) return NOTHING;
  if (queries.length === 1 && weight === 1) return queries[0]!;
  return { dis_max: { queries, ...(weight !== 1 && { boost: weight }) } };
}

function anyOf(should: Dsl[], min: number, weight?: number): Dsl {
  if (should.length < min) return NOTHING;
  return weighed({ should, minimum_should_match: min }, weight);
}

function andDsl(parts: readonly Query[], weight: number | undefined, boosts: FieldBoosts): Dsl {
  const must: Dsl[] = [];
  const not: Dsl[] = [];
  for (const part of parts) {
    if ("not" in part) not.push(toDsl(part.not, boosts));
    else must.push(toDsl(part, boosts));
  }
  return weighed({ must, ...(not.length > 0 && { must_not: not }) }, weight);
}

/** Fields as they are in the index: those that are searched together as one. */
function fieldsOf(fields: readonly string[] = TEXT_FIELDS): string[] {
  let left = new Set(fields);
  const found: string[] = [];
  for (const [name, parts] of Object.entries(TOGETHER)) {
    if (!parts.every((part) => left.has(part))) continue;
    found.push(name);
    left = new Set([...left].filter((one) => !parts.includes(one)));
  }
  return [...found, ...left];
}

function termDsl(
  term: string,
  fields: readonly string[] | undefined,
  weight: number | undefined,
  boosts: FieldBoosts,
): Dsl {
  if (term === "") return NOTHING;
  const queries = fieldsOf(fields).map((field) =>
    field === "key"
      ? constant({ term: { key: term } }, weight ?? 1)
      : { term: { [field]: { value: plainTerm(term), boost: (weight ?? 1) * boosts.get(field)! } } },
  );
  return bestOf(queries);
}

function phraseDsl(
  terms: readonly string[],
  fields: readonly string[] = TEXT_FIELDS,
  weight: number | undefined,
  boosts: FieldBoosts,
): Dsl {
  const query = terms
    .filter((term) => term !== "")
    .map(plainTerm)
    .join(" ");
  if (query === "") return NOTHING;
  return bestOf(
    fields.map((field) => ({
      match_phrase: { [field]: { query, boost: (weight ?? 1) * boosts.get(field)! } },
    })),
  );
}

/** Beginnings score by the field they stand in alone. */
function prefixDsl(beginning: string, fields: readonly string[] = TEXT_FIELDS, weight = 1): Dsl {
  const queries = fields
    .filter((field) => PREFIXABLE.has(field))
    .map((field) => ({
      prefix: {
        [field]: {
          value: plainTerm(beginning),
          boost: weight * indexSchema.fields.find(({ name }) => name === field)!.weight,
        },
      },
    }));
  return bestOf(queries);
}
