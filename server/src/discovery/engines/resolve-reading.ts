import type { SearchNode } from "../search-node.ts";
import type { ReadingName } from "../words.ts";

/** A reading that leaves titles out and still finds this share of the catalogue says nothing. */
const NEARLY_ALL = 0.9;

/**
 * The query with every choice between readings made: the first that finds something, and not nearly everything, by
 * `count`; when all are empty, as typed. `readAs`: the reading taken for the first choice, null without one.
 */
export function resolveReading(
  node: SearchNode,
  count: (node: SearchNode) => number,
  size: number,
): { node: SearchNode; readAs: ReadingName | null } {
  if (!hasChoice(node)) return { node, readAs: null };
  let readAs: ReadingName | null = null;
  const choose = (one: SearchNode): SearchNode => {
    if (!hasChoice(one)) return one;
    switch (one.kind) {
      case "and":
      case "or":
        return { ...one, nodes: one.nodes.map(choose) };
      case "prefer":
        return { ...one, node: choose(one.node), hints: one.hints.map(choose) };
      case "not":
        return { ...one, node: choose(one.node) };
      case "first-of": {
        const readings = one.readings.map((reading) => ({ ...reading, node: choose(reading.node) }));
        const found = readings.map((reading) => ({ reading, total: -1 }));
        const total = (i: number): number => {
          if (found[i]!.total < 0) found[i]!.total = count(found[i]!.reading.node);
          return found[i]!.total;
        };
        const tells = (i: number): boolean =>
          total(i) > 0 && !(readings[i]!.excludes && size > 10 && total(i) > size * NEARLY_ALL);
        const places = [...readings.keys()];
        const chosen = places.find(tells) ?? places.find((i) => total(i) > 0) ?? 0;
        readAs ??= readings[chosen]!.as;
        return readings[chosen]!.node;
      }
      default:
        return one;
    }
  };
  return { node: choose(node), readAs };
}

function hasChoice(node: SearchNode): boolean {
  switch (node.kind) {
    case "first-of":
      return true;
    case "and":
    case "or":
      return node.nodes.some(hasChoice);
    case "prefer":
      return hasChoice(node.node) || node.hints.some(hasChoice);
    case "not":
      return hasChoice(node.node);
    default:
      return false;
  }
}
