/** What one reader says in a day. */
export const PER_DAY = { tag: 60, comment: 20, correction: 20, reading: 40 } as const;
/** Characters of each. */
export const LONGEST = { tag: 40, comment: 2000, correction: 2000, reading: 20_000 } as const;
