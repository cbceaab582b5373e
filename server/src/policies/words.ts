/** What a rule may say, in the order in which it is shown. */
export const ruleValues = ["loanDays", "renewalsMax", "loansMax", "holdsMax"] as const;
export type RuleValue = (typeof ruleValues)[number];

/** Whose rule decided: the consortium's that nobody may change, the library's, the consortium's default, or the library's figures. */
export const ruleOrigins = ["locked", "library", "consortium", "figures"] as const;
export type RuleOrigin = (typeof ruleOrigins)[number];

/** What a kind is a kind of: readers, or items. */
export const kindsOf = ["patron-group", "item-class"] as const;
export type KindOf = (typeof kindsOf)[number];
