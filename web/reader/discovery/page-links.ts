import type { PageLinks } from "./results.tsx";

const PAGES_AROUND = 2;

/** Links to the first page, the pages around this one and the last that can be turned to; null: pages between are left out. */
export function pageLinks(page: number, last: number, to: (page: number) => string): PageLinks {
  const shown = new Set([1, last]);
  for (let near = page - PAGES_AROUND; near <= page + PAGES_AROUND; near++)
    if (near >= 1 && near <= last) shown.add(near);
  const numbers: PageLinks["numbers"] = [];
  let before = 0;
  for (const shownPage of [...shown].sort((a, b) => a - b)) {
    if (shownPage > before + 1) numbers.push(null);
    numbers.push({ page: shownPage, href: to(shownPage), current: shownPage === page });
    before = shownPage;
  }
  return {
    previous: page > 1 ? to(Math.min(last, page - 1)) : null,
    next: page < last ? to(page + 1) : null,
    numbers,
  };
}
