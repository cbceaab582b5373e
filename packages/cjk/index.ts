export {
  callNumberForm,
  callNumberKey,
  callNumberKeys,
  isCallNumber,
  type ShelfScheme,
  schemeOf,
  shelfSectionKey,
} from "./call-number-key.ts";
export { clcPath } from "./clc-path.ts";
export { analyserVersion, fold, foldKey } from "./fold.ts";
export { mayBeOneWord, wordChains } from "./joined-words.ts";
export { shapesLike } from "./mistaken/similar-shapes.ts";
export { otherTranscriptions } from "./mistaken/transcriptions.ts";
export { labelIn } from "./names/label.ts";
export { nameKeys, nameQuery } from "./names/name-keys.ts";
export { directName, personKey } from "./names/person-key.ts";
export { comparePart, countedDigits, partKey, placeOfPart } from "./natural-order.ts";
export { figureBehindHan, figuresInDigits, figuresInHan, figuresInRoman } from "./numbers/figures.ts";
export { arabicNumbers, type NumberMention, numberMentions } from "./numbers/number-mentions.ts";
export { placeAtEnd } from "./numbers/place-at-end.ts";
export { arabicVolumeNumbers, parseHanNumber } from "./numerals.ts";
export { articleTurned, kanaForms, shortAndSpellings, umlautsSpelledOut } from "./parts/other-spellings.ts";
export { countedPart, isPartCount, partNameKeys, readPart, splitPart } from "./parts/part-statement.ts";
export { withoutRemark } from "./parts/remark.ts";
export { pinyin, pinyinInitials, pinyinReadings } from "./pinyin.ts";
export { hasHan, languageOfScript, type Script, scriptOf } from "./scripts.ts";
export { editDistance1, similarity } from "./similarity.ts";
export { simplify } from "./simplified.ts";
export { type PinyinRun, pinyinKey, segmentPinyin, segmentPinyinWords } from "./syllables.ts";
export { titleSortKey } from "./title-sort-key.ts";
export {
  functionCharacters,
  hanGrams,
  isFunctionBigram,
  stem,
  type Token,
  tokens,
  words,
} from "./tokens.ts";
export { isAskingWord, knownWords, runsOfScript, wordsIn } from "./typed/known-words.ts";
export {
  emptySuggestTable,
  type KeyRange,
  lettersOf,
  lookUp,
  rangeOf,
  type Suggestion,
  type SuggestionKind,
  type SuggestTable,
  SuggestTableBuilder,
  suggest,
  textOf,
} from "./typed/suggest-table.ts";
export { wordsLike } from "./typed/words-like.ts";
export { wadeGiles } from "./wade-giles.ts";
