/** What becomes of a correction. */
export const correctionStates = ["open", "done", "declined"] as const;
export type CorrectionState = (typeof correctionStates)[number];
