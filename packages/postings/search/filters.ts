import type { Filter } from "../query.ts";
import { IndexRefusal } from "../refusal.ts";
import type { Columns } from "../segments/columns.ts";
import { setsWithAny } from "../segments/facet-table.ts";
import type { MatchSet } from "./match-set.ts";
import { type Corpus, facetNumber, holdsRange, planRange } from "./plan.ts";

/** All filters on one column. A document fails the group when it fails what the column's filters ask together. */
type FilterGroup =
  | { kind: "facet"; facet: number; wanted: Uint8Array | null; unwanted: Uint8Array | null }
  | { kind: "range"; column: number; until: number; from: number; to: number };

/** Filters resolved and grouped by column; group i is bit i of a document's failures. */
export type FilterPlan = { groups: FilterGroup[] };

const GROUPS_MAX = 31;

/** Resolves filters against the index. Refuses `query-invalid`. */
export function planFilters(corpus: Corpus, filters: readonly Filter[]): FilterPlan {
  const groups: FilterGroup[] = [];
  const include = new Map<number, string[]>();
  const exclude = new Map<number, string[]>();
  for (const filter of filters) {
    if ("range" in filter) {
      groups.push(planRange(corpus, filter));
      continue;
    }
    const side = filter.exclude ? exclude : include;
    const facet = facetNumber(corpus, filter.facet);
    side.set(facet, [...(side.get(facet) ?? []), ...filter.values]);
  }
  for (const facet of new Set([...include.keys(), ...exclude.keys()])) {
    const table = corpus.facets[facet]!;
    const [wanted, unwanted] = [include.get(facet), exclude.get(facet)];
    groups.push({
      kind: "facet",
      facet,
      wanted: wanted ? setsWithAny(table, wanted) : null,
      unwanted: unwanted ? setsWithAny(table, unwanted) : null,
    });
  }
  if (groups.length > GROUPS_MAX)
    throw new IndexRefusal("query-invalid", `filters on more than ${GROUPS_MAX} columns`);
  return { groups };
}

/** The bits of the groups that filter a facet, or a number column. */
export function groupsOn(plan: FilterPlan, kind: "facet" | "range", column: number): number {
  let bits = 0;
  plan.groups.forEach((group, i) => {
    if (group.kind === kind && (group.kind === "facet" ? group.facet : group.column) === column)
      bits |= 1 << i;
  });
  return bits;
}

/** Per match, a bit for each group it fails; null when there are no filters. */
export function failuresOf(plan: FilterPlan, columns: Columns, set: MatchSet): Int32Array | null {
  if (plan.groups.length === 0) return null;
  const failures = new Int32Array(set.size);
  plan.groups.forEach((group, g) => {
    const bit = 1 << g;
    if (group.kind === "range") {
      for (let i = 0; i < set.size; i++) if (!holdsRange(columns, group, set.docs[i]!)) failures[i]! |= bit;
      return;
    }
    const column = columns.facets[group.facet]!;
    const { wanted, unwanted } = group;
    for (let i = 0; i < set.size; i++) {
      const values = column[set.docs[i]!]!;
      if ((wanted && wanted[values] !== 1) || (unwanted && unwanted[values] === 1)) failures[i]! |= bit;
    }
  });
  return failures;
}

/** The matches that fail nothing but the groups in `ignored`. */
export function passing(set: MatchSet, failures: Int32Array | null, ignored: number): MatchSet {
  if (failures === null) return set;
  const docs = new Int32Array(set.size);
  const scores = set.scores && ignored === 0 ? new Float64Array(set.size) : null;
  let size = 0;
  for (let i = 0; i < set.size; i++) {
    if ((failures[i]! & ~ignored) !== 0) continue;
    docs[size] = set.docs[i]!;
    if (scores) scores[size] = set.scores![i]!;
    size++;
  }
  return { size, docs, scores };
}
