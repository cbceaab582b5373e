import { createHmac, timingSafeEqual } from "node:crypto";
import type { Db } from "../kernel/database.ts";
import { readSecret } from "../kernel/secrets.ts";

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
/** Twelve of 31 letters are 59 bits. */
const LENGTH = 12;
const SECRET = "drifting-label";

/** What stands in the book and nowhere else: made from the journey's id, so a label can be printed again. */
export async function secretOf(db: Db, journeyId: string): Promise<string> {
  const mac = createHmac("sha256", await readSecret(db, SECRET))
    .update(journeyId)
    .digest();
  let rest = mac.readBigUInt64BE(0);
  let text = "";
  for (let i = 0; i < LENGTH; i++) {
    text += LETTERS[Number(rest % 31n)];
    rest /= 31n;
  }
  return text;
}

/** A typed secret as it is compared: hyphens, case and width do not matter. */
export function readTyped(typed: string): string {
  return typed
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .slice(0, 40);
}

/** True when `typed` is the journey's secret; takes as long whatever is wrong with it. */
export async function isSecret(db: Db, journeyId: string, typed: string): Promise<boolean> {
  const right = Buffer.from(await secretOf(db, journeyId));
  const given = Buffer.alloc(right.length);
  const text = readTyped(typed);
  given.write(text);
  return timingSafeEqual(given, right) && text.length === right.length;
}

/** A secret in groups of four, as it is printed. */
export function groupsOf(secret: string): string {
  return secret.match(/.{1,4}/g)!.join("-");
}
