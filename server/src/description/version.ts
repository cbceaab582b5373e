/** Raised whenever records are described or folded by other rules: what is stored is then made anew by itself. */
export const DESCRIPTION_VERSION = 13;
