import { type CqlDiagnostic, cqlDiagnostic } from "./diagnostic.ts";
import type { CqlNode, CqlPrefix, CqlQuery } from "./tree.ts";

/** Identifiers of context sets, any version of each, and the short name each has by convention. */
const SETS: [RegExp, string][] = [
  [/^info:srw\/cql-context-set\/1\/cql-v\d+\.\d+$/, "cql"],
  [/^info:srw\/cql-context-set\/1\/dc-v\d+\.\d+$/, "dc"],
  [/^info:srw\/cql-context-set\/1\/bib-v\d+\.\d+$/, "bib"],
  [/^info:srw\/cql-context-set\/2\/rec-\d+\.\d+$/, "rec"],
  [/^http:\/\/zing\.z3950\.org\/cql\/bath\/\d+\.\d+\/?$/, "bath"],
  [/^http:\/\/purl\.org\/dc\/elements\/1\.1\/?$/, "dc"],
  [/^urn:commonshelf:cql-context-set:\d+$/, "commonshelf"],
];

type Scope = ReadonlyMap<string, string>;

/**
 * The query with every prefix that the query assigns replaced by the set's usual name: `> x="info:srw/cql-context-set/1/dc-v1.1"
 * x.title=a` is `dc.title=a` (CQL 1.2, prefix assignment). Refused with 15 where a set is not known, with 50 where a result
 * set is asked for.
 */
export function resolveContextSets(
  query: CqlQuery,
): { ok: true; query: CqlQuery } | { ok: false; diagnostic: CqlDiagnostic } {
  const faults: CqlDiagnostic[] = [];
  const scope = scopeOf(new Map(), query.prefixes, faults);
  const clause = resolveNode(query.clause, scope, faults);
  const sortKeys = query.sortKeys.map((key) => ({ ...key, index: resolveName(key.index, scope) }));
  const [diagnostic] = faults;
  return diagnostic
    ? { ok: false, diagnostic }
    : { ok: true, query: { ...query, prefixes: [], clause, sortKeys } };
}

function scopeOf(outer: Scope, prefixes: readonly CqlPrefix[], faults: CqlDiagnostic[]): Scope {
  if (prefixes.length === 0) return outer;
  const scope = new Map(outer);
  for (const { name, uri, span } of prefixes) {
    const set = SETS.find(([pattern]) => pattern.test(uri))?.[1];
    if (set === undefined) faults.push(cqlDiagnostic(15, uri, span));
    else scope.set((name ?? "").toLowerCase(), set);
  }
  return scope;
}

function resolveName(index: string, scope: Scope): string {
  const point = index.indexOf(".");
  const set = scope.get(point < 0 ? "" : index.slice(0, point).toLowerCase());
  return set === undefined ? index : `${set}.${index.slice(point + 1)}`;
}

function resolveNode(node: CqlNode, outer: Scope, faults: CqlDiagnostic[]): CqlNode {
  const scope = scopeOf(outer, node.prefixes, faults);
  if (node.kind === "boolean")
    return {
      ...node,
      prefixes: [],
      left: resolveNode(node.left, scope, faults),
      right: resolveNode(node.right, scope, faults),
    };
  const index = node.termOnly ? node.index : resolveName(node.index, scope);
  if (/^(?:cql\.)?resultsetid$/i.test(index)) faults.push(cqlDiagnostic(50, node.term, node.indexSpan));
  return { ...node, prefixes: [], index };
}
