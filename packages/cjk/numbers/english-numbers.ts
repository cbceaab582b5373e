const UNITS = "one two three four five six seven eight nine".split(" ");
const TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(" ");
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");
const UNITS_IN_ORDER = "first second third fourth fifth sixth seventh eighth ninth".split(" ");
const TEENS_IN_ORDER =
  "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth".split(
    " ",
  );
const TENS_IN_ORDER = TENS.map((word) => word.replace(/y$/, "ieth"));
const COUNTED = new Map<string, number>([
  ...[...UNITS, ...TEENS].map((word, i) => [word, i + 1] as const),
  ...[...UNITS_IN_ORDER, ...TEENS_IN_ORDER].map((word, i) => [word, i + 1] as const),
  ...[TENS, TENS_IN_ORDER].flatMap((row) => row.map((word, i) => [word, 20 + i * 10] as const)),
  ["a", 1],
]);

const anyOf = (...words: readonly string[]): string => `(?:${words.join("|")})`;
const GAP = "[\\s\\u002d\\u2010-\\u2015]+";
const tens = `${anyOf(...TENS)}(?:${GAP}${anyOf(...UNITS)})?`;
const small = anyOf(tens, ...TEENS, ...UNITS);
const hundreds = `(?:a|${small})${GAP}hundred(?:${GAP}(?:and${GAP})?${small})?`;
const thousands = `(?:a|${hundreds}|${small})${GAP}thousand(?:,?${GAP}(?:and${GAP})?(?:${hundreds}|${small}))?`;
const centuries = TEENS.slice(3);
/** As years are spoken: nineteen eighty-four. */
const spoken = `${anyOf(...centuries, "twenty")}${GAP}${anyOf(tens, ...centuries)}`;
const inOrder = anyOf(
  `${anyOf(...TENS)}${GAP}${anyOf(...UNITS_IN_ORDER)}`,
  ...UNITS_IN_ORDER.slice(3),
  ...TEENS_IN_ORDER,
  ...TENS_IN_ORDER,
);

/**
 * A number in English words, up to 999 thousand, or a place in a row. One, first, second and third alone are more often
 * something else, and are none.
 */
export const ENGLISH_NUMBER: string = anyOf(
  thousands,
  hundreds,
  inOrder,
  spoken,
  tens,
  ...TEENS,
  ...UNITS.slice(1),
);

/** What it comes to: a thousand and one -> 1001, nineteen eighty-four -> 1984; undefined for other words. */
export function parseEnglishNumber(text: string): number | undefined {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
  let total = 0;
  let part = 0;
  let last = 0;
  for (const word of words) {
    if (word === "and") continue;
    const value = COUNTED.get(word);
    if (word === "hundred") part *= 100;
    else if (word === "thousand") [total, part] = [part * 1000, 0];
    else if (value === undefined) return undefined;
    else part = last >= 10 && value >= 10 ? part * 100 + value : part + value;
    last = value ?? 0;
  }
  return words.length === 0 ? undefined : total + part;
}
