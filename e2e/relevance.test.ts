import { expect, inject, test } from "vitest";
import { isRight, type Ranked, rankOf, readJudgements, scoresOf } from "../bench/relevance/judge.ts";

const address = inject("address");
const CLIENTS = 8;

type Reply = { items: { title: string; parallelTitle: string | null; authors: string[] }[] };

/** Titles as an item says them: whole, without its part, and the title proper. */
function forms(title: string): string[] {
  return [title, title.split(". ")[0]!, title.split(" : ")[0]!.split(". ")[0]!];
}

async function ask(query: string): Promise<Reply["items"]> {
  const reply = await fetch(`${address}/api/v1/search?size=10&facets=0&q=${encodeURIComponent(query)}`);
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
        const items = await ask(judgement.query);
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
