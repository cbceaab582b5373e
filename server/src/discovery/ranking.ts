/** The weights a search is ranked by; every one a number, so that two recipes can be compared. */
export const recipeKeys = [
  "identifier",
  "callNumberBeginning",
  "wholeTitle",
  "wholeOtherTitle",
  "wholeTitlePinyin",
  "wholeOtherTitlePinyin",
  "wholeAuthor",
  "wholeAuthorPinyin",
  "wholeSubject",
  "wholeSeries",
  "partTitle",
  "partAuthor",
  "phraseTitle",
  "phraseAuthor",
  "phraseSubject",
  "yearHint",
  "initials",
  "inLanguage",
  "inScript",
  "availableNow",
  "romanLane",
  "pinyinLane",
  "prior",
] as const;
export type Recipe = Record<(typeof recipeKeys)[number], number>;

/**
 * The recipe of relevance, as data. Word matches score by BM25F (fields and their weights: index-schema.ts), some
 * 10 to 60 points for a good one; what follows is added on top, so that the plain cases come first:
 * the whole title, the whole name, then phrases, then words. Librarians' page: docs/ranking.md.
 */
export const ranking: Recipe = {
  identifier: 400,
  /** A call number begins as typed. */
  callNumberBeginning: 80,
  wholeTitle: 200,
  /** A title that is not the title proper: of the original, on the cover, former. */
  wholeOtherTitle: 170,
  wholeTitlePinyin: 150,
  wholeOtherTitlePinyin: 125,
  wholeAuthor: 120,
  wholeAuthorPinyin: 100,
  wholeSubject: 60,
  wholeSeries: 40,
  partTitle: 60,
  partAuthor: 40,
  phraseTitle: 40,
  phraseAuthor: 25,
  phraseSubject: 15,
  /** A year among the words agrees with the year of publication. */
  yearHint: 40,
  /** The letters are the initials of a whole title or name: `hlm`. */
  initials: 30,
  /** Of equal hits, those in the language of the query or the reader come first. */
  inLanguage: 12,
  /** Of these, those in the script of the query or the reader. */
  inScript: 3,
  /** Then those that can be had now. */
  availableNow: 1,
  /** Weight of matches in records that have only the romanised form of a Han query. */
  romanLane: 0.9,
  /** Weight of matches by pinyin against matches of Latin words as written. */
  pinyinLane: 0.8,
  /** Points per unit of the prior (log2 of holders, recency). */
  prior: 1.5,
};
