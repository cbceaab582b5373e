import type { SearchNode } from "../../../server/src/discovery/index.ts";

/** A search tree as one line, for showing how a query was read: `(title: 呐喊) AND NOT (author: 高鹗)`. */
export function printNode(node: SearchNode): string {
  switch (node.kind) {
    case "everything":
      return "*";
    case "words":
      return `${node.field}: ${node.text}`;
    case "phrase":
      return `${node.field}: "${node.text}"`;
    case "exact":
      return `${node.field} == "${node.text}"`;
    case "any-word":
      return `${node.field} any: ${node.text}`;
    case "prefix":
      return `${node.field}: ${node.text}*`;
    case "identifier":
      return `identifier: ${node.text}`;
    case "instance":
    case "work":
      return `${node.kind}: ${node.id}`;
    case "year":
      return `year: ${node.from ?? ""}–${node.to ?? ""}`;
    case "facet":
      return `${node.facet}: ${node.values.join(" | ")}`;
    case "script":
      return `script: ${node.script}`;
    case "not":
      return `NOT (${printNode(node.node)})`;
    case "first-of":
      return node.readings.map((reading) => printNode(reading.node)).join(" ?: ");
    case "prefer":
      return `${printNode(node.node)} ↑ (${node.hints.map(printNode).join("; ")})`;
    case "and":
    case "or":
      return node.nodes.map((n) => `(${printNode(n)})`).join(node.kind === "and" ? " AND " : " OR ");
  }
}
