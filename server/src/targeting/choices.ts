import { Problem } from "../kernel/problem.ts";
import { type LocalText, pick } from "../kernel/text.ts";

/** One of several that bear the same number: the id to choose it by, and the library it belongs to. */
export type Choice = { id: number; library: LocalText };

/**
 * Refuses because a number means several cards or items. `choices`: the ids to choose by, separated by commas;
 * `libraries`: the names of their libraries in the same order, one a line.
 */
export function refuseToGuess(
  code: "several-patrons" | "several-items",
  barcode: string,
  choices: readonly Choice[],
): Problem {
  const different = [...new Map(choices.map((one) => [one.id, one])).values()];
  return new Problem(code, 409, {
    barcode,
    choices: different.map((one) => one.id).join(","),
    libraries: different.map((one) => pick(one.library, "zh-Hans")).join("\n"),
  });
}
