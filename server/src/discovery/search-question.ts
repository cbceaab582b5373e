import { type CqlDiagnostic, parseCql } from "@commonshelf/cql";
import type { Language } from "../kernel/text.ts";
import { languageHints, writingHints } from "./box-hints.ts";
import { translateCql } from "./cql-query.ts";
import { parseSearchBox } from "./parse-search-box.ts";
import type { SearchFilter, SearchNode } from "./search-node.ts";
import { type FacetName, facetNames, type SortName } from "./words.ts";

/** Values by facet, in the order they were chosen; facets without any are absent. */
type FacetValues = Partial<Record<FacetName, string[]>>;

/** What narrows a search down: values chosen and left out, earliest and latest year of publication. */
export type Narrowing = { facets: FacetValues; not: FacetValues; from: number | null; to: number | null };

/** A search as an address says it, the same for pages, links, feeds and the API. */
export type SearchQuestion = Narrowing & {
  q: string;
  /** A CQL query of the expert form; it stands instead of `q`. */
  cql: string;
  sort: SortName;
};

/**
 * Reads what narrows a search down from the values of an address: each value once, classes without the wider ones around
 * them, nothing both chosen and left out, years in their order.
 */
export function readNarrowing(
  valuesOf: (name: string) => readonly string[],
  years: { from: number | null; to: number | null },
): Narrowing {
  const facets: FacetValues = {};
  const not: FacetValues = {};
  for (const facet of facetNames) {
    const values = [...new Set(valuesOf(facet))];
    const chosen = facet === "class" ? deepest(values) : values;
    if (chosen.length > 0) facets[facet] = chosen;
    const excluded = [...new Set(valuesOf(`not-${facet}`))].filter((value) => !chosen.includes(value));
    if (excluded.length > 0) not[facet] = excluded;
  }
  const { from, to } = years;
  const isSwapped = from !== null && to !== null && from > to;
  return { facets, not, from: isSwapped ? to : from, to: isSwapped ? from : to };
}

/** Classes without those that a chosen narrower class lies in. */
function deepest(classes: string[]): string[] {
  return classes.filter((one) => !classes.some((other) => other !== one && other.startsWith(one)));
}

/** What is narrowed down, as the searcher takes it. */
export function filtersOf({ facets, not, from, to }: Narrowing): SearchFilter[] {
  const filters: SearchFilter[] = facetNames.flatMap((facet) => {
    const values = facets[facet];
    const excluded = not[facet];
    return [
      ...(values ? [{ facet, values }] : []),
      ...(excluded ? [{ facet, values: excluded, exclude: true }] : []),
    ];
  });
  if (from !== null || to !== null) filters.push({ year: { from: from ?? undefined, to: to ?? undefined } });
  return filters;
}

/**
 * The query of a question as a tree; for a CQL query that cannot be read or answered, what is wrong with it and where.
 * `language`: of the reader; of equal hits those in it come first.
 */
export function readQuestion(
  { q, cql }: Pick<SearchQuestion, "q" | "cql">,
  language?: Language,
): { node: SearchNode } | { diagnostic: CqlDiagnostic } {
  if (cql === "") return { node: readBox(q, language) };
  const parsed = parseCql(cql, { version: "2.0" });
  if (!parsed.ok) return { diagnostic: parsed.diagnostic };
  const translated = translateCql(parsed.query);
  return translated.ok ? { node: translated.node } : { diagnostic: translated.diagnostic };
}

/** What was typed into the box, with what puts equal hits in their order. */
export function readBox(q: string, language?: Language): SearchNode {
  const node = parseSearchBox(q);
  const hints = node.kind === "everything" ? [] : [...writingHints(q), ...languageHints(q, language)];
  return hints.length > 0 ? { kind: "prefer", node, hints } : node;
}
