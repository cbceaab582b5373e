import { todayInRegion } from "../consortium/index.ts";
import { filtersOf, readBox, type Searcher } from "../discovery/index.ts";
import type { Db } from "../kernel/database.ts";
import type { Language } from "../kernel/text.ts";
import type { Clock } from "../kernel/time.ts";
import { readingsOf } from "./reading.ts";

/** How what was typed was taken: as it reads, without what narrows it down, or as words, for nothing fits it. */
const SAID_AS = ["read", "wider", "words"] as const;
export type SaidAs = (typeof SAID_AS)[number];

const LONGEST_SAID = 200;

/** What an address says of how its search came about; `said` null: as it stands. */
export function saidIn(params: URLSearchParams): { said: string | null; saidAs: SaidAs } {
  const as = params.get("said-as");
  return {
    said: params.get("said")?.slice(0, LONGEST_SAID) ?? null,
    saidAs: SAID_AS.find((one) => one === as) ?? "read",
  };
}

/**
 * Reads what stands in the box as an alias or a sentence: the search that is meant, as parameters of a results page with
 * `said`, what was typed, and `said-as` where it is wider. `words`: it reads as one, but no reading finds anything. Null:
 * it is words. Three or four counts at most.
 */
export async function readTyped(
  { db, clock, searcher }: { db: Db; clock: Clock; searcher: Searcher },
  { said, language }: { said: string; language: Language },
): Promise<URLSearchParams | "words" | null> {
  const year = Number((await todayInRegion(db, clock)).slice(0, 4));
  const readings = await readingsOf(db, said, year);
  for (const reading of readings) {
    const { q, from = null, to = null } = reading;
    const facets = {
      ...(reading.language && { language: [reading.language] }),
      ...(reading.online && { carrier: ["online"] }),
      ...(reading.available && { available: ["now"] }),
    };
    const filters = filtersOf({ facets, not: {}, from, to });
    const { total } = await searcher.search({ node: readBox(q, language), filters, size: 0 });
    if (total === 0) continue;
    const params = new URLSearchParams(q === "" ? {} : { q });
    for (const [name, values] of Object.entries(facets))
      for (const value of values) params.append(name, value);
    if (from !== null) params.set("from", String(from));
    if (to !== null) params.set("to", String(to));
    params.set("said", said);
    if (reading.wider) params.set("said-as", "wider");
    return params;
  }
  return readings.length > 0 ? "words" : null;
}
