const ARTICLE = "ال";

/** An Arabic word with its article where it has none, without where it has one: كتاب, الكتاب. Undefined for others. */
export function articleTurned(word: string): string | undefined {
  if (!/^\p{Script=Arabic}{2,}$/u.test(word)) return undefined;
  if (!word.startsWith(ARTICLE)) return ARTICLE + word;
  return word.length >= ARTICLE.length + 3 ? word.slice(ARTICLE.length) : undefined;
}

/** Between the letters of hiragana and those of katakana that sound alike. */
const KANA_GAP = 0x60;

/** A text, and where it has kana the same in the other kana: てすと, テスト. */
export function kanaForms(text: string): string[] {
  const turned = text.replace(/[\u3041-\u3096\u30a1-\u30f6]/gu, (letter) =>
    String.fromCharCode(letter.charCodeAt(0) + (letter < "\u30a1" ? KANA_GAP : -KANA_GAP)),
  );
  return turned === text ? [text] : [text, turned];
}

const SPELLED_OUT: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", å: "aa", ø: "oe" };

/** A text with letters that are also written as two spelled so: Müller, Mueller; undefined where it has none. */
export function umlautsSpelledOut(text: string): string | undefined {
  const spelled = text.normalize("NFC").replace(/[äöüåø]/giu, (letter) => SPELLED_OUT[letter.toLowerCase()]!);
  return spelled === text.normalize("NFC") ? undefined : spelled;
}

const LETTER = "\\p{Script=Latin}";
/** `'n'` between two words, joined to them or not. */
const SHORT_AND = new RegExp(
  `(?<=${LETTER})(?:\\s*['‘’ʼ]n(?:['‘’ʼ]\\s*|\\s+)|\\s+n['‘’ʼ]?\\s+)(?=${LETTER})`,
  "giu",
);

/** The other ways to write a text with `'n'`: rock'n'roll as rock and roll, rocknroll; none where it has none. */
export function shortAndSpellings(text: string): string[] {
  const spelled = text.replace(SHORT_AND, " and ");
  return spelled === text ? [] : [spelled, text.replace(SHORT_AND, "n")];
}
