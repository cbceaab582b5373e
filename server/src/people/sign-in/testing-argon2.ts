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

/** What passwords were compared with, while somebody wants to know it. */
let compared: string[] | undefined;

/** The hashes that passwords are compared with in this work. */
export async function comparedIn(work: () => Promise<unknown>): Promise<string[]> {
  compared = [];
  await work();
  const found = compared;
  compared = undefined;
  return found;
}

export const verify: Argon2["verify"] = (hashed, ...rest) => {
  compared?.push(String(hashed));
  return real.verify(hashed, ...rest);
};

export const { parseOptions } = real;
