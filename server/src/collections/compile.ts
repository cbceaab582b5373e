import { createHash } from "node:crypto";
import { refuse } from "./refusals.ts";
import type { Change, Config, Field, Vocabulary } from "./schema.ts";
import { branchingFacets } from "./words.ts";

/** A repetition of a repetition: a pattern with one can take for ever. */
const SLOW_PATTERN = /\([^)]*[+*}][^)]*\)\s*[+*{]/;

function wrong(place: string, reason: string): never {
  throw refuse("collection-config-wrong", { place, reason });
}

const hasName = (text: Record<string, string | undefined>): boolean => Object.values(text).some((one) => one);

/**
 * What must hold before a configuration can be published. Refuses `collection-config-wrong` 400 with the place and the
 * reason: `name-missing`, `key-twice`, `title-missing`, `title-many`, `vocabulary-missing`, `group-empty`,
 * `facet-type`, `pattern-wrong`, `term-twice`, `term-above-missing`, `term-circle`, `tree-field`, `topic-field`, `front-field`, `front-topic`,
 * `front-days`.
 */
export function demandWhole(config: Config): void {
  if (!hasName(config.name)) wrong("name", "name-missing");
  const keys = new Set<string>();
  for (const field of config.fields) {
    if (keys.has(field.key)) wrong(field.key, "key-twice");
    keys.add(field.key);
    demandField(config, field);
  }
  const titles = config.fields.filter((field) => field.core === "title");
  if (titles.length === 0) wrong("fields", "title-missing");
  if (titles.length > 1 || titles[0]!.type !== "text") wrong(titles.at(-1)!.key, "title-many");
  for (const vocabulary of config.vocabularies) demandVocabulary(vocabulary);
  for (const tree of config.trees)
    if (config.fields.find((field) => field.key === tree)?.type !== "term") wrong(tree, "tree-field");
  for (const topic of config.topics)
    for (const { field } of topic.conditions)
      if (!config.fields.some((one) => one.key === field && branchingFacets.includes(one.facet)))
        wrong(topic.key, "topic-field");
  demandFront(config);
}

function demandFront({ front, featured, fields, topics }: Config): void {
  for (const block of front) {
    if (block.kind === "wall" && block.field !== null)
      if (fields.find((field) => field.key === block.field)?.type !== "term") wrong("front", "front-field");
    if (block.kind === "featured" && block.by === "topic")
      if (!topics.some((topic) => topic.key === block.topic)) wrong("front", "front-topic");
  }
  for (const { object, from, until } of featured)
    if (from !== null && until !== null && until < from) wrong(String(object), "front-days");
}

function demandField(config: Config, field: Field): void {
  if (!hasName(field.label)) wrong(field.key, "name-missing");
  const needsTerms = [field, ...field.fields].filter((one) => one.type === "term");
  for (const { vocabulary } of needsTerms)
    if (!config.vocabularies.some((one) => one.key === vocabulary)) wrong(field.key, "vocabulary-missing");
  if (field.type === "group" && field.fields.length === 0) wrong(field.key, "group-empty");
  if (field.facet === "years" && field.type !== "date") wrong(field.key, "facet-type");
  if (field.facet === "tree" && field.type !== "term") wrong(field.key, "facet-type");
  if (branchingFacets.includes(field.facet) && ["rich", "place", "group", "link"].includes(field.type))
    wrong(field.key, "facet-type");
  if (field.pattern === "") return;
  if (SLOW_PATTERN.test(field.pattern)) wrong(field.key, "pattern-wrong");
  try {
    new RegExp(`^(?:${field.pattern})$`, "u");
  } catch {
    wrong(field.key, "pattern-wrong");
  }
}

function demandVocabulary({ key, terms }: Vocabulary): void {
  const above = new Map<string, string | null>();
  for (const term of terms) {
    if (above.has(term.code)) wrong(key, "term-twice");
    if (!hasName(term.label)) wrong(key, "name-missing");
    above.set(term.code, term.broader);
  }
  for (const term of terms) {
    let steps = 0;
    for (let code = term.broader; code !== null; code = above.get(code) ?? null) {
      if (!above.has(code)) wrong(key, "term-above-missing");
      if (++steps > terms.length) wrong(key, "term-circle");
    }
  }
}

/** The same configuration has the same hash, whatever the order of its keys was. */
export function hashOf(config: Config): Buffer {
  return createHash("sha256").update(canonical(config)).digest();
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(",")}}`;
}

/** What of a field decides how objects are indexed; the rest is how it is shown. */
function indexed(field: Field): unknown {
  const { key, type, core, vocabulary, searched, facet, sorted, inList, inLanguages, many } = field;
  return [key, type, core, vocabulary, searched, facet, sorted, inList, inLanguages, many];
}

const same = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** What publishing `after` would change for readers of `before` (null: nothing was published yet). */
export function changesBetween(before: Config | null, after: Config): Change[] {
  if (before === null) return [{ what: "front", name: "", reindexes: true }];
  const changes: Change[] = [];
  const add = (what: Change["what"], name: string, reindexes = false): void => {
    changes.push({ what, name, reindexes });
  };
  const old = new Map(before.fields.map((field) => [field.key, field]));
  for (const field of after.fields) {
    const earlier = old.get(field.key);
    if (!earlier) add("field-added", field.key, true);
    else if (!same(indexed(earlier), indexed(field))) add("field-changed", field.key, true);
    else if (!same(earlier, field)) add("labels", field.key);
    old.delete(field.key);
  }
  for (const key of old.keys()) add("field-removed", key, true);
  if (
    !changes.some((change) => change.reindexes) &&
    !same(
      before.fields.map((one) => one.key),
      after.fields.map((one) => one.key),
    )
  )
    add("look", "fields");
  const vocabularies = new Map(before.vocabularies.map((one) => [one.key, one]));
  for (const one of after.vocabularies)
    if (!same(vocabularies.get(one.key)?.terms, one.terms)) add("vocabulary", one.key, true);
    else if (!same(vocabularies.get(one.key), one)) add("vocabulary", one.key);
  if (!same(before.topics, after.topics)) add("topics", "");
  if (
    !same([before.access, before.rights, before.rightsNote], [after.access, after.rights, after.rightsNote])
  )
    add("access", "");
  const words = ({ name, intro, featured, trees, front }: Config): unknown => [
    name,
    intro,
    featured,
    trees,
    front,
  ];
  if (!same(words(before), words(after))) add("front", "");
  const look = ({ theme, views, detail, rightToLeft, paged }: Config): unknown => [
    theme,
    views,
    detail,
    rightToLeft,
    paged,
  ];
  if (!same(look(before), look(after))) add("look", "");
  return changes;
}
