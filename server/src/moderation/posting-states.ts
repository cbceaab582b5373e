/** States of a text before the moderators. Others see only what is `published`. */
export const postingStates = ["pending", "published", "rejected", "appealed"] as const;
export type PostingState = (typeof postingStates)[number];

export const postingTriggers = ["submit", "publish", "reject", "appeal"] as const;
export type PostingTrigger = (typeof postingTriggers)[number];

/**
 * From state to state. `rejected` is hidden: only a decision lifts it, after an appeal or about a new wording. What is
 * published is published again when a report about it is dismissed.
 */
export const postingTransitions: Record<PostingState, Partial<Record<PostingTrigger, PostingState>>> = {
  pending: { submit: "pending", publish: "published", reject: "rejected" },
  published: { submit: "pending", publish: "published", reject: "rejected" },
  rejected: { submit: "pending", appeal: "appealed" },
  appealed: { submit: "pending", publish: "published", reject: "rejected" },
};

/** The state after `trigger`; undefined when it is not possible. */
export function postingStateAfter(state: PostingState, trigger: PostingTrigger): PostingState | undefined {
  return postingTransitions[state][trigger];
}
