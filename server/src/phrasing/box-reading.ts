import { todayInRegion } from "../consortium/index.ts";
import { filtersOf, readBox, type Searcher } from "../discovery/index.ts";
import type { Db } from "../kernel/database.ts";
import type { Language } from "../kernel/text.ts";
import type { Clock } from "../kernel/time.ts";
import { readingsOf } from "./reading.ts";

/**
 * Reads what stands in the box as an alias or a sentence: the search that is meant, as parameters of a results page with
 * `said`, what was typed. Null where it is words, or where no reading finds anything. Two or three counts at most.
 */
export async function readTyped(
  { db, clock, searcher }: { db: Db; clock: Clock; searcher: Searcher },
  { said, language }: { said: string; language: Language },
): Promise<URLSearchParams | null> {
  const year = Number((await todayInRegion(db, clock)).slice(0, 4));
  for (const reading of await readingsOf(db, said, year)) {
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
    return params;
  }
  return null;
}
