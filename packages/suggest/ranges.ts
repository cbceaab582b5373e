import { BLOCK_BITS, type Standing, type Table } from "./segment.ts";

/** Places of an order whose keys begin with a query: those that are it, then those that go on. Half open. */
export type KeyRange = { from: number; exactEnd: number; end: number };

/** Finds the range of a query in an order of `count` places. */
export function findRange(count: number, standing: (place: number) => Standing): KeyRange {
  const from = firstFrom(0, count, (place) => standing(place) >= 0);
  const end = firstFrom(from, count, (place) => standing(place) >= 2);
  const exactEnd = firstFrom(from, end, (place) => standing(place) >= 1);
  return { from, exactEnd, end };
}

function firstFrom(low: number, high: number, isPast: (place: number) => boolean): number {
  let from = low;
  let to = high;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isPast(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** An order of entries: how place becomes entry, and the highest score of every block of places. */
export type Order = { entryAt: (place: number) => number; maxima: Uint8Array };

/** The orders of a table. */
export const orders: Record<"start" | "sound" | "initials" | "inner", (table: Table) => Order> = {
  start: (table) => ({ entryAt: (place) => place, maxima: table.startMax }),
  sound: (table) => ({ entryAt: (place) => table.bySound[place]!, maxima: table.soundMax }),
  initials: (table) => ({ entryAt: (place) => table.byInitials[place]!, maxima: table.initialsMax }),
  inner: (table) => ({ entryAt: (place) => table.inner[place]! >>> 8, maxima: table.innerMax }),
};

/** A few ties more than asked for cost nothing and save a second look. */
type Best = { entries: number[]; scores: number[]; floor: number; limit: number };

/**
 * The best `limit` different entries between two places, best first. Whole blocks are passed over by their highest
 * score: a million places are looked through in a fraction of a millisecond.
 */
export function bestBetween(table: Table, order: Order, from: number, end: number, limit: number): number[] {
  const best: Best = { entries: [], scores: [], floor: 0, limit };
  const firstBlock = Math.min(end, ((from - 1) | ((1 << BLOCK_BITS) - 1)) + 1);
  const lastBlock = Math.max(firstBlock, (end >> BLOCK_BITS) << BLOCK_BITS);
  scan(table, order, best, from, firstBlock);
  scan(table, order, best, lastBlock, end);
  const blocks = { from: firstBlock >> BLOCK_BITS, end: lastBlock >> BLOCK_BITS };
  const counts = new Uint32Array(256);
  for (let block = blocks.from; block < blocks.end; block++) counts[order.maxima[block]!]!++;
  for (let score = 255; score > 0 && score > best.floor; ) {
    // As many of the best blocks at once as can fill the answer; another round only when they did not.
    let low = score;
    for (let sum = counts[low]!; low > 1 && sum < limit; sum += counts[low]!) low--;
    for (let block = blocks.from; block < blocks.end; block++) {
      const highest = order.maxima[block]!;
      if (highest >= low && highest <= score && highest > best.floor)
        scan(table, order, best, block << BLOCK_BITS, (block + 1) << BLOCK_BITS);
    }
    score = low - 1;
  }
  return best.entries;
}

function scan(table: Table, order: Order, best: Best, from: number, end: number): void {
  for (let place = from; place < end; place++) {
    const entry = order.entryAt(place);
    const score = table.scores[entry]!;
    if (score <= best.floor || best.entries.includes(entry)) continue;
    let at = best.scores.length;
    while (at > 0 && best.scores[at - 1]! < score) at--;
    best.entries.splice(at, 0, entry);
    best.scores.splice(at, 0, score);
    if (best.entries.length > best.limit) {
      best.entries.pop();
      best.scores.pop();
    }
    if (best.entries.length === best.limit) best.floor = best.scores[best.limit - 1]!;
  }
}
