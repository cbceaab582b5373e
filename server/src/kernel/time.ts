/** Where the present moment comes from; tests pass a fixed one. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until `set` or `advance` moves it. */
export function fixedClock(iso: string): Clock & { set(iso: string): void; advance(ms: number): void } {
  let at = new Date(iso).getTime();
  return {
    now: () => new Date(at),
    set: (next) => {
      at = new Date(next).getTime();
    },
    advance: (ms) => {
      at += ms;
    },
  };
}

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A calendar date `YYYY-MM-DD` without a time or zone. */
export type PlainDate = string;

/** Making a format costs more than using it; there are as many as there are zones in the region. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The date it is in `timeZone` (IANA name) at `instant`. */
export function dateIn(timeZone: string, instant: Date): PlainDate {
  if (timeZone === "UTC") return instant.toISOString().slice(0, 10);
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    formats.set(timeZone, format);
  }
  return format.format(instant);
}

/** `days` after `date`; negative goes back. */
export function addDays(date: PlainDate, days: number): PlainDate {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** 0 = Sunday … 6 = Saturday. */
export function weekdayOf(date: PlainDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

/** True for the name of a time zone (IANA). */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const DAY = /^(\d{4})([-/.年]?)(\d{1,2})[-/.月]?(\d{1,2})日?(?:[T ]\d{1,2}:\d{2}.*)?$/;

/**
 * A day as lists of other systems write it: 2027-06-30, 2027/6/30, 20270630, 2027年6月30日; a time of day behind it is let
 * go. Null: no day.
 */
export function readDay(text: string): PlainDate | null {
  const parts = DAY.exec(text.normalize("NFKC").trim());
  if (!parts) return null;
  const [whole, year, mark, month, day] = parts;
  // Without marks only eight digits are a day: 2027111 may be the first of November or the eleventh of January.
  if (mark === "" && !/^\d{8}(?!\d)/.test(whole)) return null;
  const iso = `${year}-${month!.padStart(2, "0")}-${day!.padStart(2, "0")}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? (iso as PlainDate) : null;
}

let longestKept = Number.POSITIVE_INFINITY;

/** From now on nothing read from the database is kept in memory for longer: other processes change it too. */
export function keepBriefly(milliseconds: number): void {
  longestKept = milliseconds;
}

/** How long something may be kept in memory that would be kept for `milliseconds` by the only process. */
export function freshFor(milliseconds: number): number {
  return Math.min(milliseconds, longestKept);
}
