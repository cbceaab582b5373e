import type { Db } from "../kernel/database.ts";
import { meaningOf } from "./aliases.ts";
import { readSentence } from "./sentences.ts";

/** How a text of the box is read: what stands in the box then, and what narrows it down. */
export type Reading = {
  kind: "alias" | "sentence";
  q: string;
  language?: string;
  from?: number;
  to?: number;
  available?: true;
  online?: true;
  /** Less than was said: what narrows it down is left out. */
  wider?: true;
};

/** Words a title for beginners has one of. */
const FOR_BEGINNERS = {
  han: "(入门 或 基础 或 导论 或 教程 或 概论 或 初步 或 原理)",
  latin: "(introduction OR introductory OR beginner OR basic OR first OR primer)",
};

/**
 * Readings of a text, the closest first; the first that finds something is the one meant. None: the text is words.
 * Costs one look at the aliases.
 */
export async function readingsOf(db: Db, typed: string, year: number): Promise<Reading[]> {
  const means = typed.length > 100 ? null : await meaningOf(db, typed);
  if (means !== null) return [{ kind: "alias", q: means }];
  const sentence = readSentence(typed, year);
  if (sentence === null) return [];
  const { words, author, beginner, ...narrowing } = sentence;
  const by = author === undefined ? "" : ` author:"${author}"`;
  const q = `${words}${by}`.trim();
  const plain: Reading = { kind: "sentence", q, ...narrowing };
  const isNarrowed = q !== "" && Object.keys(narrowing).length > 0;
  const wider: Reading[] = isNarrowed ? [{ kind: "sentence", q, wider: true }] : [];
  if (!beginner) return [plain, ...wider];
  const level = /\p{Script=Han}/u.test(words) ? FOR_BEGINNERS.han : FOR_BEGINNERS.latin;
  return [{ ...plain, q: `${q} ${level}`.trim() }, plain, ...wider];
}
