import { segmentPinyin } from "@commonshelf/cjk";
import type { CreatorRole } from "./reference.ts";

/** Family names of two characters, in both scripts. */
const COMPOUND =
  /^(?:欧阳|歐陽|司马|司馬|诸葛|諸葛|上官|皇甫|尉迟|尉遲|公孙|公孫|慕容|令狐|夏侯|司徒|长孙|長孫|宇文|端木|东方|東方|南宫|南宮|独孤|獨孤|轩辕|軒轅|闻人|聞人|澹台|澹臺|申屠|钟离|鍾離|呼延|拓跋)/u;
const MOST_SYLLABLES = 4;
const DYNASTY =
  /^(?:先秦|春秋|战国|戰國|秦|西汉|西漢|东汉|東漢|汉|漢|三国|三國|魏|蜀|吴|吳|西晋|西晉|东晋|東晉|晋|晉|南朝.?|北朝.?|梁|陈|陳|齐|齊|隋|唐|五代|宋|北宋|南宋|辽|遼|金|元|明|清|民国|民國)$/u;

const MOST_NAMES = 20_000;
const judged = new Map<string, boolean>();

/** `Cao, Xueqin`, `Cao Xueqin`, `cao xue qin`: a name all of whose parts are pinyin, two to four syllables long. */
export function isPinyinName(text: string): boolean {
  const known = judged.get(text);
  if (known !== undefined) return known;
  const isPinyin = consistsOfPinyin(text);
  if (judged.size >= MOST_NAMES) judged.clear();
  judged.set(text, isPinyin);
  return isPinyin;
}

function consistsOfPinyin(text: string): boolean {
  const syllables = wordsOf(text).map((word) => segmentPinyin(word));
  if (syllables.length < 2 || syllables.some((s) => s === null)) return false;
  const count = syllables.flat().length;
  return count >= 2 && count <= MOST_SYLLABLES;
}

function wordsOf(text: string): string[] {
  return text
    .replace(/\(.*?\)/g, "")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[\s,-]+/u)
    .filter(Boolean);
}

/**
 * A name in pinyin as GB/T 28039 spells it, from any spacing: `ma yue kun` -> `Ma Yuekun`, `zhang, shen gen` ->
 * `Zhang Shen'gen`, 欧阳修 with `ou yang xiu` -> `Ouyang Xiu`. One that is spelt so already stays.
 */
export function spelledPinyin(text: string, han: string): string {
  if (/^\p{Lu}\p{Ll}+,? \p{Lu}[\p{Ll}'’]+$/u.test(text.trim())) return text;
  const syllables = wordsOf(text).flatMap((word) => segmentPinyin(word) ?? [word]);
  const size = COMPOUND.test(han) ? 2 : 1;
  const joined = (list: string[]): string => {
    const word = list.map((s, i) => (i > 0 && /^[aeo]/.test(s) ? `'${s}` : s)).join("");
    return word.slice(0, 1).toUpperCase() + word.slice(1);
  };
  return `${joined(syllables.slice(0, size))} ${joined(syllables.slice(size))}`;
}

/** Whether the statement of responsibility puts a country before the name: `(美) 帕克赫斯特` yes, `(清) 曹雪芹` no. */
export function isForeignName(han: string, statement: string): boolean {
  const at = han === "" ? -1 : statement.indexOf(han);
  const note =
    at < 0
      ? null
      : /[(（[［〔]([^)）\]］〕]{1,8})[)）\]］〕][^;；，,、]{0,20}$/u.exec(statement.slice(0, at));
  return note !== null && !DYNASTY.test(note[1]!.trim());
}

const ROLE_WORDS: [RegExp, CreatorRole][] = [
  [/(?:编译|編譯|译注|譯注|校译|校譯|合译|合譯|译|譯|翻译|翻譯|訳)$/u, "translator"],
  [/(?:主编|主編|选编|選編|编选|編選|汇编|彙編|合编|合編|编|編|辑|輯|纂)$/u, "editor"],
  [/(?:校注|注释|注釋|笺注|箋注|选注|選注|校点|校點|点校|點校|评注|評注|注|校)$/u, "annotator"],
  [/(?:绘|繪|插图|插圖|绘图|繪圖)$/u, "illustrator"],
  [/(?:编著|編著|合著|原著|等著|著|撰|作|着)$/u, "author"],
];

/**
 * Who a statement in Han names, for records without any name of their own:
 * `(法)安托万·德·圣·埃克苏佩里著；李玉民译` -> author, translator. What has no word of a role at its end is left out.
 */
export function namesOfStatement(statement: string): { name: string; role: CreatorRole; word: string }[] {
  return statement.split(/[;；/]/u).flatMap((part) => {
    const text = part.replace(/^\s*(?:作者|翻译|翻譯)\s*/u, "").trim();
    const found = ROLE_WORDS.map(([pattern, role]) => ({ role, word: pattern.exec(text)?.[0] })).filter(
      (f) => f.word,
    );
    // 编著 ends in 著 and begins with 编: the longest word is meant.
    const best = found.sort((a, b) => b.word!.length - a.word!.length)[0];
    if (!best?.word) return [];
    return text
      .slice(0, -best.word.length)
      .split(/[，,、]|\s{2,}/u)
      .map((name) => name.replace(/(?:\s*\[?等\]?)$/u, "").trim())
      .filter((name) => /\p{Script=Han}/u.test(name) && [...name].length <= 30)
      .map((name) => ({ name, role: best.role, word: best.word! }));
  });
}
