import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { benchCorpus, benchTools, LIBRARIES, openBenchRegion, printFigure } from "./region.ts";

/**
 * `npm run bench:matching -- [--titles 1500] [--seeds 11,12,13] [--nasty]`: loads generated corpora of seeds that nothing was tuned
 * on, one region each, and prints how well records were joined: pairwise precision and recall, and the share of records
 * that wait for a person. `--nasty`: files that are kept badly (`profile-nasty.mjs`).
 */
const { values: options } = parseArgs({
  options: {
    titles: { type: "string", default: "1500" },
    seeds: { type: "string", default: "11,12,13" },
    nasty: { type: "boolean", default: false },
  },
});
const work = resolve(import.meta.dirname, "../var/bench");
const tools = benchTools(work);

for (const seed of options.seeds.split(",")) {
  const corpus = benchCorpus(work, options.titles, seed, options.nasty ? "nasty" : "eight");
  const records = readFileSync(join(corpus, "truth.tsv"), "utf8").split("\n").filter(Boolean).length;
  const region = await openBenchRegion(join(work, `matching-${seed}`));
  try {
    for (const library of LIBRARIES)
      region.run("import", "--member", library, "--json", join(corpus, `${library}.mrc`));
    const clusters = join(work, `clusters-${seed}.tsv`);
    writeFileSync(clusters, region.run("clusters"));
    const score = JSON.parse(
      execFileSync(
        process.execPath,
        [
          join(tools, "score-matching.mjs"),
          "--truth",
          join(corpus, "truth.tsv"),
          "--clusters",
          clusters,
          "--json",
        ],
        { encoding: "utf8" },
      ),
    ) as { pairPrecision: number; pairRecall: number };
    const headers = await region.office();
    const doubts = await fetch(`${region.address}/api/v1/match-doubts?limit=1`, { headers });
    if (!doubts.ok) throw new Error(`doubts: ${doubts.status}`);
    const { waiting } = (await doubts.json()) as { waiting: number };
    const about = { titles: options.titles, seed, nasty: options.nasty, records };
    printFigure("matching pairwise precision", score.pairPrecision, "share", about);
    printFigure("matching pairwise recall", score.pairRecall, "share", about);
    printFigure("pairs that wait for a person", waiting / records, "per record", { ...about, waiting });
  } finally {
    await region.close();
  }
}
