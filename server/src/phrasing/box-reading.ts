import { todayInRegion } from "../consortium/index.ts";
import { filtersOf, readBox, type Searcher, type SearchRequest } from "../discovery/index.ts";
import type { Db } from "../kernel/database.ts";
import type { Language } from "../kernel/text.ts";
import type { Clock } from "../kernel/time.ts";
import { type Reading, readingsOf } from "./reading.ts";
import type { LibraryNames } from "./sentences.ts";

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

/** A text that reads as a sentence of which nothing is found; `core`: what it is about, where less must be asked. */
export type OnlyWords = { core: string };

/**
 * Reads what stands in the box as an alias or a sentence: the search that is meant, as parameters of a results page with
 * `said`, what was typed, and `said-as` where it is wider. An object: it reads as one, but no reading finds anything. Null:
 * it is words. Two questions to the engine at most.
 */
export async function readTyped(
  { db, clock, searcher }: { db: Db; clock: Clock; searcher: Searcher },
  { said, language, libraries = [] }: { said: string; language: Language; libraries?: LibraryNames },
): Promise<URLSearchParams | OnlyWords | null> {
  const year = Number((await todayInRegion(db, clock)).slice(0, 4));
  const readings = await readingsOf(db, said, year, libraries);
  const [closest, ...others] = readings;
  if (!closest) return null;
  const [words, titles, first] = await countsOf(searcher, [
    { node: readBox(said, language) },
    { node: { kind: "exact", field: "title", text: said } },
    requestOf(closest, language),
  ]);
  // 给孩子的诗 and 魔法书 are books: what a title is called is never read as a sentence or as another one's name.
  if (titles! > 0) return null;
  if (closest.guess && words! > 0) return null;
  if (first! > 0) return paramsOf(closest, said);
  const totals = await countsOf(
    searcher,
    others.map((one) => requestOf(one, language)),
  );
  const at = totals.findIndex((total) => total > 0);
  if (at >= 0) return paramsOf(others[at]!, said);
  if (closest.guess) return closest.kind === "alias" ? { core: closest.q } : null;
  return { core: readings.findLast((one) => one.wider)?.q ?? readings.at(-1)!.q };
}

async function countsOf(
  searcher: Searcher,
  requests: readonly Omit<SearchRequest, "size">[],
): Promise<number[]> {
  if (requests.length === 0) return [];
  return (await searcher.searchMany(requests.map((one) => ({ ...one, size: 0 })))).map(({ total }) => total);
}

function facetsOf({ language, online, available, library }: Reading): Record<string, string[]> {
  return {
    ...(library && { library: [library] }),
    ...(language && { language: [language] }),
    ...(online && { carrier: ["online"] }),
    ...(available && { available: ["now"] }),
  };
}

function requestOf(reading: Reading, language: Language): Omit<SearchRequest, "size"> {
  const { q, from = null, to = null } = reading;
  const filters = filtersOf({ facets: facetsOf(reading), not: {}, from, to });
  return { node: readBox(q, language), filters };
}

/** Parameters of the results page of a reading. */
function paramsOf(reading: Reading, said: string): URLSearchParams {
  const { q, from = null, to = null } = reading;
  const params = new URLSearchParams(q === "" ? {} : { q });
  for (const [name, values] of Object.entries(facetsOf(reading)))
    for (const value of values) params.append(name, value);
  if (from !== null) params.set("from", String(from));
  if (to !== null) params.set("to", String(to));
  params.set("said", said);
  if (reading.wider) params.set("said-as", "wider");
  return params;
}
