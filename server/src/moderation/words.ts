/** What comes before the moderators; the room that owns a kind keeps its words and hears what was decided. */
export const postingKinds = [
  "announcement",
  "appointment",
  "article",
  "campaign",
  "circle",
  "column",
  "copy",
  "copy-note",
  "copy-photo",
  "display-name",
  "drift-message",
  "drift-place",
  "drift-thought",
  "ebook",
  "list",
  "nest",
  "nickname",
  "object-comment",
  "object-tag",
  "organisation",
  "page-reading",
  "reading",
  "reading-note",
  "review",
  "salon",
  "salon-note",
  "tag",
  "title",
  "title-mending",
  "wanted-answer",
  "wanted-post",
] as const;
export type PostingKind = (typeof postingKinds)[number];

/** Why somebody wants a text gone; also the reasons a moderator gives. */
export const reportReasons = [
  "insult",
  "advertising",
  "private-data",
  "off-topic",
  "illegal",
  "other",
] as const;
export type ReportReason = (typeof reportReasons)[number];

/** Reason of a text that a rule refused before any moderator saw it. */
export const RULE_REASON = "rule";

/** Found beside what rules find: the writer says again what a moderator turned down. */
export const SAID_AGAIN = "said-again";
/** The same, turned down from another account. */
export const SAID_OF_OTHERS = "said-of-others";

/** What a rule looks for: words, a word with an account beside it, or one of three shapes that advertisements have. */
export const ruleKinds = ["phrase", "account", "web-address", "e-mail", "long-number"] as const;
export type RuleKind = (typeof ruleKinds)[number];
/** `flag`: a moderator sees why; `refuse`: the text is not taken. */
export const ruleActions = ["flag", "refuse"] as const;
export type RuleAction = (typeof ruleActions)[number];
