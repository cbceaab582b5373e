import { t } from "../text.ts";

/** What a list came to, as one line: what did not happen is left out. */
export function countsInWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .filter(([name, count]) => name === "read" || count > 0)
    .map(([name, count]) => `${t(`feed.count.${name}`)} ${count}`)
    .join(" · ");
}
