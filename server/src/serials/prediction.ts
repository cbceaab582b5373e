import { addDays } from "../kernel/time.ts";

/**
 * When the issues of a year are to come (YYYY-MM-DD), in their order: month by month where these divide the year, else spread
 * over its days.
 */
export function expectedDays(year: number, issuesPerYear: number): string[] {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return Array.from({ length: issuesPerYear }, (_, i) => {
    const month = (i * 12) / issuesPerYear;
    if (Number.isInteger(month)) return `${year}-${String(month + 1).padStart(2, "0")}-01`;
    return addDays(`${year}-01-01`, Math.floor((i * (isLeap ? 366 : 365)) / issuesPerYear));
  });
}
