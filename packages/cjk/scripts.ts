import { characterScript } from "./simplified.ts";

/** Script of a text, as ISO 15924 codes; Hani is Han that does not say whether simplified or traditional. */
export type Script =
  | "Hans"
  | "Hant"
  | "Hani"
  | "Jpan"
  | "Kore"
  | "Latn"
  | "Cyrl"
  | "Grek"
  | "Hebr"
  | "Arab"
  | "Zyyy";

const han = /[\p{Script=Han}〇]/u;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const hangul = /\p{Script=Hangul}/u;
const alphabets: readonly (readonly [Script, RegExp])[] = [
  ["Latn", /\p{Script=Latin}/gu],
  ["Cyrl", /\p{Script=Cyrillic}/gu],
  ["Grek", /\p{Script=Greek}/gu],
  ["Hebr", /\p{Script=Hebrew}/gu],
  ["Arab", /\p{Script=Arabic}/gu],
];

/** True when a text has at least one Han character, of any plane. */
export function hasHan(text: string): boolean {
  return han.test(text);
}

/**
 * The script a text is written in. East Asian scripts win over Latin in mixed text; kana makes it Japanese, hangul Korean;
 * otherwise the characters written only in one of the Chinese forms decide, and Hani is returned when there are none or
 * as many of both. Zyyy: no letters, or an alphabet not listed.
 */
export function scriptOf(text: string): Script {
  if (kana.test(text)) return "Jpan";
  if (hangul.test(text)) return "Kore";
  if (han.test(text)) return hanScript(text);
  let best: Script = "Zyyy";
  let most = 0;
  for (const [script, pattern] of alphabets) {
    const count = text.match(pattern)?.length ?? 0;
    if (count > most) {
      best = script;
      most = count;
    }
  }
  return best;
}

function hanScript(text: string): Script {
  const counts = { Hans: 0, Hant: 0, Jpan: 0, Hani: 0 };
  for (const character of text.normalize("NFKC")) counts[characterScript(character)] += 1;
  if (counts.Jpan > 0 && counts.Hans === 0) return "Jpan";
  if (counts.Hans === counts.Hant) return "Hani";
  return counts.Hans > counts.Hant ? "Hans" : "Hant";
}
