import type { WorkbenchPage } from "./workbench-page.ts";

/**
 * The pages of every room: each `pages.tsx` of the folders beside this one. The server's bundler writes this module anew from what is on
 * disk (`workbench/bundle.ts`); tests read the folders by the line below.
 */
const found = import.meta.glob<{ pages: readonly WorkbenchPage[] }>("../*/pages.tsx", { eager: true });

export const roomPages: readonly WorkbenchPage[] = Object.values(found).flatMap(({ pages }) => pages);
