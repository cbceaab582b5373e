import type { PlainDate } from "./time.ts";

const DAY = /^(\d{4})([-/.年]?)(\d{1,2})[-/.月]?(\d{1,2})日?$/;

/**
 * A day as lists of other systems write it: 2027-06-30, 2027/6/30, 20270630, 2027年6月30日; a time of day behind it is let
 * go. Null: no day.
 */
export function readDay(text: string): PlainDate | null {
  const parts = DAY.exec(
    text
      .normalize("NFKC")
      .trim()
      .replace(/[T ]\d{1,2}:\d{2}(:\d{2})?.*$/, ""),
  );
  if (!parts) return null;
  const [whole, year, mark, month, day] = parts;
  // Without marks only eight digits are a day: 2027111 may be the first of November or the eleventh of January.
  if (mark === "" && !/^\d{8}$/.test(whole)) return null;
  const iso = `${year}-${month!.padStart(2, "0")}-${day!.padStart(2, "0")}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? (iso as PlainDate) : null;
}
