import { z } from "zod";
import { namedAfter } from "../contracts/shapes.ts";
import { Problem } from "./problem.ts";

/** How many rows a list gives unless asked otherwise, and at most. */
const PAGE_ROWS = 50;
const MOST_PAGE_ROWS = 200;

/** What every list takes: how many rows, and where the page before ended. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(MOST_PAGE_ROWS).default(PAGE_ROWS),
  cursor: z.string().max(500).optional().describe("`next` of the page before"),
};

/** One page of a list: `next` is the cursor of the page that follows, null on the last. A component named after its rows. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return namedAfter(item, "Page", z.object({ items: z.array(item), next: z.string().nullable() }));
}

/** A place in a list, as an opaque text: the values of its order at the last row. */
function writeCursor(values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/**
 * The values of a cursor, which must have the given shape; null: the first page. Refuses `cursor-invalid` 400 for
 * anything that this list did not give.
 */
export function readCursor<Shape extends z.ZodType>(
  cursor: string | undefined,
  shape: Shape,
): z.output<Shape> | null {
  if (cursor === undefined) return null;
  let values: unknown;
  try {
    values = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    throw new Problem("cursor-invalid", 400);
  }
  const read = shape.safeParse(values);
  if (!read.success) throw new Problem("cursor-invalid", 400);
  return read.data;
}

/** Cuts the one row too many that a list reads to learn whether there is a next page. */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  placeOf: (row: Row) => readonly (string | number | null)[],
): { items: Row[]; next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? writeCursor(placeOf(last)) : null };
}
