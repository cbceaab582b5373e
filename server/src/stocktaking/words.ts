/** What is said of a book on the shelf: right; in the wrong place of this branch; another branch's; not supposed to stand here. */
export const verdicts = ["right", "misplaced", "other-branch", "wrong-status"] as const;
export type Verdict = (typeof verdicts)[number];
