import { hash, verify } from "@node-rs/argon2";
import { Problem } from "../../kernel/problem.ts";
import { isCommonPassword } from "./common-passwords.ts";

const PASSWORD_CHARS_MIN = 8;
/** For whoever holds a role: their account opens other people's data (OWASP ASVS 4, 2.1.1). */
const STAFF_PASSWORD_CHARS_MIN = 12;
/** Longer ones only make hashing a lever against the server. */
const PASSWORD_CHARS_MAX = 256;
/** Argon2id at 19 MiB, two passes, one lane: OWASP Password Storage Cheat Sheet; about 20 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** At about 20 ms each on two cores, the last of these waits about two seconds. */
const CHECKS_WAITING_MAX = 200;
/** A hash of nothing anybody knows, made with COST: an unknown login must cost what a known one costs. */
const NOBODYS_HASH =
  "$argon2id$v=19$m=19456,t=2,p=1$BOsz7UiSn3M5AX90UmmNMg$Y5Ouez4Ggu5c1J2HWxHAM4LbNLLnfP1XbIOpSLZ3pkM";

let checksWaiting = 0;

/** Whose password it is to be: `isStaff` when they hold any role, `own` their login and name. */
export type PasswordOwner = { isStaff: boolean; own: readonly string[] };

/**
 * Holds a new password against the rules. Refuses `password-too-short` 400 (8 characters, 12 for staff; param `min`),
 * `password-too-long` 400, `password-common` 400 (guessers try it early).
 */
export function demandGoodPassword(password: string, owner: PasswordOwner): void {
  const text = password.normalize("NFKC");
  const min = owner.isStaff ? STAFF_PASSWORD_CHARS_MIN : PASSWORD_CHARS_MIN;
  if (Array.from(text).length < min) throw new Problem("password-too-short", 400, { min });
  if (text.length > PASSWORD_CHARS_MAX)
    throw new Problem("password-too-long", 400, { max: PASSWORD_CHARS_MAX });
  if (isCommonPassword(text, owner.own)) throw new Problem("password-common", 400);
}

/** True for a password that would do for staff. */
export function isStrongPassword(password: string, own: readonly string[]): boolean {
  const text = password.normalize("NFKC");
  return Array.from(text).length >= STAFF_PASSWORD_CHARS_MIN && !isCommonPassword(text, own);
}

/** Hash of a password (Argon2id, PHC string) that `demandGoodPassword` has let pass. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(password.normalize("NFKC"), COST);
}

/**
 * True when `password` is the one that was hashed. Without a hash it takes as long and is never true.
 * Refuses with `busy` 503 when too many checks wait already.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  if (checksWaiting >= CHECKS_WAITING_MAX) throw new Problem("busy", 503);
  checksWaiting += 1;
  try {
    const text = password.normalize("NFKC").slice(0, PASSWORD_CHARS_MAX + 1);
    const matches = await verify(passwordHash ?? NOBODYS_HASH, text);
    return matches && passwordHash !== null;
  } finally {
    checksWaiting -= 1;
  }
}
