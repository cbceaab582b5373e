import type { Explanation } from "../query.ts";
import { readRunWithin } from "../segments/segment.ts";
import { type Evaluation, evaluate } from "./evaluate.ts";
import type { MatchSet } from "./match-set.ts";
import { type Node, SCORE_UNITS, type TermNode } from "./plan.ts";
import { fieldShare } from "./score.ts";

/** How one document comes to its score: the query's tree, with the parts that match it; null when it does not. */
export function explainNode(run: Evaluation, node: Node, doc: number): Explanation | null {
  const one: MatchSet = { size: 1, docs: Int32Array.of(doc), scores: null };
  const set = evaluate(run, node, one);
  if (set.size === 0) return null;
  const score = (set.scores?.[0] ?? 0) / SCORE_UNITS;
  if (node.kind === "term") return { what: node.text, score, figures: termFigures(run, node, doc) };
  const parts = partsOf(node).flatMap((part) => explainNode(run, part, doc) ?? []);
  return parts.length > 0 ? { what: nameOf(node), score, parts } : { what: nameOf(node), score };
}

function partsOf(node: Node): Node[] {
  if (node.kind === "should") return [node.must, ...node.parts];
  if (node.kind === "and" || node.kind === "or" || node.kind === "best") return node.parts;
  return node.kind === "constant" ? [node.inner] : [];
}

function nameOf(node: Node): string {
  if (node.kind === "phrase") return `"${node.terms.map((term) => term.text).join(" ")}"`;
  if (node.kind === "best") return node.what;
  return node.kind === "or" && node.min > 1 ? `at least ${node.min}` : node.kind;
}

function termFigures(run: Evaluation, node: TermNode, doc: number): Record<string, number> {
  const figures: Record<string, number> = { df: node.df, idf: node.idf };
  const { segment, corpus } = run;
  const { shapes, schema } = corpus;
  const postings = readRunWithin(segment, node.references[run.number]!, null, Int32Array.of(doc), 1);
  for (let part = postings.shapes[0]!; part !== 0; part = shapes.rest[part]!) {
    const field = shapes.field[part]!;
    if (node.weights[field] === 0) continue;
    const { name } = schema.fields[field]!;
    const tf = shapes.tf[part]!;
    figures[`${name}.tf`] = tf;
    const lengths = segment.columns.lengths[field];
    if (lengths) figures[`${name}.length`] = lengths[doc]!;
    figures[`${name}.share`] = fieldShare(run.scorer, segment, doc, field, node.weights[field]! * tf);
  }
  return figures;
}
