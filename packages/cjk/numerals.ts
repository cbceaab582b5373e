const digits: ReadonlyMap<string, number> = new Map([
  ..."〇一二三四五六七八九".split("").map((character, value) => [character, value] as const),
  ..."零壹贰叁肆伍陆柒捌玖".split("").map((character, value) => [character, value] as const),
  ["兩", 2],
  ["两", 2],
  ["貳", 2],
  ["參", 3],
  ["叄", 3],
  ["陸", 6],
  ["弌", 1],
  ["弍", 2],
  ["弎", 3],
  ["○", 0],
]);
const tens: ReadonlyMap<string, number> = new Map([
  ["十", 10],
  ["拾", 10],
  ["廿", 20],
  ["卄", 20],
  ["卅", 30],
  ["卌", 40],
]);
const scales: ReadonlyMap<string, number> = new Map([
  ["百", 100],
  ["佰", 100],
  ["千", 1000],
  ["仟", 1000],
]);
const myriads: ReadonlyMap<string, number> = new Map([
  ["万", 10_000],
  ["萬", 10_000],
  ["亿", 100_000_000],
  ["億", 100_000_000],
]);

/** 二十有三, 十又二: what stands between tens and ones in older style. */
const AND = /(?<=[十拾廿卄卅卌百千])[有又](?=[一二三四五六七八九十])/g;

/**
 * Reads a whole Chinese number: 三十二 -> 32, 百二十 -> 120, 廿四 -> 24, 一九九六 -> 1996,
 * 二〇〇八 -> 2008, 一万二 -> 12000. Traditional and financial digits are read too; ASCII digits as they stand.
 * Null for anything else.
 */
export function parseHanNumber(text: string): number | null {
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  const characters = Array.from(text.replace(AND, ""));
  if (characters.length === 0 || characters.length > 20) return null;
  if (characters.every((character) => digits.has(character))) {
    return characters.length > 15
      ? null
      : characters.reduce((sum, digit) => sum * 10 + digits.get(digit)!, 0);
  }
  return parseScaledNumber(characters);
}

function parseScaledNumber(characters: readonly string[]): number | null {
  let total = 0;
  let section = 0;
  let digit: number | null = null;
  let lastScale = Number.POSITIVE_INFINITY;
  let lastMyriad = Number.POSITIVE_INFINITY;
  for (const character of characters) {
    const value = digits.get(character);
    const scale = tens.get(character) ?? scales.get(character);
    const myriad = myriads.get(character);
    if (value !== undefined) {
      if (digit !== null && digit !== 0) return null;
      digit = value;
    } else if (scale !== undefined) {
      const unit = tens.has(character) ? 10 : scale;
      if (unit >= lastScale || (scale > 10 && scale < 100 && digit)) return null;
      section += scale > 10 && scale < 100 ? scale : (digit || 1) * scale;
      lastScale = unit;
      digit = null;
    } else if (myriad !== undefined) {
      section += digit ?? 0;
      if (section === 0 || myriad >= lastMyriad) return null;
      total += section * myriad;
      section = 0;
      digit = null;
      lastScale = Number.POSITIVE_INFINITY;
      lastMyriad = myriad;
    } else return null;
  }
  return total + section + (digit ?? 0);
}

const numeral = "〇零一二三四五六七八九十百千两廿卅卌壹贰叁肆伍陆柒捌玖拾";
const counted = "版卷册辑集编期号部回章篇次届函帙刷种";
const volumeNumbers = new RegExp(
  `(?<=[第卷册辑])[${numeral}]+|(?<=[集编])[${numeral}]+(?!\\p{L})|[${numeral}]+(?=[${counted}])`,
  "gu",
);
const years = /[〇零一二三四五六七八九]{4}(?=年|版|至|—|$)/gu;

/**
 * Writes the numbers of volumes, editions and years in digits, in text already folded: 第二版 -> 第2版,
 * 百二十回 -> 120回, 二〇〇八年 -> 2008年. Other numbers stay, because 二十四史 and 三国志 are names.
 */
export function arabicVolumeNumbers(folded: string): string {
  const withYears = folded.replace(years, (match) => String(parseHanNumber(match) ?? match));
  return withYears.replace(volumeNumbers, (match) => String(parseHanNumber(match) ?? match));
}
