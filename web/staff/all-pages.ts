/** Rows of one question, as many as the server gives. */
const AT_ONCE = 200;
/** A list that is wanted whole ends somewhere: nobody reads more rows than these pages have. */
const MOST_PAGES = 100;

/** All rows of a list that goes page by page, for what is chosen from or saved whole. */
export async function allPages<Row>(
  ask: (turn: {
    limit: number;
    cursor: string | undefined;
  }) => Promise<{ items: Row[]; next: string | null }>,
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items, next } = await ask({ limit: AT_ONCE, cursor });
    rows.push(...items);
    if (next === null) break;
    cursor = next;
  }
  return rows;
}
