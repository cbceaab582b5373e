import type { ReadResult } from "@commonshelf/marc";
import { addressesOf, addressOf } from "./addresses.ts";
import { refuse } from "./refusals.ts";
import type { Question, Target } from "./schema.ts";
import { askSru } from "./sru.ts";
import { askZ3950 } from "./z3950.ts";

/** What a catalogue outside answered: how many there are, and some of them as they could be read. */
export type OutsideAnswer = { total: number; results: ReadResult[] };

/** Records asked for at once. */
const PAGE = 10;

/**
 * Asks a catalogue outside. Refuses `target-unknown` 404 for one that is not to be asked, `target-private` 403,
 * `target-unreachable` 502, `target-diagnostic` 502, `target-program-missing` 501, `copy-question-empty` and
 * `copy-index-missing` 400.
 */
export async function askTarget(
  target: Target,
  question: Question,
  from: number,
  environment: NodeJS.ProcessEnv,
  allowed: (address: string) => boolean = addressesOf(environment, target.host),
): Promise<OutsideAnswer> {
  if (!target.isActive) throw refuse("target-unknown");
  const address = await addressOf(target.host, allowed);
  const page = { from, size: PAGE };
  return target.protocol === "sru"
    ? await askSru(target, address, question, page)
    : await askZ3950(target, address, question, page, environment);
}
