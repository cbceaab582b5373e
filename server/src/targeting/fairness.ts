/** What a library has lent to others' readers lately, and how many copies it lends. */
export type Share = { memberId: number; sent: number; copies: number };

/**
 * What speaks for and against suppliers now: minutes of each library, open requests of each branch, minutes for ten of them.
 * `roomByBranch`: how many more a branch fetches for others' readers; absent: any number.
 */
export type Market = {
  minutesByMember: ReadonlyMap<number, number>;
  openByBranch: ReadonlyMap<number, number>;
  loadMinutes: number;
  roomByBranch: ReadonlyMap<number, number>;
};

/** Below so few loans between libraries a share says nothing. */
const FEWEST_SENT = 20;

/**
 * Minutes that are added to the way from a library's branches because it lends more than its part: `weight` minutes for the whole
 * region's lending beyond its part of the copies, at most half of it; who lends less is nearer by at most a quarter. Pure.
 */
export function fairnessMinutes(shares: readonly Share[], weight: number): Map<number, number> {
  const sent = shares.reduce((sum, one) => sum + one.sent, 0);
  const copies = shares.reduce((sum, one) => sum + one.copies, 0);
  if (sent < FEWEST_SENT || copies === 0 || weight === 0) return new Map();
  return new Map(
    shares.map((one) => {
      const excess = one.sent / sent - one.copies / copies;
      const minutes = Math.round(weight * excess);
      return [one.memberId, Math.max(-Math.floor(weight / 4), Math.min(Math.floor(weight / 2), minutes))];
    }),
  );
}
