/** What this room's commands and queries may refuse, with the HTTP status. */
export const refusals = {
  "unknown-profile": 404,
  "profile-name": 400,
  "profiles-too-many": 409,
  "choose-branch": 409,
} as const;
