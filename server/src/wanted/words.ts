/** How a post ends: found, given up, or by time. */
export const postStates = ["open", "found", "closed", "expired"] as const;
export type PostState = (typeof postStates)[number];

/** What somebody can do for whoever looks for a book. */
export const answerKinds = ["copy", "link", "library"] as const;
export type AnswerKind = (typeof answerKinds)[number];
