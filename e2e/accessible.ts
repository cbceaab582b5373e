import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What breaks WCAG 2.2 AA on the page, or in a part of it: address, rule and place. */
export async function violations(page: Page, part?: string): Promise<string[]> {
  // All in one go in the page itself: otherwise a second page is opened each time, only to sum up what the frames have found.
  const axe = new AxeBuilder({ page })
    .options({ runOnly: TAGS, resultTypes: ["violations"] })
    .setLegacyMode();
  const found = await (part === undefined ? axe : axe.include(part)).analyze();
  return found.violations.map((one) => `${page.url()} ${one.id}: ${one.nodes[0]?.target.join(" ")}`);
}

/** By how many pixels the page is wider than the window, as a sentence; empty when it is not. */
export async function overflow(page: Page): Promise<string[]> {
  const wide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  return wide > 0 ? [`${page.url()} is ${wide} px too wide`] : [];
}

/**
 * With `COMMONSHELF_ALL_LOOKS` (`npm run test:long`) every page is searched for violations in every look. Without it each page
 * is searched in one of the looks, in turn: a search takes a second, and the looks of a page have nearly all of it in common.
 */
export const isSearched = (path: number, look: number, looks: number): boolean =>
  process.env.COMMONSHELF_ALL_LOOKS !== undefined || path % looks === look % looks;

/** Buttons that bear one name and description in several rows of the workbench: who hears the page cannot tell them apart. */
export async function alike(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const nameOf = (button: Element): string =>
      button.getAttribute("aria-label") ??
      [
        button.textContent,
        ...(button.getAttribute("aria-describedby") ?? "")
          .split(" ")
          .map((id) => document.getElementById(id)?.textContent),
      ].join(" ");
    const names = new Map<string, Set<Element>>();
    for (const button of document.querySelectorAll("main tbody tr button, main ul.lines > li button")) {
      const rows = names.get(nameOf(button)) ?? new Set();
      names.set(nameOf(button), rows.add(button.closest("tr, li")!));
    }
    return [...names].flatMap(([name, rows]) =>
      rows.size > 1 ? [`${location.pathname}: ${rows.size} rows have a button “${name}”`] : [],
    );
  });
}
