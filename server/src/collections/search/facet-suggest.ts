import { fold } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Db } from "../../kernel/database.ts";
import { type Language, pick } from "../../kernel/text.ts";
import type { Collection } from "../collections.ts";
import type { Config, Vocabulary } from "../schema.ts";
import { findTerm, vocabularyOf } from "../values.ts";
import { typedForms } from "./facet-values.ts";
import { asksForAll, type CollectionQuestion, type FacetCount, narrowed } from "./questions.ts";

/** Values told of while somebody types. */
const TOLD = 20;

const forms = new WeakMap<Vocabulary, { code: string; forms: string }[]>();

/** Terms whose names in any language, their pinyin or a variant hold what is typed. */
function termsLike(vocabulary: Vocabulary, typed: string): string[] {
  const known =
    forms.get(vocabulary) ??
    vocabulary.terms.map(({ code, label, variants }) => ({
      code,
      forms: [...Object.values(label), ...variants].map(typedForms).join("\n"),
    }));
  forms.set(vocabulary, known);
  return known.filter((one) => one.forms.includes(typed)).map((one) => one.code);
}

/**
 * Values of a facet that hold what is typed, in any script or by their pinyin, with how many objects of what was asked for
 * bear each; those of the facet that are chosen already change nothing. Most first.
 */
export async function suggestValues(
  db: Db,
  collection: Collection,
  config: Config,
  question: CollectionQuestion,
  asked: { field: string; typed: string; language: Language },
): Promise<(FacetCount & { label: string })[]> {
  const field = config.fields.find((one) => one.key === asked.field);
  const typed = fold(asked.typed);
  if (!field || field.facet === "none" || field.facet === "years" || typed === "") return [];
  const vocabulary = vocabularyOf(config, field.vocabulary);
  const codes = vocabulary ? termsLike(vocabulary, typed) : [];
  const like = `%${typed.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const others = { ...question, facets: { ...question.facets, [field.key]: [] } };
  const known = sql`select v.value, v.n from collections.facet_value v
    where v.collection_id = ${collection.id} and v.index_number = ${collection.liveIndex} and v.field = ${field.key}
      and v.n > 0 and (v.value = any(${codes}::text[]) or v.folded like ${like})`;
  const found = asksForAll(others)
    ? sql`${known}`
    : sql`with known as materialized (${known})
        select k.value, count(*)::int as n from collections.entry e, unnest(e.facets) f
        join known k on f = ${`${field.key}=`}::text || k.value where ${narrowed(collection, others)} group by k.value`;
  const { rows } = await sql<{ value: string; n: number }>`
    select r.value, r.n from (${found}) r order by r.n desc, r.value limit ${TOLD}`.execute(db);
  return rows.map(({ value, n }) => {
    const term = vocabulary && findTerm(vocabulary, value);
    return { field: field.key, value, count: n, label: (term && pick(term.label, asked.language)) || value };
  });
}
