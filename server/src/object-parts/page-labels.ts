/** How a run of pages is counted. */
export const labelStyles = ["leaf", "arabic", "roman", "chinese", "none"] as const;
export type LabelStyle = (typeof labelStyles)[number];

const DIGITS = "〇一二三四五六七八九";
const ROMAN: readonly (readonly [number, string])[] = [
  [1000, "m"],
  [900, "cm"],
  [500, "d"],
  [400, "cd"],
  [100, "c"],
  [90, "xc"],
  [50, "l"],
  [40, "xl"],
  [10, "x"],
  [9, "ix"],
  [5, "v"],
  [4, "iv"],
  [1, "i"],
];

/** A number in Chinese as leaves are counted: 一, 十, 十二, 一百〇三; from a thousand on digit by digit. */
export function chineseNumber(number: number): string {
  if (number >= 1000) return [...String(number)].map((digit) => DIGITS[Number(digit)]).join("");
  const [hundreds, tens, ones] = [Math.floor(number / 100), Math.floor(number / 10) % 10, number % 10];
  const hundred = hundreds > 0 ? `${DIGITS[hundreds]}百` : "";
  const ten =
    tens === 0
      ? hundreds > 0 && ones > 0
        ? "〇"
        : ""
      : `${tens === 1 && hundreds === 0 ? "" : DIGITS[tens]}十`;
  return hundred + ten + (ones > 0 ? DIGITS[ones] : number === 0 ? "〇" : "");
}

function romanNumber(number: number): string {
  let left = number;
  return ROMAN.map(([value, sign]) => {
    const times = Math.floor(left / value);
    left -= times * value;
    return sign.repeat(times);
  }).join("");
}

/**
 * Labels of a run of pages: `卷一·一a, 卷一·一b` of leaves in Chinese, `1a, 1b` else, `iii, iv`, `7, 8`. `chinese` with leaves:
 * whether they are counted 一, 二. `side`: on which side of the first leaf the run begins. Pure.
 */
export function pageLabels(run: {
  count: number;
  style: LabelStyle;
  prefix: string;
  from: number;
  side?: "a" | "b";
  chinese?: boolean;
}): string[] {
  const { count, style, prefix, from } = run;
  const shift = run.side === "b" ? 1 : 0;
  return Array.from({ length: count }, (_one, at) => {
    if (style === "none") return prefix;
    if (style === "leaf") {
      const leaf = from + Math.floor((at + shift) / 2);
      return `${prefix}${run.chinese ? chineseNumber(leaf) : leaf}${(at + shift) % 2 === 0 ? "a" : "b"}`;
    }
    const number = from + at;
    const counted = { arabic: String, roman: romanNumber, chinese: chineseNumber }[style];
    return `${prefix}${counted(number)}`;
  });
}
