/** Who may open a file: staff of its library only, everybody, whoever is signed in, computers on a campus. */
const openTo = ["nobody", "everyone", "readers", "campus"] as const;
export type OpenTo = (typeof openTo)[number];

/** What a check of an original found wrong. */
export const damages = ["missing", "changed"] as const;
export type Damage = (typeof damages)[number];
