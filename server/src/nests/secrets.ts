import { createHmac, timingSafeEqual } from "node:crypto";
import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { networkKey, readSecret } from "../kernel/secrets.ts";
import type { Clock } from "../kernel/time.ts";
import { countAct } from "../moderation/index.ts";
import { lockNest } from "./nests.ts";
import { refuse } from "./refusals.ts";

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

function readTyped(typed: string): string {
  return typed
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .slice(0, 20);
}

async function isRight(db: Db, nestId: string, text: string): Promise<boolean> {
  const right = Buffer.from(await nestSecret(db, nestId));
  const given = Buffer.alloc(right.length);
  given.write(text);
  return timingSafeEqual(given, right) && text.length === right.length;
}

/** Asks for the secret on the label. Refuses `nest-secret-missing` 409, `nest-secret-wrong` 409. */
export async function demandAtNest(db: Db, nestId: string, typed: string): Promise<void> {
  const text = readTyped(typed);
  if (text === "") throw refuse("nest-secret-missing");
  if (!(await isRight(db, nestId, text))) throw refuse("nest-secret-wrong");
}

/** Wrong secrets one network or reader may type in a day; the right one always works. */
export const WRONG_SECRETS_PER_DAY = 20;

/**
 * Looks at a typed secret, in a transaction of its own, and counts a wrong one against whoever typed it, never against the
 * nest. Refuses `nest-unknown` 404; what it returns refuses `nest-secret-locked` 429 (too many wrong ones),
 * `nest-secret-wrong` 409.
 */
export async function countWrongSecret(
  tx: Tx,
  clock: Clock,
  { code, secret, who }: { code: string; secret: string; who: string },
): Promise<() => void> {
  const { id } = await lockNest(tx, code);
  const text = readTyped(secret);
  if (text === "" || (await isRight(tx, id, text))) return () => {};
  const isOver = await countAct(tx, clock, { who, act: "wrong-nest-secret" }, WRONG_SECRETS_PER_DAY).then(
    () => false,
    (error: unknown) => {
      if (error instanceof Problem) return true;
      throw error;
    },
  );
  return () => {
    throw refuse(isOver ? "nest-secret-locked" : "nest-secret-wrong");
  };
}

/**
 * Lets a visitor with a right secret or none pass; wrong ones are counted against the network they come from. Refuses as
 * `countWrongSecret`.
 */
export async function passSecretGate(
  { db, clock }: { db: Db; clock: Clock },
  ip: string,
  code: string,
  secret: string,
): Promise<void> {
  const who = await networkKey(db, ip);
  const demandRight = await inTransaction(db, (tx) => countWrongSecret(tx, clock, { code, secret, who }));
  demandRight();
}
