import { foreignBooleans, needsQuotes } from "./tokens.ts";
import type { CqlModifier, CqlNode, CqlPrefix, CqlQuery, CqlSearchClause } from "./tree.ts";

const symbols = new Set(["=", "==", "<>", "<", ">", "<=", ">="]);

/**
 * Writes a query or a part of one as CQL text that parses back to the same tree: keywords in lower case, quotes and
 * parentheses only where needed. Safe with hand-made trees: an unescaped quote or a lone last backslash in a term
 * is escaped, so a term cannot become syntax.
 */
export function printCql(tree: CqlQuery | CqlNode): string {
  if (tree.kind !== "query") return printNode(tree);
  const sort = tree.sortKeys.map((key) => `${printName(key.index)}${printModifiers(key.modifiers)}`);
  const body = `${printPrefixes(tree.prefixes)}${printNode(tree.clause)}`;
  return sort.length === 0 ? body : `${body} sortby ${sort.join(" ")}`;
}

function printNode(node: CqlNode): string {
  const body = node.kind === "searchClause" ? printSearchClause(node) : printBoolean(node);
  return node.prefixes.length === 0 ? body : `(${printPrefixes(node.prefixes)}${body})`;
}

function printBoolean(node: Extract<CqlNode, { kind: "boolean" }>): string {
  const right = printNode(node.right);
  const grouped = node.right.kind === "boolean" && node.right.prefixes.length === 0 ? `(${right})` : right;
  return `${printNode(node.left)} ${node.op}${printModifiers(node.modifiers)} ${grouped}`;
}

function printSearchClause(node: CqlSearchClause): string {
  const term = printTerm(node.term);
  if (node.termOnly) return term;
  const base = printRelation(node.relation.base);
  return `${printName(node.index)} ${base}${printModifiers(node.relation.modifiers)} ${term}`;
}

function printPrefixes(prefixes: CqlPrefix[]): string {
  return prefixes
    .map(({ name, uri }) => `>${name === null ? "" : `${printName(name)}=`}${quote(uri)} `)
    .join("");
}

function printModifiers(modifiers: CqlModifier[]): string {
  return modifiers
    .map(({ name, comparison, value }) => {
      const test = comparison === null || value === null ? "" : `${comparison}${printName(value)}`;
      return `/${printName(name)}${test}`;
    })
    .join("");
}

function printTerm(raw: string): string {
  const safe = raw.replace(/\\[\s\S]|\\$|"/g, (found) => (found.length === 1 ? `\\${found}` : found));
  return needsQuotes(safe) ? `"${safe}"` : safe;
}

function printName(name: string): string {
  return needsQuotes(name) || name.includes("\\") ? quote(name) : name;
}

// In quotes a relation is never mistaken for another language's operator, which the parser refuses by name.
function printRelation(base: string): string {
  if (symbols.has(base)) return base;
  return foreignBooleans.has(base.toLowerCase()) ? quote(base) : printName(base);
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}
