import { spokenNumber, spokenNumbers } from "../numbers/spoken-numbers.ts";
import { hasHan } from "../scripts.ts";

/** What counts parts of a set by its sound, in pinyin and in Wade-Giles (chüan, ts'e; without marks), and in Han. */
const units: Readonly<Record<string, string>> = {
  juan: "卷",
  chuan: "卷",
  ce: "册",
  tse: "册",
  ji: "集",
  chi: "集",
  bu: "部",
  pu: "部",
  bian: "编",
  pien: "编",
  hui: "回",
  han: "函",
  "fen ce": "分册",
  "fen-ce": "分册",
  "fen tse": "分册",
  "fen-tse": "分册",
  fence: "分册",
};
const UNIT = Object.keys(units).join("|");
/** Units that are hardly anything else: before or behind digits they count without 第. */
const SURE_UNIT = "juan|chuan|ce|tse";
const positions: Readonly<Record<string, string>> = {
  shang: "上",
  zhong: "中",
  chung: "中",
  xia: "下",
  hsia: "下",
};
const POSITION = Object.keys(positions).join("|");
const digits: Readonly<Record<string, string>> = Object.fromEntries(
  "yi er san si wu liu qi ba jiu shi".split(" ").map((word, i) => [word, String(i + 1)]),
);

/** Numbers in Wade-Giles, without marks, and in pinyin. */
const wadeGiles: Readonly<Record<string, string>> = {
  i: "yi",
  erh: "er",
  san: "san",
  ssu: "si",
  szu: "si",
  wu: "wu",
  liu: "liu",
  chi: "qi",
  pa: "ba",
  chiu: "jiu",
  shih: "shi",
};
const WADE_GILES = Object.keys(wadeGiles).join("|");
const WADE_GILES_COUNT = new RegExp(
  `(?<![\\p{L}\\p{N}])ti[ -]((?:${WADE_GILES})(?:[ -](?:${WADE_GILES})){0,4})[ -](?=(?:${UNIT})(?![\\p{L}\\p{N}]))`,
  "giu",
);
const NUMBER = "\\d+(?:\\s*-\\s*\\d+)?";
/** Where a piece of a statement begins and ends: at its ends, at marks, and beside another count. */
const BEGINS = `(?<=^\\s*|[^\\p{L}\\p{N}\\s'’-]\\s*|\\d\\s+|(?<![\\p{L}\\p{N}])(?:${UNIT})\\s+)`;
const ENDS = "(?=\\s*(?:$|[^\\p{L}\\p{N}\\s'’-]))";
const COUNT = new RegExp(
  [
    `(?<![\\p{L}\\p{N}])[dt]i[ -]?(?<nth>${NUMBER}|${Object.keys(digits).join("|")})[ -]?(?<unit>${UNIT})(?![\\p{L}\\p{N}])`,
    `(?<![\\p{L}\\p{N}])(?<before>${SURE_UNIT})[ -]?(?<numbered>${NUMBER})(?![\\p{L}\\p{N}])`,
    `(?<![\\p{L}\\p{N}])(?<many>${NUMBER}) ?(?<behind>${SURE_UNIT})(?![\\p{L}\\p{N}])`,
    // A name follows: 卷一 诗 is `juan yi shi`.
    `^\\s*(?<first>juan|chuan)[ -](?<one>${Object.keys(digits).join("|")})(?=[ -]\\p{L})`,
    `${BEGINS}(?<position>${POSITION})[ -](?<of>${UNIT})${ENDS}`,
  ].join("|"),
  "giu",
);

/**
 * A statement whose counts are written by their sound, with these in Han: `Di 3 juan, shang ce` -> `第3卷, 上册`, `ti erh
 * ts'e` -> `第2册`. What only has such a word in it stays: `Shi ge juan` is 诗歌卷. Text with Han in it stays too.
 */
export function hanCounts(text: string): string {
  if (hasHan(text)) return text;
  const bare = text.normalize("NFD").replace(/[\u0300-\u036f]|(?<=\p{L})['‘’ʻʼʾ`](?=\p{L})/gu, "");
  const inPinyin = bare.replace(
    WADE_GILES_COUNT,
    (_, words: string) =>
      `di ${words
        .split(/[ -]/)
        .map((word) => wadeGiles[word.toLowerCase()])
        .join(" ")} `,
  );
  const spoken = spokenNumbers(inPinyin);
  const counted = spoken.replace(COUNT, (...all) => {
    const found = all.at(-1) as Record<string, string | undefined>;
    const han =
      units[(found.unit ?? found.before ?? found.behind ?? found.first ?? found.of)!.toLowerCase()]!;
    if (found.nth) return `第${digits[found.nth.toLowerCase()] ?? found.nth}${han}`;
    if (found.numbered) return `${han}${found.numbered}`;
    if (found.one) return `${han}${digits[found.one.toLowerCase()]} `;
    if (found.many) return `${found.many}${han}`;
    return `${positions[found.position!.toLowerCase()]}${han}`;
  });
  return counted === spoken ? text : counted;
}

const ONE_WORD = new RegExp(`^(?:(?:${UNIT}) (${spokenNumber})|(${spokenNumber}) (?:${UNIT}))$`);

/** The number that one word beside a unit may be: `san ji` is 三集 as well as 散记. `folded`: the statement. */
export function maybeCount(folded: string): string | undefined {
  const [, behind, before] = ONE_WORD.exec(folded) ?? [];
  return digits[behind ?? before ?? ""];
}

/** A romanised title that ends in a count: `shang ce`, `di shi er juan`, `ti erh tse`; folded. */
export const ROMANISED_TAIL = new RegExp(
  `^(.{3,}?) ((?:(?:${POSITION}) (?:ce|tse|juan|chuan))|(?:di (?:\\d+|${spokenNumber})|ti (?:\\d+|(?:${WADE_GILES})(?: (?:${WADE_GILES})){0,4})) (?:${UNIT}))$`,
);
