import { createRequire } from "node:module";

type Argon2 = typeof import("@node-rs/argon2");

// The package itself: in tests its name leads here (vitest.config.ts).
const real = createRequire(import.meta.url)("@node-rs/argon2") as Argon2;
const CHEAP = { memoryCost: 8, timeCost: 1, parallelism: 1 };
let asAlways = false;

/** From now on hashes in this test file cost what they cost everybody; a test of the cost asks for it. */
export function hashAsAlways(): void {
  asAlways = true;
}

/** Tests sign somebody in some thousand times: their hashes cost 0.1 ms instead of 17, and checking them as little. */
export const hash: Argon2["hash"] = (password, options, ...rest) =>
  real.hash(password, asAlways ? options : { ...options, ...CHEAP }, ...rest);

export const { parseOptions, verify } = real;
