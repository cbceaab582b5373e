import { fold, hanGrams, hasHan, pinyin, pinyinKey, segmentPinyin, stem, words } from "@commonshelf/cjk";

/** Terms of one search at most. */
const MOST_TERMS = 24;
/** So many characters mean a title that has them all, whatever stands between: 琼州童谣 for 瓊州婦女童謠集. */
const TELLING_CHARACTERS = 4;
/** What marks a term of pinyin. */
const SOUND = "~";

/**
 * What a title that no library has is found by: characters and their pairs in any script of Chinese, words of other
 * alphabets, pinyin in pairs, the ISBN. 平凡的世界 -> 平, 平凡, …, ~pingfan, …
 */
export function stubTerms(title: { main: string; author: string; isbn: string | null }): string[] {
  const terms = [title.main, title.author].flatMap((text) => {
    const folded = fold(text);
    const { unigrams, bigrams } = hanGrams(folded);
    return [...unigrams, ...bigrams, ...words(folded).map(stem), ...sounds(pinyin(text))];
  });
  return [...new Set(title.isbn === null ? terms : [...terms, title.isbn])];
}

/** What is asked of these terms: one of the lists must be there whole. Empty: nothing can be asked. */
export function askedTerms(query: string): string[][] {
  const asked = query
    .split(/[\s《》“”"「」『』,，、。:：]+/)
    .filter((piece) => piece !== "")
    .flatMap((piece) => {
      const folded = fold(piece);
      const { unigrams, bigrams } = hanGrams(folded);
      return [...(bigrams.length > 0 ? bigrams : unigrams), ...words(folded).map(stem)];
    });
  const lists = [[...new Set(asked)].slice(0, MOST_TERMS)];
  const characters = [...new Set(hanGrams(fold(query)).unigrams)];
  if (characters.length >= TELLING_CHARACTERS) lists.push(characters.slice(0, MOST_TERMS));
  const syllables = hasHan(query) ? null : segmentPinyin(query);
  if (syllables !== null && syllables.length > 1) lists.push(sounds(syllables).slice(0, MOST_TERMS));
  return lists.filter((list) => list.length > 0);
}

/** Neighbouring syllables, so that ping fan finds 平凡 and not 凡 … 平. */
function sounds(syllables: readonly string[]): string[] {
  return syllables.slice(1).map((syllable, i) => SOUND + pinyinKey([syllables[i]!, syllable]));
}
