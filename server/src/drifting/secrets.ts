import { createHmac, timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { readSecret } from "../kernel/secrets.ts";

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
/** Twelve of 31 letters are 59 bits. */
const LENGTH = 12;
const SECRET = "drifting-label";

/** Used secrets that are still told apart from wrong ones. */
const MOST_USED = 40;

/** What stands in the book now and nowhere else: made from the journey and how often it was found. */
export async function secretOf(db: Db, journeyId: string): Promise<string> {
  const { rows } = await sql<{ secret_number: number }>`select j.secret_number from drifting.journey j
    where j.id = ${journeyId}`.execute(db);
  return secretNumber(await readSecret(db, SECRET), journeyId, rows[0]?.secret_number ?? 0);
}

function secretNumber(key: Buffer, journeyId: string, number: number): string {
  // Number 0 is the secret of labels printed before secrets changed.
  const mac = createHmac("sha256", key)
    .update(number === 0 ? journeyId : `${journeyId}:${number}`)
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
function readTyped(typed: string): string {
  return typed
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .slice(0, 40);
}

/** Whether `typed` is the secret that holds now, one that a find has used up, or none of this journey. */
export type SecretMatch = "current" | "used" | "wrong";

/** Compares a typed secret; takes as long whatever is wrong with it. */
export async function matchSecret(
  db: Db,
  journey: { id: string; secretNumber: number },
  typed: string,
): Promise<SecretMatch> {
  const key = await readSecret(db, SECRET);
  const text = readTyped(typed);
  let match: SecretMatch = "wrong";
  for (let number = Math.max(0, journey.secretNumber - MOST_USED); number <= journey.secretNumber; number++) {
    const right = Buffer.from(secretNumber(key, journey.id, number));
    const given = Buffer.alloc(right.length);
    given.write(text);
    if (timingSafeEqual(given, right) && text.length === right.length)
      match = number === journey.secretNumber ? "current" : "used";
  }
  return match;
}

/** A secret in groups of four, as it is printed. */
export function groupsOf(secret: string): string {
  return secret.match(/.{1,4}/g)!.join("-");
}
