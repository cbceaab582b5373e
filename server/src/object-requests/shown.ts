import type { OriginalShown } from "../../../web/reader/collections/original.tsx";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import type { PageVisit } from "../contracts/reader-page.ts";
import { formatDate } from "../kernel/zones/dates.ts";
import { type Original, originalOf } from "./originals.ts";

/** Days promised to others that a page names; more are told by their number. */
const NAMED_DAYS = 5;

/** How the original of an object can be seen, in the words of whoever looks at its page. */
export async function originalShown(
  { db, clock, site, actor }: PageVisit,
  object: { number: number; memberId: number; member: string },
): Promise<OriginalShown> {
  const original = await originalOf(db, clock, object, actor?.personId ?? null);
  return { ...inWords(original, site), holder: object.member };
}

/** The same of an original that is known. */
export function inWords(original: Original, { language }: SiteContext): Omit<OriginalShown, "holder"> {
  const { isInHand, waiting, promised, freeOn } = original;
  const day = (on: string | null): string | null => (on === null ? null : formatDate(on, language));
  return {
    isInHand,
    waiting,
    promised: promised.slice(0, NAMED_DAYS).map((on) => formatDate(on, language)),
    promisedMore: Math.max(0, promised.length - NAMED_DAYS),
    freeOn: day(freeOn),
    own: original.own.map(({ on, ...one }) => ({ ...one, on: day(on) })),
  };
}
