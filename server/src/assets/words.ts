/** Who may open a file: staff of its library only, everybody, whoever is signed in, computers on a campus; everybody, but pictures small only. */
const openTo = ["nobody", "everyone", "readers", "campus", "low-resolution"] as const;
export type OpenTo = (typeof openTo)[number];

/** How far the making of what is played of a recording is; `as-is`: its original plays in every browser. */
export const playingStates = ["waiting", "making", "done", "as-is", "failed"] as const;
export type PlayingState = (typeof playingStates)[number];
/** Why nothing was made, as far as we know it ourselves; else the program has said it. */
export const playingProblems = [
  "program-missing",
  "program-failed",
  "too-large",
  "nothing-to-play",
  "original-gone",
  "unknown-kind",
] as const;
export type PlayingProblem = (typeof playingProblems)[number];

/** How an original is looked at or listened to. */
export const mediaForms = ["image", "document", "audio", "video", "model"] as const;
export type MediaForm = (typeof mediaForms)[number];

/** What a check of an original found wrong. */
export const damages = ["missing", "changed"] as const;
export type Damage = (typeof damages)[number];
