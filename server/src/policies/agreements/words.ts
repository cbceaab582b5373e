/** What an agreement may be narrowed to, and what it may say instead of the rules. */
export const agreedFacts = ["patronGroup", "itemClass", "location"] as const;
export const agreedValues = ["period", "renewalsMax", "loansMax"] as const;
