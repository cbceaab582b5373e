/** What a promised day rests on: the book lies there, it travels, it is being fetched, the days others give theirs back, or nothing. */
export const promiseBases = ["on-shelf", "in-transit", "targeted", "due-dates", "unknown"] as const;
export type PromiseBasis = (typeof promiseBases)[number];
