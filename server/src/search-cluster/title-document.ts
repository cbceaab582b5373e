import type { DocInput } from "@commonshelf/postings";
import { indexSchema } from "../discovery/index.ts";
import {
  FREQUENCY_UNITS,
  facetField,
  HEADING_FACETS,
  keptField,
  PRIOR_SHIFT,
  TOGETHER,
  USUAL_LENGTH,
} from "./mapping.ts";

/** Longer words are cut, as in a question: the tokenizer would cut them elsewhere. */
const LONGEST_TERM = 200;
const MOST_OF_ONE_TERM = 255;

/** A term as the index holds it: without what separates terms, or a term from its count. */
export function plainTerm(term: string): string {
  return term.replace(/[\s|]/gu, "_").slice(0, LONGEST_TERM);
}

/** Runs of terms between gaps, each a value of its own: no phrase crosses from one to the next. */
function runsOf(terms: readonly string[]): string[] {
  const runs: string[][] = [[]];
  for (const term of terms)
    if (term === "") runs.push([]);
    else runs.at(-1)!.push(plainTerm(term));
  return runs.filter((run) => run.length > 0).map((run) => run.join(" "));
}

/** Every term of several fields with what it weighs in all of them: `中国|1200 histori|340`. */
function countedTerms(fields: DocInput["fields"], names: readonly string[]): string {
  const sums = new Map<string, number>();
  for (const name of names) {
    const terms = (fields[name] ?? []).filter((term) => term !== "");
    const { weight, lengthNorm = 0 } = indexSchema.fields.find((field) => field.name === name)!;
    const norm = 1 - lengthNorm + (lengthNorm * terms.length) / USUAL_LENGTH[name]!;
    const counts = new Map<string, number>();
    for (const term of terms) counts.set(term, Math.min(MOST_OF_ONE_TERM, (counts.get(term) ?? 0) + 1));
    for (const [term, count] of counts) sums.set(term, (sums.get(term) ?? 0) + (weight * count) / norm);
  }
  return [...sums]
    .map(([term, sum]) => `${plainTerm(term)}|${Math.max(1, Math.round(sum * FREQUENCY_UNITS))}`)
    .join(" ");
}

/** What OpenSearch is told of a title: the same fields, facets and numbers as the engine in this process has. */
export function titleSource({ id, fields, facets, numbers, sortKeys }: DocInput, version: number): object {
  const source: Record<string, unknown> = { ...numbers, version };
  for (const [name, terms] of Object.entries(fields)) source[name] = name === "key" ? terms : runsOf(terms);
  for (const [name, parts] of Object.entries(TOGETHER)) source[name] = countedTerms(fields, parts);
  for (const [name, values] of Object.entries(facets ?? {})) {
    const isHeading = HEADING_FACETS.some((heading) => heading === name);
    if (isHeading) source[keptField(name)] = values;
    source[facetField(name)] = isHeading ? values.map(keyOfKept) : values;
  }
  source.prior = (numbers?.prior ?? 0) + PRIOR_SHIFT;
  // A title of no work stands alone.
  source.group = numbers?.work ?? -id;
  const key = Buffer.from(sortKeys?.title ?? []);
  if (key.some((byte) => byte !== 0)) source["sort-title"] = key.toString("hex");
  return source;
}

/** What a heading's value is counted by: its text before the first label. */
export function keyOfKept(kept: string): string {
  return kept.split("\u001f", 1)[0]!;
}
