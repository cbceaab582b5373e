const vowelsByInitial =
  ":a ai an ang ao e ei en eng er o ou|" +
  "b:a ai an ang ao ei en eng i ian iao ie in ing o u|p:a ai an ang ao ei en eng i ian iao ie in ing o ou u|" +
  "m:a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u|f:a an ang ei en eng o ou u|" +
  "d:a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo|" +
  "t:a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo|" +
  "n:a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve|" +
  "l:a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve|" +
  "g:a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo|" +
  "k:a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo|" +
  "h:a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo|" +
  "j:i ia ian iang iao ie in ing iong iu u uan ue un|q:i ia ian iang iao ie in ing iong iu u uan ue un|" +
  "x:i ia ian iang iao ie in ing iong iu u uan ue un|" +
  "zh:a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo|" +
  "ch:a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo|" +
  "sh:a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo|" +
  "r:an ang ao e en eng i ong ou u ua uan ui un uo|z:a ai an ang ao e ei en eng i ong ou u uan ui un uo|" +
  "c:a ai an ang ao e en eng i ong ou u uan ui un uo|s:a ai an ang ao e en eng i ong ou u uan ui un uo|" +
  "y:a an ang ao e i in ing o ong ou u uan ue un|w:a ai an ang ei en eng o u";

/** The 413 syllables of Hanyu pinyin, without tones, ü written v: lv, nve. */
export const pinyinSyllables: ReadonlySet<string> = new Set(
  vowelsByInitial.split("|").flatMap((row) => {
    const [initial = "", finals = ""] = row.split(":");
    return finals.split(" ").map((final) => initial + final);
  }),
);

const longestSyllable = 6;
const longestWord = 80;
/** Cost of a syllable that starts with a vowel inside a word: spelling rules ask for an apostrophe there (Xi'an). */
const unmarkedVowelCost = 10;

/** A run of pinyin words found in a text, with the syllables they make. */
export type PinyinRun = { text: string; syllables: string[] };

/**
 * Latin text as toneless pinyin syllables, ü as v, when all of it is pinyin; else null. Reads run-together words
 * (Hongloumeng), spacing of any rule (Hong lou meng; Shen, Congwen), apostrophes, hyphens, tone marks and tone digits
 * (hong2), and ü written u: or v. English words that happen to be pinyin (women, change) segment too.
 */
export function segmentPinyin(latin: string): string[] | null {
  const syllables: string[] = [];
  for (const word of splitWords(latin)) {
    const segmented = segmentWord(word);
    if (segmented === null) return null;
    syllables.push(...segmented);
  }
  return syllables.length > 0 ? syllables : null;
}

/** The longest runs of pinyin words in a text of any kind: "鲁迅 Na han 1923 Beijing" -> "Na han", "Beijing". */
export function segmentPinyinWords(text: string): PinyinRun[] {
  const runs: PinyinRun[] = [];
  let open: PinyinRun | null = null;
  for (const word of splitWords(text)) {
    const syllables = segmentWord(word);
    if (syllables === null) open = null;
    else if (open === null) {
      open = { text: word, syllables };
      runs.push(open);
    } else {
      open.text += ` ${word}`;
      open.syllables.push(...syllables);
    }
  }
  return runs;
}

/**
 * Syllables as one key in which ü, v and u are the same, for index and query: lv -> lu, [hong, lou, meng] -> hongloumeng.
 */
export function pinyinKey(syllables: readonly string[]): string {
  return syllables.join("").replaceAll("v", "u");
}

/** Words of a text: letters with marks, apostrophes and digits together; everything else parts words. */
function splitWords(text: string): string[] {
  const spelled = text
    .normalize("NFC")
    .replace(/([lnLN][uU]):/gu, "$1\u0308")
    .normalize("NFC");
  return spelled.match(/[\p{L}\p{M}\p{N}'’‘`ʼʻ]+/gu) ?? [];
}

/** Syllables of one word; null when it is not wholly pinyin. */
function segmentWord(word: string): string[] | null {
  if (word.length > longestWord) return null;
  const plain = word
    .normalize("NFD")
    .toLowerCase()
    .replace(/u([\u0300-\u0307\u0309-\u036f]*)\u0308/gu, "v$1")
    .replace(/[\u0300-\u036f]/gu, "")
    .replace(/[’‘`ʼʻ]/gu, "'")
    .replace(/([a-z])[0-5](?![0-9])/gu, "$1'");
  if (!/^[a-z']*[a-z][a-z']*$/.test(plain)) return null;
  const syllables: string[] = [];
  for (const part of plain.split("'")) {
    if (part === "") continue;
    const segmented = segmentPart(part.replace(/([jqxy])v/g, "$1u").replace(/([ln])ue/g, "$1ve"));
    if (segmented === null) return null;
    syllables.push(...segmented);
  }
  return syllables;
}

/** Cheapest division by dynamic programming: fewest syllables, vowels inside a word avoided, longer syllables first. */
function segmentPart(part: string): string[] | null {
  const costs: number[] = new Array(part.length + 1).fill(Number.POSITIVE_INFINITY);
  const ends: number[] = new Array(part.length + 1).fill(0);
  costs[part.length] = 0;
  for (let start = part.length - 1; start >= 0; start -= 1) {
    const inside = start > 0 && "aoe".includes(part[start]!);
    for (let end = Math.min(part.length, start + longestSyllable); end > start; end -= 1) {
      const cost = costs[end]! + 1 + (inside ? unmarkedVowelCost : 0);
      if (cost >= costs[start]! || !pinyinSyllables.has(part.slice(start, end))) continue;
      costs[start] = cost;
      ends[start] = end;
    }
  }
  if (costs[0] === Number.POSITIVE_INFINITY) return null;
  const syllables: string[] = [];
  for (let start = 0; start < part.length; start = ends[start]!)
    syllables.push(part.slice(start, ends[start]));
  return syllables;
}
