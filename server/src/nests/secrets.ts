import { createHmac, timingSafeEqual } from "node:crypto";
import type { Db } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { readSecret } from "../kernel/secrets.ts";

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
/** Eight of 31 letters are 39 bits. */
const LENGTH = 8;
const SECRET = "nest-label";

/**
 * What stands on the label at a nest beside its public code, and nowhere else: whoever types it has been there. Made from
 * the nest's id, so that a label can be printed again.
 */
export async function nestSecret(db: Db, nestId: string): Promise<string> {
  const mac = createHmac("sha256", await readSecret(db, SECRET))
    .update(nestId)
    .digest();
  let rest = mac.readBigUInt64BE(0);
  let text = "";
  for (let i = 0; i < LENGTH; i++) {
    text += LETTERS[Number(rest % 31n)];
    rest /= 31n;
  }
  return text;
}

/** Asks for the secret on the label. Refuses `nest-secret-missing` 409, `nest-secret-wrong` 409. */
export async function demandAtNest(db: Db, nestId: string, typed: string): Promise<void> {
  const text = typed
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .slice(0, 20);
  if (text === "") throw new Problem("nest-secret-missing", 409);
  const right = Buffer.from(await nestSecret(db, nestId));
  const given = Buffer.alloc(right.length);
  given.write(text);
  if (!timingSafeEqual(given, right) || text.length !== right.length)
    throw new Problem("nest-secret-wrong", 409);
}
