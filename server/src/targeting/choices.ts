import { Problem } from "../kernel/problem.ts";
import { type Language, type LocalText, pick } from "../kernel/text.ts";

/** One of several that bear the same number: the id to choose it by, and the library it belongs to. */
export type Choice = { id: number; library: LocalText };

/**
 * Refuses because a number means several cards or items. `choices`: the ids to choose by, separated by commas;
 * `libraries`: the names of their libraries in the same order, one a line, in simplified Chinese, `libraries.zh-Hant` and
 * `libraries.en` the same in the other languages.
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
    libraries: namesOf(different, "zh-Hans"),
    "libraries.zh-Hant": namesOf(different, "zh-Hant"),
    "libraries.en": namesOf(different, "en"),
  });
}

function namesOf(choices: readonly Choice[], language: Language): string {
  return choices.map((one) => pick(one.library, language)).join("\n");
}
