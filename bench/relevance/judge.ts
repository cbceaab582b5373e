import { readFileSync } from "node:fs";
import { join } from "node:path";
import { foldKey } from "../../packages/cjk/index.ts";

/** A judged query: which answers are right. `title` and `author`: forms between bars; empty: anything will do there. */
export type Judgement = { kind: string; query: string; title: string; author: string };

/** What is asked in a sentence or by a name of its own: a page reads it before it searches. */
export const SENTENCE = "sentence";

/** One answer as far as it is judged. */
export type Answer = { titles: string[]; authors: string[] };

/** Figures of one kind of query: shares of queries answered in the first place and in the first ten. */
export type Score = { kind: string; queries: number; at1: number; at10: number; mrr: number };

/** Rank (from 1) of the first right answer of each query among the first ten; 0 when there is none. */
export type Ranked = { kind: string; query: string; rank: number };

const DEPTH = 10;

/** The judged queries of the demo region: `judgements.tsv`, made from the facts its records are made of. */
export function readJudgements(): Judgement[] {
  const [, ...lines] = readFileSync(join(import.meta.dirname, "judgements.tsv"), "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => {
    const [kind = "", query = "", title = "", author = ""] = line.split("\t");
    return { kind, query, title, author };
  });
}

/** True when an answer has the title and the author asked for, in whatever script. */
export function isRight(judgement: Judgement, answer: Answer): boolean {
  const among = (wanted: string, given: string[], key: (text: string) => string): boolean => {
    if (wanted === "") return true;
    const keys = wanted.split("|").map(key);
    return given.some((text) => keys.includes(key(text)));
  };
  return among(judgement.title, answer.titles, foldKey) && among(judgement.author, answer.authors, nameKey);
}

/** A name as its words in one order: `Austen, Jane` and `Jane Austen` are equal. */
function nameKey(name: string): string {
  return name
    .split(/[\s,]+/)
    .map(foldKey)
    .filter(Boolean)
    .sort()
    .join(" ");
}

/** Rank of the first of `answers` that is right. */
export function rankOf(answers: boolean[]): number {
  return answers.slice(0, DEPTH).indexOf(true) + 1;
}

/** Scores by kind, then all together as `ALL`. */
export function scoresOf(ranked: Ranked[]): Score[] {
  const kinds = [...new Set(ranked.map((r) => r.kind))].sort();
  const score = (kind: string, list: Ranked[]): Score => ({
    kind,
    queries: list.length,
    at1: list.filter((r) => r.rank === 1).length / list.length,
    at10: list.filter((r) => r.rank > 0).length / list.length,
    mrr: list.reduce((sum, r) => sum + (r.rank > 0 ? 1 / r.rank : 0), 0) / list.length,
  });
  return [
    ...kinds.map((kind) =>
      score(
        kind,
        ranked.filter((r) => r.kind === kind),
      ),
    ),
    score("ALL", ranked),
  ];
}
