import { addDays, type PlainDate } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";

/** Parts of one plan, and days from its first to its last. */
export const MOST_PARTS = 100;
export const LONGEST_DAYS = 366;
/** Letters of a part's name. */
const LONGEST_NAME = 120;
/** In how many parts pages are read when nobody says. */
const USUAL_SECTIONS = 10;

/** What a plan is made from: the chapters, one a line; or pages, read in so many parts. */
export type PlanInput = {
  chapters: string;
  pages: number | null;
  sections: number | null;
  daysEach: number;
};
/** Parts in their order. `pages`: the names are ranges such as `1–30`. */
export type Plan = { partsAre: "chapters" | "pages"; names: string[] };

/**
 * The parts of a plan. `{ chapters: "一\n二" }` -> 一, 二; `{ pages: 100, sections: 3 }` -> 1–34, 35–67, 68–100. Refuses
 * `plan-missing` 400 (neither), `plan-long` 400 (too many parts, a name too long, or too many days).
 */
export function planOf(input: PlanInput): Plan {
  const lines = input.chapters
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (lines.length === 0 && input.pages === null) throw refuse("plan-missing");
  const plan: Plan =
    lines.length > 0
      ? { partsAre: "chapters", names: lines }
      : { partsAre: "pages", names: rangesOf(input.pages!, input.sections ?? USUAL_SECTIONS) };
  const isLong =
    plan.names.length > MOST_PARTS ||
    plan.names.length * input.daysEach > LONGEST_DAYS ||
    plan.names.some((name) => name.length > LONGEST_NAME);
  if (isLong) throw refuse("plan-long", { parts: MOST_PARTS, days: LONGEST_DAYS });
  return plan;
}

/** Pages in parts as equal as they can be, the longer ones first; never a part without a page. */
function rangesOf(pages: number, sections: number): string[] {
  const count = Math.min(pages, sections);
  const [each, longer] = [Math.floor(pages / count), pages % count];
  let from = 1;
  return Array.from({ length: count }, (_, i) => {
    const to = from + each + (i < longer ? 1 : 0) - 1;
    const range = from === to ? `${from}` : `${from}–${to}`;
    from = to + 1;
    return range;
  });
}

/** First and last day of each part. */
export function daysOfParts(
  startsOn: PlainDate,
  daysEach: number,
  parts: number,
): { from: PlainDate; to: PlainDate }[] {
  return Array.from({ length: parts }, (_, i) => ({
    from: addDays(startsOn, i * daysEach),
    to: addDays(startsOn, (i + 1) * daysEach - 1),
  }));
}

/** The last day of a plan. */
export function lastDay(startsOn: PlainDate, daysEach: number, parts: number): PlainDate {
  return addDays(startsOn, parts * daysEach - 1);
}

/** The part a day belongs to: 0 before the first day, the last part after the last. */
export function partOn(today: PlainDate, startsOn: PlainDate, daysEach: number, parts: number): number {
  const days = Math.round((Date.parse(today) - Date.parse(startsOn)) / 86_400_000);
  return days < 0 ? 0 : Math.min(parts, Math.floor(days / daysEach) + 1);
}

/** Days in a row up to today or yesterday. `["2026-11-28", "2026-11-29"]` on the 30th -> 2. */
export function streakOf(days: readonly PlainDate[], today: PlainDate): number {
  const read = new Set(days);
  let day = read.has(today) ? today : addDays(today, -1);
  let count = 0;
  while (read.has(day)) {
    count++;
    day = addDays(day, -1);
  }
  return count;
}
