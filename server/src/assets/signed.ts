import { createHmac, timingSafeEqual } from "node:crypto";
import type { Db } from "../kernel/database.ts";
import { readSecret } from "../kernel/secrets.ts";
import type { Clock } from "../kernel/time.ts";

/** An address under which a file is open to whoever has it, until a moment: `/files/<id>?until=<seconds>&signature=…`. */
export async function signedAddress(db: Db, fileId: string, until: Date): Promise<string> {
  const seconds = String(Math.floor(until.getTime() / 1000));
  const signature = (await macOf(db, fileId, seconds)).toString("base64url");
  return `/files/${fileId}?${new URLSearchParams({ until: seconds, signature })}`;
}

/** Whether what follows the `?` of a file's address was signed for this file, and still holds. */
export async function isSigned(
  deps: { db: Db; clock: Clock },
  fileId: string,
  { until, signature }: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  if (typeof until !== "string" || typeof signature !== "string" || !/^\d{9,11}$/.test(until)) return false;
  if (Number(until) * 1000 <= deps.clock.now().getTime()) return false;
  const given = Buffer.from(signature, "base64url");
  const right = await macOf(deps.db, fileId, until);
  return given.length === right.length && timingSafeEqual(given, right);
}

async function macOf(db: Db, fileId: string, seconds: string): Promise<Buffer> {
  return createHmac("sha256", await readSecret(db, "signed-files"))
    .update(`${fileId} ${seconds}`)
    .digest();
}
