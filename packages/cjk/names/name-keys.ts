import { fold } from "../fold.ts";
import { pinyinReadings } from "../pinyin.ts";
import { hasHan } from "../scripts.ts";

/** No name has more parts that somebody would look for it by. */
const MOST_PARTS = 12;
const OPTIONS = { name: true };

/** Words of a name in the one form that all scripts share: 張三丰 -> 张三丰; José Núñez -> jose, nunez. */
function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}

/**
 * What a name is found by, each a beginning somebody may type: every tail of a Han word, of its reading in pinyin and of
 * its initials; every word of others. 张三丰 -> 张三丰, 三丰, 丰, zhangsanfeng, sanfeng, feng, zsf, sf, f.
 */
export function nameKeys(name: string): string[] {
  const keys = new Set<string>();
  for (const word of wordsOf(name).slice(0, MOST_PARTS)) {
    keys.add(word);
    if (!hasHan(word)) continue;
    const characters = [...word].slice(0, MOST_PARTS);
    const readings = pinyinReadings(word, OPTIONS).slice(0, MOST_PARTS);
    const second = readings.map((reading) => reading[1] ?? reading[0]!);
    const first = readings.map((reading) => reading[0]!);
    for (const [at] of characters.entries()) keys.add(characters.slice(at).join(""));
    for (const syllables of [first, [second[0] ?? "", ...first.slice(1)], second])
      for (const [at] of syllables.entries()) {
        keys.add(syllables.slice(at).join(""));
        keys.add(
          syllables
            .slice(at)
            .map((syllable) => syllable[0])
            .join(""),
        );
      }
  }
  keys.delete("");
  return [...keys];
}

/** What was typed, as a tsquery over `nameKeys`: every word begins one of them. Null: nothing that a name has. */
export function nameQuery(typed: string): string | null {
  const words = wordsOf(typed).slice(0, MOST_PARTS);
  return words.length === 0 ? null : words.map((word) => `'${word}':*`).join(" & ");
}
