import { t } from "../text.ts";

/** What a rule may say, with its limits. */
export const VALUES = [
  ["loanDays", 1, 365],
  ["renewalsMax", 0, 20],
  ["loansMax", 0, 500],
  ["holdsMax", 0, 500],
] as const;

/** A group or class that a rule names, or whichever. */
export const named = (text: string | null, any: string): string => text ?? t(any);
