/** Why somebody wants a text gone; also the reasons a moderator gives. */
export const abuseReasons = [
  "insult",
  "advertising",
  "private-data",
  "off-topic",
  "illegal",
  "other",
] as const;
export type AbuseReason = (typeof abuseReasons)[number];

export const listKinds = ["list", "course"] as const;
export type ListKind = (typeof listKinds)[number];

/** Who sees a list: its owner and editors; whoever has the secret address; everybody. */
export const visibilities = ["private", "link", "public"] as const;
export type Visibility = (typeof visibilities)[number];

export const requirements = ["required", "optional"] as const;
export type Requirement = (typeof requirements)[number];

export const frequencies = ["off", "daily", "weekly"] as const;
/** How often somebody is told of new titles; `off`: never, the search is only kept. */
export type Frequency = (typeof frequencies)[number];

/** What a rule looks for: words, or one of three shapes that advertisements have. */
export const ruleKinds = ["phrase", "web-address", "e-mail", "long-number"] as const;
export type RuleKind = (typeof ruleKinds)[number];

/** `flag`: a moderator sees why; `refuse`: the text is not taken. */
export const ruleActions = ["flag", "refuse"] as const;
export type RuleAction = (typeof ruleActions)[number];
