import { expect, test } from "vitest";
import {
  isRight,
  type Ranked,
  rankOf,
  readJudgements,
  SENTENCE,
  scoresOf,
} from "../bench/relevance/judge.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
const CLIENTS = 8;

type Reply = { items: { title: string; parallelTitle: string | null; authors: string[] }[] };

/** Titles as an item says them: whole, without its part, and the title proper. */
function forms(title: string): string[] {
  return [title, title.split(". ")[0]!, title.split(" : ")[0]!.split(". ")[0]!];
}

/** What a page makes of what was typed: the search it leads to. */
async function readByPage(query: string): Promise<URLSearchParams> {
  const typed = new URLSearchParams({ q: query });
  const page = await fetch(`${address}/zh-hans/search?${typed}`, { redirect: "manual" });
  await page.text();
  const read = new URL(page.headers.get("location") ?? `?${typed}`, address).searchParams;
  for (const name of ["said", "said-as"]) read.delete(name);
  return read;
}

async function ask({ kind, query }: { kind: string; query: string }): Promise<Reply["items"]> {
  const read = kind === SENTENCE ? await readByPage(query) : new URLSearchParams({ q: query });
  const reply = await fetch(`${address}/api/v1/search?size=10&facets=0&${read}`);
  return ((await reply.json()) as Reply).items;
}

test("judged queries find the right title first, in every script", async () => {
  const judgements = readJudgements();
  expect(judgements.length).toBeGreaterThan(500);
  const ranked: Ranked[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let one = judgements[next++]; one; one = judgements[next++]) {
        const judgement = one;
        const items = await ask(judgement);
        const right = items.map((item) =>
          isRight(judgement, {
            titles: [...forms(item.title), ...forms(item.parallelTitle ?? "")],
            authors: item.authors,
          }),
        );
        ranked.push({ kind: judgement.kind, query: judgement.query, rank: rankOf(right) });
      }
    }),
  );
  const scores = scoresOf(ranked);
  const missed = ranked.filter((r) => r.rank === 0).map((r) => `${r.kind}: ${r.query}`);
  const all = scores.find((s) => s.kind === "ALL")!;
  expect(all.at1, `missed: ${missed.join(", ")}`).toBeGreaterThanOrEqual(0.97);
  expect(all.at10, `missed: ${missed.join(", ")}`).toBeGreaterThanOrEqual(0.99);
  for (const score of scores) expect(score.at10, score.kind).toBeGreaterThanOrEqual(0.9);
});
