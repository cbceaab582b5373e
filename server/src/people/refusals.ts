/** What commands and queries of this room may refuse. */
export const refusalTable = {
  "session-unknown": 404,
  "sign-in-failed": 401,
  "too-many-attempts": 429,
  busy: 503,
  "member-unknown": 404,
  "cursor-invalid": 400,
} as const;
