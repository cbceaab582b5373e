/** What this room's commands may refuse, with the HTTP status. */
export const refusals = {
  "journey-unknown": 404,
  "claim-unknown": 404,
  "journey-ended": 409,
  "acts-exhausted": 429,
} as const;
