import * as openccPreset from "opencc-js/preset/t2cn";
import { japaneseForms } from "./japanese-forms.ts";
import { addPhrase, createPhraseTrie, longestPhrase } from "./phrase-trie.ts";
import { droppedPhrases, keptInPhrases, ownPhrases } from "./phrases.ts";
import { rareForms } from "./rare-forms.ts";
import { variantForms } from "./variant-forms.ts";

/** Fold of each UTF-16 unit of the basic plane; 0 where the fold lies outside it (see `wideFolds`). */
const unitFolds: Uint16Array = Uint16Array.from({ length: 65536 }, (_, unit) => unit);
/** Units outside `unitFolds`: BMP characters with an astral fold (keyed by unit) and astral characters (by code point). */
const wideFolds: Map<number, string> = new Map();
/** 1 for units that make a text worth the phrase walk: characters that fold, or that some phrase rewrites. */
const changing: Uint8Array = new Uint8Array(65536);
const phrases = createPhraseTrie<string>();
/** Traditional-only and simplified-only characters, for telling the script of a text. */
const traditionalOnly: Set<string> = new Set();
const simplifiedOnly: Set<string> = new Set();
const japaneseOnly: Set<string> = new Set();

/** Simplified forms that ordinary traditional text writes too, so they are no evidence of either script. */
const sharedWithTradition: ReadonlySet<string> = new Set(
  "布局系私幸家俊胄克札恤即念咽向冢奸娘昆吊雕佛栗戚欲蒙捍拼挲舍挨卷扇折抬教旗既升拐查杆棋矩梁僵泛污溯泄凌沈漓抵呆" +
    "璇酸愈症杯真困朱埼御棱谷蓑扎弦捆彩致累才玩修庵搜席卜芸姜苔蔑同胡制核托注志噪溪狸逾踊挽回周糖扣巨表旋合板暗只" +
    "沾秋千刮飧糊喂松哄面曲冬出后里干台余于云几丑斗冲并采丰党价伙仆佣宁厂广伞适虫胜占郁朴游熏万个与无号来尽么",
);

const characterFolds = compileCharacters();
compilePhrases();

function parsePairs(pairs: string): [string, string][] {
  const characters = Array.from(pairs);
  const parsed: [string, string][] = [];
  for (let i = 0; i + 1 < characters.length; i += 2) parsed.push([characters[i]!, characters[i + 1]!]);
  return parsed;
}

function parseOpenccDictionary(index: number): [string, string][] {
  const dictionary = openccPreset.to.cn?.[0]?.[index];
  if (typeof dictionary !== "string") throw new Error("opencc-js: the t2cn dictionaries have changed shape");
  return dictionary.split("|").map((entry) => {
    const [from = "", to = ""] = entry.split(" ");
    return [from, to];
  });
}

/** One map from character to final fold, each chain followed to its end: 薴 -> 苧 -> 苎 and 戱 -> 戯 -> 戏. */
function compileCharacters(): Map<string, string> {
  const direct = new Map<string, string>([
    ...parsePairs(rareForms),
    ...parsePairs(variantForms),
    ...parsePairs(japaneseForms),
  ]);
  for (const [from] of parsePairs(japaneseForms)) japaneseOnly.add(from);
  for (const [from, to] of parseOpenccDictionary(1)) {
    if (from === to) continue;
    direct.set(from, to);
    traditionalOnly.add(from);
    simplifiedOnly.add(to);
  }
  for (const character of traditionalOnly) simplifiedOnly.delete(character);
  const folds = new Map<string, string>();
  for (const from of direct.keys()) {
    let to = from;
    for (let step = 0; step < 8; step += 1) to = direct.get(to) ?? to;
    if (direct.has(to)) throw new Error(`character folds run in a circle at ${from}`);
    folds.set(from, to);
  }
  for (const [from, to] of folds) {
    if (from.length === 1 && to.length === 1) unitFolds[from.charCodeAt(0)] = to.charCodeAt(0);
    else if (from.length === 1) {
      unitFolds[from.charCodeAt(0)] = 0;
      wideFolds.set(from.charCodeAt(0), to);
    } else wideFolds.set(from.codePointAt(0)!, to);
    if (from.length === 1) changing[from.charCodeAt(0)] = 1;
  }
  // Simplified characters shared with tradition (后, 里, 干 …) say nothing about the script.
  for (const character of simplifiedOnly)
    if (sharedWithTradition.has(character)) simplifiedOnly.delete(character);
  return folds;
}

function compilePhrases(): void {
  for (const [from, to] of [...parseOpenccDictionary(0), ...ownPhrases]) {
    if (droppedPhrases.test(from)) continue;
    const target = Array.from(to, (character) =>
      keptInPhrases.has(character) ? character : (characterFolds.get(character) ?? character),
    ).join("");
    const byCharacter = Array.from(from, (character) => characterFolds.get(character) ?? character).join("");
    addPhrase(phrases, from, target);
    addPhrase(phrases, target, target);
    if (byCharacter === target) continue;
    for (let i = 0; i < from.length; i += 1) {
      if (from[i] !== target[i]) changing[from.charCodeAt(i)] = 1;
    }
  }
}

/** True for a UTF-16 unit that may fold to another character, alone or inside a phrase. */
export function mayFold(unit: number): boolean {
  return changing[unit] === 1;
}

/** The fold of one character by itself, without phrases: 髮 -> 发, 硏 -> 研, 図 -> 图; others come back unchanged. */
export function foldCharacter(character: string): string {
  return characterFolds.get(character) ?? character;
}

/** Chinese that says by its form how it is written. */
type FormScript = "Hant" | "Hans" | "Jpan" | "Hani";
const FORM_SCRIPTS: readonly FormScript[] = ["Hani", "Hans", "Hant", "Jpan"];
/** Place in `FORM_SCRIPTS` of each UTF-16 unit; the Japanese forms count before the others. */
const unitForms = new Uint8Array(65536);
for (const [place, characters] of [simplifiedOnly, traditionalOnly, japaneseOnly].entries())
  for (const character of characters)
    if (character.length === 1) unitForms[character.charCodeAt(0)] = place + 1;

/** Whether a character is written only in traditional Chinese, only in simplified, only in Japanese, or in several. */
export function characterScript(character: string): FormScript {
  if (character.length === 1) return FORM_SCRIPTS[unitForms[character.charCodeAt(0)]!]!;
  if (japaneseOnly.has(character)) return "Jpan";
  if (traditionalOnly.has(character)) return "Hant";
  return simplifiedOnly.has(character) ? "Hans" : "Hani";
}

function simplifyOnce(text: string): string {
  let result = "";
  let copied = 0;
  for (let i = 0; i < text.length; ) {
    const unit = text.charCodeAt(i);
    if (phrases.starts[unit] !== undefined) {
      const phrase = longestPhrase(phrases, text, i);
      if (phrase !== null) {
        result += text.slice(copied, i) + phrase.value;
        i = copied = phrase.end;
        continue;
      }
    }
    const folded = unitFolds[unit]!;
    if (folded === unit && (unit < 0xd800 || unit > 0xdbff)) {
      i += 1;
      continue;
    }
    const codePoint = text.codePointAt(i)!;
    const width = codePoint > 0xffff ? 2 : 1;
    const target = folded !== 0 && width === 1 ? String.fromCharCode(folded) : wideFolds.get(codePoint);
    if (target !== undefined) {
      result += text.slice(copied, i) + target;
      copied = i + width;
    }
    i += width;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/**
 * Folds traditional, variant and Japanese forms to simplified Chinese, longest phrase first: 乾隆乾淨 -> 乾隆干净,
 * 歴史図書館 -> 历史图书馆. Repeats until nothing changes (a phrase may appear once its neighbours have folded), so
 * the result is stable. Expects NFKC text; see `fold` for whole titles.
 */
export function simplify(text: string): string {
  let current = text;
  for (let round = 0; round < 6; round += 1) {
    const next = simplifyOnce(current);
    if (next === current) return current;
    current = next;
  }
  return Array.from(current, foldCharacter).join("");
}
