/** Signs that may join the parts of one word: hyphens and dashes of all kinds, slash, stroke, ampersand, full stop, apostrophe inside. */
const JOINT = "[\\p{Pd}\\u2212\\u2043\\u00b7/&_.+'’‘]";
const PART =
  "[\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Hebrew}\\p{Script=Arabic}\\p{M}\\p{Nd}]+";
const CHAIN = new RegExp(`${PART}(?:${JOINT}${PART})+`, "gu");
const JOINTS = new RegExp(JOINT, "u");
const MOST_PARTS = 6;
/** Parts so short that they are often written to the next word: e mail, t shirt, x ray, cd rom, wi fi. */
const SHORT = 2;

/**
 * Words of a text (NFKC) that are written in parts, each as its parts: e-mail, COVID-19, TCP/IP, d'Urbervilles. Numbers
 * alone (1949-1999) are none.
 */
export function wordChains(text: string): string[][] {
  return [...text.matchAll(CHAIN)].flatMap(([chain]) => {
    const parts = chain.split(JOINTS);
    const isWord = parts.length <= MOST_PARTS && parts.some((part) => /[^\p{Nd}]/u.test(part));
    return isWord ? [parts] : [];
  });
}

/** True for two words written apart that are as often written as one: a very short one before another, a name and its number. */
export function mayBeOneWord(first: string, second: string): boolean {
  const isNumber = /^[0-9]+$/.test(second);
  if (/^[0-9]+$/.test(first)) return false;
  return isNumber ? second.length <= 4 && first.length <= 12 : first.length <= SHORT && second.length <= 8;
}
