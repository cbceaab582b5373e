import { simplify } from "@commonshelf/cjk";
import { eraTable } from "./eras-data.ts";

/** An era: its dynasty, its name (`folded`: as folded texts have it), its first and its last year. */
type Era = { dynasty: string; name: string; folded: string; from: number; to: number };

/** Every era of the table, the longer names first, so that 建中靖国 is not read as 建中. */
export const eras: readonly Era[] = Object.entries(eraTable)
  .flatMap(([dynasty, list]) =>
    list
      .trim()
      .split(/\s+/)
      .map((text) => {
        const [, name, from, to] = /^(\D+)(\d+)-(\d+)$/.exec(text)!;
        return { dynasty, name: name!, folded: simplify(name!), from: Number(from), to: Number(to) };
      }),
  )
  .sort((a, b) => b.name.length - a.name.length || a.from - b.from);

const STEMS = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES = "子丑寅卯辰巳午未申酉戌亥";
const CYCLE = 60;
/** A year 甲子 of our era. */
const JIAZI = 4;

/** The name of a year in the cycle of sixty: 1782 -> 壬寅. Years before our era count on: 0 is 1 BCE. */
export function cyclicalName(year: number): string {
  const place = (((year - JIAZI) % CYCLE) + CYCLE) % CYCLE;
  return `${STEMS[place % 10]}${BRANCHES[place % 12]}`;
}

/** Years of a span that bear a name of the cycle; null when it is no such name. */
export function yearsNamed(name: string, from: number, to: number): number[] | null {
  const stem = STEMS.indexOf(name[0] ?? "-");
  const branch = BRANCHES.indexOf(name[1] ?? "-");
  if (name.length !== 2 || stem < 0 || branch < 0 || stem % 2 !== branch % 2) return null;
  const found: number[] = [];
  for (let year = from; year <= to; year++) if (cyclicalName(year) === name) found.push(year);
  return found;
}

const DIGITS = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/** A year of an era in Han numbers: 1 -> 元, 47 -> 四十七. */
function eraYear(count: number): string {
  if (count === 1) return "元";
  const tens = Math.floor(count / 10);
  return `${tens > 1 ? DIGITS[tens] : ""}${tens > 0 ? "十" : ""}${DIGITS[count % 10]}`;
}

/** What a Gregorian year was called, by every era that had it, with its cyclical name: 1782 -> 清乾隆四十七年壬寅. */
export function eraNames(year: number): string[] {
  if (year >= 1912 && year <= 1949) return [`民国${eraYear(year - 1911)}年`];
  return eras
    .filter((era) => era.dynasty !== "日本" && era.from <= year && year <= era.to)
    .sort((a, b) => a.from - b.from)
    .map((era) => `${era.dynasty}${era.name}${eraYear(year - era.from + 1)}年${cyclicalName(year)}`);
}
