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

/** Languages (ISO 639-2/B) of what is written in a script, where that says it. */
const LANGUAGES: Partial<Record<Script, string>> = {
  Hans: "chi",
  Hant: "chi",
  Hani: "chi",
  Jpan: "jpn",
  Kore: "kor",
};

/** The language a script says a text is in; undefined: it leaves that open. */
export function languageOfScript(script: Script): string | undefined {
  return LANGUAGES[script];
}

const han = /[\p{Script=Han}〇]/u;

/** Kinds of characters; from `FIRST_ALPHABET` on, places in `alphabets`. */
const NO_LETTER = 1;
const KANA = 2;
const HANGUL = 3;
const HAN = 4;
const FIRST_ALPHABET = 5;
const alphabets: readonly (readonly [Script, RegExp])[] = [
  ["Latn", /\p{Script=Latin}/u],
  ["Cyrl", /\p{Script=Cyrillic}/u],
  ["Grek", /\p{Script=Greek}/u],
  ["Hebr", /\p{Script=Hebrew}/u],
  ["Arab", /\p{Script=Arabic}/u],
];
const KINDS: readonly (readonly [number, RegExp])[] = [
  [KANA, /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  [HANGUL, /\p{Script=Hangul}/u],
  [HAN, han],
  ...alphabets.map(([, pattern], i) => [FIRST_ALPHABET + i, pattern] as const),
];
/** Kind of each UTF-16 unit met so far; 0: not met yet. */
const unitKinds = new Uint8Array(65536);

function kindOf(character: string): number {
  return KINDS.find(([, pattern]) => pattern.test(character))?.[0] ?? NO_LETTER;
}

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
  const counts = [0, 0, 0, 0, 0];
  let hasHangul = false;
  let hasHanCharacter = false;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    let kind = unitKinds[unit]!;
    if (unit >= 0xd800 && unit <= 0xdbff) {
      kind = kindOf(String.fromCodePoint(text.codePointAt(i)!));
      if (text.codePointAt(i)! > 0xffff) i += 1;
    } else if (kind === 0) {
      kind = kindOf(text[i]!);
      unitKinds[unit] = kind;
    }
    if (kind === KANA) return "Jpan";
    if (kind === HAN) hasHanCharacter = true;
    else if (kind === HANGUL) hasHangul = true;
    else if (kind >= FIRST_ALPHABET) counts[kind - FIRST_ALPHABET]! += 1;
  }
  if (hasHangul) return "Kore";
  if (hasHanCharacter) return hanScript(text);
  const most = Math.max(...counts);
  return most === 0 ? "Zyyy" : alphabets[counts.indexOf(most)]![0];
}

function hanScript(text: string): Script {
  const counts = { Hans: 0, Hant: 0, Jpan: 0, Hani: 0 };
  for (const character of text.normalize("NFKC")) counts[characterScript(character)] += 1;
  if (counts.Jpan > 0 && counts.Hans === 0) return "Jpan";
  if (counts.Hans === counts.Hant) return "Hani";
  return counts.Hans > counts.Hant ? "Hans" : "Hant";
}
