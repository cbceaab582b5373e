/** What is asked for. */
export const requestKinds = ["viewing", "reproduction"] as const;
export type RequestKind = (typeof requestKinds)[number];

/** What a reproduction is for. */
export const purposes = ["study", "teaching", "publication", "exhibition", "other"] as const;

/** Where a request stands. */
export const requestStates = [
  "asked",
  "agreed",
  "handed-out",
  "returned",
  "missed",
  "sent",
  "declined",
  "taken-back",
] as const;
export type RequestState = (typeof requestStates)[number];

/** What those who work on the collection do with a request. */
export const staffMoves = ["agreed", "declined", "handed-out", "returned", "missed", "sent"] as const;
export type StaffMove = (typeof staffMoves)[number];
