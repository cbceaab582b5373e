import { parseHanNumber } from "../numerals.ts";
import { simplify } from "../simplified.ts";

/** Months as issues are named by them, in the languages of most of them, without marks on letters; a full stop may follow. */
const MONTHS: readonly string[] = [
  "jan(?:uary|uar|vier|v|eiro)?|janner|enero|ene|genn?(?:aio)?|январ[ья]|янв",
  "feb(?:ruary|ruar|rero|braio|br)?|fev(?:rier|ereiro|r)?|феврал[ья]|фев",
  "mar(?:ch|s|z|zo|co)?|marzo|mrz|марта?|мар",
  "apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|апрел[ья]|апр",
  "may|mai|mayo|maio|maggio|magg?|маи|мая",
  "june?|juin|juni|junio|junho|giu(?:gno)?|июн[ья]?",
  "july?|juil(?:let)?|juli|julio|julho|lug(?:lio)?|июл[ья]?",
  "aug(?:ust)?|aout|ago(?:sto)?|августа?|авг",
  "sept?(?:ember|embre|iembre)?|settembre|setembro|сентябр[ья]|сент?",
  "o[ck]t(?:ober|obre|ubre)?|ottobre|outubro|октябр[ья]|окт",
  "nov(?:ember|embre|iembre|embro)?|ноябр[ья]|ноя",
  "de[cz](?:ember|embre|embro)?|dic(?:embre|iembre)?|декабр[ья]|дек",
];
const SEASONS: readonly string[] = [
  "spring|printemps|fruhjahr|fruhling|primavera|весна",
  "summer|ete|sommer|verano|estate|лето",
  "autumn|fall|automne|herbst|otono|autunno|осень",
  "winter|hiver|invierno|inverno|зима",
];
const alone = (words: string): RegExp => new RegExp(`(?<!\\p{L})(?:${words})(?!\\p{L})\\.?`, "giu");
const NAMED: readonly [RegExp, number][] = [MONTHS, SEASONS].flatMap((row) =>
  row.map((words, i): [RegExp, number] => [alone(words), i + 1]),
);
const ANY = new RegExp(`(?<!\\p{L})(?:${[...MONTHS, ...SEASONS].join("|")})(?!\\p{L})`, "iu");

/** A time within a year, in angle signs, before that year: `#5 1998`, `#5 10, 1998`, `10 #5 1998`, `#1/#2 1998`. */
const BEFORE_YEAR =
  /(?:(?<!\d)(\d{1,2})\.? )?#(\d+)\b\.?(?: (\d{1,2})(?!\d))?(?: ?[/-] ?#(\d+))?,? *(\d{4})(?!\d)/gu;

/** Months of the old calendar by their own names. */
const HAN_MONTHS: Readonly<Record<string, string>> = { 正: "1", 冬: "11", 腊: "12", 臘: "12" };

/** Eras that issues are counted by, and their first year, folded. */
const ERAS: Readonly<Record<string, number>> = {
  道光: 1821,
  咸丰: 1851,
  同治: 1862,
  光绪: 1875,
  宣统: 1909,
  民国: 1912,
  康德: 1934,
  庆应: 1865,
  明治: 1868,
  大正: 1912,
  昭和: 1926,
  平成: 1989,
  令和: 2019,
};
const HAN_COUNT = "[元〇零一二三四五六七八九十百廿卅卌]+|\\d{1,3}";
const ERA_YEAR = new RegExp(`(${Object.keys(ERAS).join("|")}) *(${HAN_COUNT})(?!\\d) *年?`, "gu");

/**
 * Times that issues are named by, as numbers in the order of time: `Jan. 1998` as `1998 1`, `Spring` as 1, 昭和11 as 1936,
 * 正月 as 1月. For sorting only: what two parts are the same by is `partKey`.
 */
export function inOrderOfTime(part: string): string {
  const counted = /\p{Script=Han}/u.test(part) ? hanTimes(part) : part;
  if (!/\p{L}{3}/u.test(counted)) return counted;
  const plain = counted.normalize("NFD").replace(/\p{M}/gu, "");
  if (!ANY.test(plain)) return counted;
  const marked = NAMED.reduce((text, [words, place]) => text.replace(words, `#${place}`), plain);
  return marked
    .replace(BEFORE_YEAR, (_all, before = "", first, behind = "", last = "", year) =>
      [year, first, before || behind, last].filter(Boolean).join(" "),
    )
    .replace(/#(\d+)/gu, " $1 ");
}

function hanTimes(part: string): string {
  return simplify(part)
    .replace(/(?<!\p{Script=Han})([正冬腊臘])(?=月)/gu, (month) => HAN_MONTHS[month]!)
    .replace(/(?<=^|[年\s(])[春夏秋冬](?=季)/gu, (season) => `${"春夏秋冬".indexOf(season) + 1}`)
    .replace(ERA_YEAR, (_all, era: string, count: string) => {
      const year = count === "元" ? 1 : (parseHanNumber(count) ?? 0);
      return ` ${ERAS[era]! + year - 1}年 `;
    });
}
