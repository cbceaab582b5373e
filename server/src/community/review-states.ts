/** States of a review. Others see only `published` ones. */
export const reviewStates = ["pending", "published", "rejected", "appealed"] as const;
export type ReviewState = (typeof reviewStates)[number];

export const reviewTriggers = ["edit", "publish", "reject", "appeal"] as const;
export type ReviewTrigger = (typeof reviewTriggers)[number];

/** From state to state: an edit always goes back before the moderators; a rejected review may be appealed. */
export const reviewTransitions: Record<ReviewState, Partial<Record<ReviewTrigger, ReviewState>>> = {
  pending: { edit: "pending", publish: "published", reject: "rejected" },
  published: { edit: "pending", reject: "rejected" },
  rejected: { edit: "pending", appeal: "appealed" },
  appealed: { edit: "pending", publish: "published", reject: "rejected" },
};

/** The state after `trigger`; undefined when it is not possible. */
export function reviewStateAfter(state: ReviewState, trigger: ReviewTrigger): ReviewState | undefined {
  return reviewTransitions[state][trigger];
}
