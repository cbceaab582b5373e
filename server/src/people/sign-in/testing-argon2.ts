import { createRequire } from "node:module";

type Argon2 = typeof import("@node-rs/argon2");

// The package itself: in tests its name leads here (vitest.config.ts).
const real = createRequire(import.meta.url)("@node-rs/argon2") as Argon2;
const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 };
let asAlways = false;

/** Hashes cost what they cost everybody, or again next to nothing; for a test of the cost. */
export function hashAsAlways(wanted: boolean): void {
  asAlways = wanted;
}

/** Tests sign somebody in some thousand times: their hashes cost 0.1 ms instead of 17, and checking them as little. */
export const hash: Argon2["hash"] = (password, options, ...rest) =>
  real.hash(password, asAlways ? options : { ...options, ...CHEAP }, ...rest);

export const { parseOptions, verify } = real;
