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
