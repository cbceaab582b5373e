import type { Db } from "../kernel/database.ts";
import { freshFor, MINUTE_MS } from "../kernel/time.ts";
import { type Calendar, loadCalendar } from "./calendar.ts";

const FRESH_MS = MINUTE_MS;
const MOST_MEMBERS = 500;

const byDatabase = new WeakMap<object, Map<number, { calendar: Calendar; until: number }>>();

/** The owner's calendar, kept for a minute: a desk lends hundreds of items between two changes of opening hours. */
export async function ownerCalendar(db: Db, memberId: number, now: Date): Promise<Calendar> {
  const executor = db.getExecutor().adapter;
  const cache = byDatabase.get(executor) ?? new Map<number, { calendar: Calendar; until: number }>();
  byDatabase.set(executor, cache);
  const known = cache.get(memberId);
  if (known && known.until > now.getTime() && known.until - now.getTime() <= FRESH_MS) return known.calendar;
  const calendar = await loadCalendar(db, memberId);
  if (cache.size >= MOST_MEMBERS) cache.clear();
  cache.set(memberId, { calendar, until: now.getTime() + freshFor(FRESH_MS) });
  return calendar;
}
