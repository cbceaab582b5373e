import { dueOn, nextOpenDate, type ownerCalendar } from "../../consortium/index.ts";
import { addDays, dateIn, HOUR_MS, type PlainDate } from "../../kernel/time.ts";
import { instantIn } from "../../kernel/zones/zoned-time.ts";
import { PERIOD } from "../words.ts";

type Calendar = Awaited<ReturnType<typeof ownerCalendar>>;

/** When a loan is due: a day at the owner and, where it ends at an hour, that moment. */
export type Due = { on: PlainDate; at: Date | null };

/** A loan that is due by the end of its day has no moment of its own. */
const END_OF_DAY = "23:59";

/**
 * When a loan of these terms ends: never on a day on which the owner is closed, never after `until`, the last day of the
 * reader's right. Hours that end on a closed day go on to the same hour of the next open one; the end of a term that nobody
 * has entered is thirty days. Pure.
 */
export function dueOf(
  terms: { period: string; dueTime: string; termEnd: PlainDate | null },
  calendar: Calendar,
  now: Date,
  until: PlainDate | null,
): Due {
  const zone = calendar.timeZone;
  const [, days, hours] = PERIOD.exec(terms.period) ?? [];
  const within = (on: PlainDate): PlainDate => (until !== null && until < on ? until : on);
  if (hours !== undefined) {
    const at = new Date(now.getTime() + Number(hours) * HOUR_MS);
    const day = dateIn(zone, at);
    const open = nextOpenDate(calendar, day);
    const on = within(open);
    if (on === day) return { on, at };
    return {
      on,
      at:
        on === open
          ? new Date(at.getTime() + daysFrom(day, open) * 24 * HOUR_MS)
          : momentOf(zone, on, END_OF_DAY),
    };
  }
  const today = dateIn(zone, now);
  const on = within(
    days !== undefined
      ? dueOn(calendar, today, Number(days))
      : terms.termEnd === null || terms.termEnd < today
        ? nextOpenDate(calendar, addDays(today, 30))
        : terms.termEnd,
  );
  return { on, at: terms.dueTime === END_OF_DAY ? null : momentOf(zone, on, terms.dueTime) };
}

function momentOf(zone: string, on: PlainDate, time: string): Date | null {
  return instantIn(zone, on, time) ?? null;
}

function daysFrom(first: PlainDate, last: PlainDate): number {
  return Math.round((Date.parse(last) - Date.parse(first)) / (24 * HOUR_MS));
}
