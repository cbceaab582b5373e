import { DAY_MS } from "../kernel/time.ts";

/** What is known of a nest's stock: the last count, and what scans put in and took out since. */
export type StockFacts = {
  counted: number | null;
  countedAt: Date | null;
  putIn: number;
  takenOut: number;
  capacity: number | null;
  seenAt: Date | null;
};

/** How many books there may be, and how many whole days ago somebody last looked; null: nobody ever counted. */
export type StockEstimate = { low: number; high: number; seenDaysAgo: number } | null;

/** Part of the books that come or go in a day without a scan. */
const UNSEEN_PER_DAY = 0.03;
/** Beyond so many days a count says nothing any more than the capacity does. */
const LONGEST_MEMORY_DAYS = 60;

/**
 * An honest range instead of a number nobody knows: the count plus what was scanned in, less what was scanned out, give
 * or take what moves without a scan. It widens day by day and is exact on the day of the count. Pure.
 */
export function estimateStock(facts: StockFacts, now: Date): StockEstimate {
  if (facts.counted === null || facts.countedAt === null) return null;
  const days = Math.max(0, (now.getTime() - facts.countedAt.getTime()) / DAY_MS);
  const most = facts.capacity ?? Number.POSITIVE_INFINITY;
  const about = Math.min(most, Math.max(0, facts.counted + facts.putIn - facts.takenOut));
  const slack = Math.floor(
    Math.min(days, LONGEST_MEMORY_DAYS) * UNSEEN_PER_DAY * Math.max(about, facts.counted, 5),
  );
  const seen = Math.max(facts.countedAt.getTime(), facts.seenAt?.getTime() ?? 0);
  return {
    low: Math.max(0, about - slack),
    high: Math.min(most, about + slack),
    seenDaysAgo: Math.max(0, Math.floor((now.getTime() - seen) / DAY_MS)),
  };
}
