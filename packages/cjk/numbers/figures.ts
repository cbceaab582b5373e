const DIGITS = "〇一二三四五六七八九";
const FIGURES =
  /(?<![〇零一二三四五六七八九十百千万亿萬億第\d])([二三四五六七八九]) ?([dgk])(?![\p{Script=Latin}\d])/giu;

/**
 * Writes the Han digit before D, G or K, where it counts dimensions, generations or thousands, as others write it:
 * 三D打印 -> 3D打印, 五G -> 5G, 四K -> 4K. 第三 D and 十三 D stay.
 */
export function figuresInDigits(text: string): string {
  return text.replace(FIGURES, (_all, digit: string, letter: string) => DIGITS.indexOf(digit) + letter);
}

const NAMED: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...DIGITS].slice(1).map((digit, at) => [String(at + 1), digit])),
  10: "十",
  100: "百",
  1000: "千",
  10000: "万",
};
const BEFORE_HAN = /(?<![\p{L}\p{N}])(?<n>10{0,4}|[2-9])(?=\p{Script=Han})/gu;

/**
 * A text whose words begin with a figure where books have one character, as they have it: 100年孤独 -> 百年孤独,
 * 10日谈 -> 十日谈, 3国演义 -> 三国演义. Undefined when there is none; other numbers are found by their value.
 */
export function figuresInHan(text: string): string | undefined {
  const plain = text.normalize("NFKC");
  const spelled = plain.replace(BEFORE_HAN, (figure) => NAMED[figure]!);
  return spelled === plain ? undefined : spelled;
}

const ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
const AFTER_HAN = /(?<=\p{Script=Han}) ?(1[0-2]|[1-9])(?!\p{N})(?=\s|$)/gu;

/**
 * A text whose figures stand behind Han, as books of a series have them: 三体3 -> 三体III. Undefined when there is none.
 */
export function figuresInRoman(text: string): string | undefined {
  const plain = text.normalize("NFKC");
  const spelled = plain.replace(AFTER_HAN, (_all, figure: string) => ROMAN[Number(figure) - 1]!);
  return spelled === plain ? undefined : spelled;
}

const BEHIND_HAN =
  /^(?<before>.*\p{Script=Han}(?![〇零一二三四五六七八九十百千万第])\p{Script=Han}) ?(?<n>[一二三四五六七八九十])$/u;

/**
 * A text that ends with one Han figure, as the number of a volume is typed: 三體三 -> { before: 三體, value: 3 }. It may be no
 * number (独一无二): whoever asks takes it for one beside the text as it stands. Undefined for any other text.
 */
export function figureBehindHan(text: string): { before: string; value: number } | undefined {
  const found = BEHIND_HAN.exec(text.normalize("NFKC").trim());
  const { before, n } = found?.groups ?? {};
  if (before === undefined || n === undefined) return undefined;
  return { before, value: n === "十" ? 10 : DIGITS.indexOf(n) };
}
