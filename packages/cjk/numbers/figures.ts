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
