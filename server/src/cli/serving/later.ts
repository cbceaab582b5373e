import type pg from "pg";
import type { createBrowseFeed } from "../../browse-lists/index.ts";
import { groupInstances, renewDescriptions } from "../../catalogue/index.ts";
import type { Suggestions } from "../../discovery/index.ts";
import type { Background } from "../../kernel/delivery/troubles.ts";
import { rematchOutdated } from "../../match-review/index.ts";
import { untilDone } from "./again.ts";
import type { Company } from "./company.ts";

const RETRY_MS = 30_000;

type Work = {
  pool: pg.Pool;
  background: Background;
  company: Company;
  browse: Pick<ReturnType<typeof createBrowseFeed>, "gather">;
  suggestions: Suggestions;
};

/** What is done once after every start, while people are served. */
export function startLater({ pool, background, company, browse, suggestions }: Work): { stop(): void }[] {
  const once = (name: string, work: () => Promise<unknown>): { stop(): void } =>
    untilDone(RETRY_MS, () => background.run(name, work));
  return [
    once("grouping", () => company.alone("grouping", () => groupInstances(pool))),
    once("descriptions", () => company.alone("descriptions", () => renewRecords(pool))),
    once("suggestions", async () => {
      await company.alone("browse lists", () => browse.gather());
      await suggestions.rebuild();
    }),
  ];
}

/** Describes and matches anew what older programs described and matched by other rules. */
async function renewRecords(pool: pg.Pool): Promise<void> {
  await renewDescriptions(pool);
  await rematchOutdated(pool);
}
