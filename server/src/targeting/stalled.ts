/** Why a copy is passed over that may come again, though nobody knows when: it is looked for, mended, or lent elsewhere. */
const SOUGHT = new Set(["declined", "missing", "damaged", "claimed-returned", "set-aside"]);
/** Copies that will not serve anybody: they decide nothing. */
const GONE = new Set([
  "lost",
  "withdrawn",
  "reference-only",
  "other-part",
  "other-item",
  "agreement-refuses",
  "not-holdable",
]);

/** True when no copy is on its way to anybody or with a reader: all that are left are being looked for. Pure. */
export function isStalled(candidates: readonly { rejected: string | null }[]): boolean {
  const left = candidates.filter((one) => one.rejected === null || !GONE.has(one.rejected));
  return left.length > 0 && left.every((one) => one.rejected !== null && SOUGHT.has(one.rejected));
}
