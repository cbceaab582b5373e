/** What signing in may refuse, by a password and by a code. */
export const signInRefusals = {
  "sign-in-failed": 401,
  "too-many-attempts": 429,
  busy: 503,
  "one-time-password-over": 403,
  "password-change-needed": 403,
  "password-unchanged": 403,
  "password-too-short": 400,
  "password-too-long": 400,
  "password-common": 400,
  "codes-off": 409,
  "address-invalid": 400,
  "codes-exhausted": 429,
  "sign-in-code-wrong": 409,
  "sign-in-code-locked": 429,
  "name-missing": 400,
  "name-reserved": 409,
} as const;
