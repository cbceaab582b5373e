import type { CqlModifier, CqlNode, CqlPrefix, CqlQuery, CqlSortKey, CqlVersion } from "./tree.ts";

const namespaces = {
  sru1: "http://www.loc.gov/zing/cql/xcql/",
  sru2: "http://docs.oasis-open.org/ns/search-ws/xcql",
};

/**
 * Writes a query as XCQL, for the echoed request of an SRU response (`xQuery`). Versions 1.1 and 1.2 use the Library of
 * Congress namespace, where prefixes and sort keys stand inside the outermost triple or searchClause; 2.0 uses the OASIS
 * schema, with an `xcql` root and all prefix assignments hoisted to it, since that schema knows no inner ones. Characters
 * XML cannot carry become U+FFFD. One element, no XML declaration, namespace declared on it.
 */
export function toXcql(query: CqlQuery, options: { version?: CqlVersion } = {}): string {
  if (options.version === "2.0") return toXcql2(query);
  const body = operand(query.clause, query.prefixes, query.sortKeys, "boolean");
  return body.replace(/^<\w+/, `$& xmlns="${namespaces.sru1}"`);
}

function toXcql2(query: CqlQuery): string {
  const bare = withoutPrefixes(query.clause);
  const body = operand(bare, [], [], "Boolean");
  const triple = bare.kind === "boolean" ? body : `<triple>${body}</triple>`;
  // The OASIS schema demands a name, so the default context set has an empty one.
  const named = [...query.prefixes, ...innerPrefixes(query.clause)].map((prefix) => ({
    ...prefix,
    name: prefix.name ?? "",
  }));
  return `<xcql xmlns="${namespaces.sru2}">${prefixList(named)}${triple}${sortKeyList(query.sortKeys)}</xcql>`;
}

function operand(node: CqlNode, outer: CqlPrefix[], sortKeys: CqlSortKey[], booleanName: string): string {
  const prefixes = prefixList([...outer, ...node.prefixes]);
  const sort = sortKeyList(sortKeys);
  if (node.kind === "searchClause") {
    const relation = element(
      "relation",
      text("value", node.relation.base) + modifierList(node.relation.modifiers),
    );
    const term = text(
      "term",
      node.term.replace(/\\([\s\S])/g, (pair, char) => (char === '"' ? char : pair)),
    );
    return element("searchClause", `${prefixes}${text("index", node.index)}${relation}${term}${sort}`);
  }
  const boolean = element(booleanName, text("value", node.op) + modifierList(node.modifiers));
  const left = element("leftOperand", operand(node.left, [], [], booleanName));
  const right = element("rightOperand", operand(node.right, [], [], booleanName));
  return element("triple", `${prefixes}${boolean}${left}${right}${sort}`);
}

function withoutPrefixes(node: CqlNode): CqlNode {
  if (node.kind === "searchClause") return { ...node, prefixes: [] };
  return { ...node, prefixes: [], left: withoutPrefixes(node.left), right: withoutPrefixes(node.right) };
}

function innerPrefixes(node: CqlNode): CqlPrefix[] {
  if (node.kind === "searchClause") return node.prefixes;
  return [...node.prefixes, ...innerPrefixes(node.left), ...innerPrefixes(node.right)];
}

function prefixList(prefixes: CqlPrefix[]): string {
  const entries = prefixes.map(({ name, uri }) =>
    element("prefix", (name === null ? "" : text("name", name)) + text("identifier", uri)),
  );
  return entries.length === 0 ? "" : element("prefixes", entries.join(""));
}

function modifierList(modifiers: CqlModifier[]): string {
  const entries = modifiers.map(({ name, comparison, value }) => {
    const test =
      comparison === null || value === null ? "" : text("comparison", comparison) + text("value", value);
    return element("modifier", text("type", name) + test);
  });
  return entries.length === 0 ? "" : element("modifiers", entries.join(""));
}

function sortKeyList(keys: CqlSortKey[]): string {
  const entries = keys.map((key) => element("key", text("index", key.index) + modifierList(key.modifiers)));
  return entries.length === 0 ? "" : element("sortKeys", entries.join(""));
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function text(name: string, value: string): string {
  const carried = value
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
  const escaped = carried.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return element(name, escaped.replace(/\r/g, "&#13;"));
}
