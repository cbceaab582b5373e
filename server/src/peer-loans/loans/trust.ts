/** Days a book is out before its return shows that somebody can be trusted, and earns points. */
export const TRUST_DAYS = 3;
