import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";

/** Where a harvest stands. The window's end is fixed at its first request, so that pages are stable while data changes. */
const tokenSchema = z.object({
  prefix: z.string(),
  from: z.string().nullable(),
  until: z.string(),
  member: z.number().int().nullable(),
  position: z.object({ changedAt: z.string(), id: z.number().int() }),
  cursor: z.number().int(),
  total: z.number().int(),
  expires: z.number().int(),
});
export type HarvestToken = z.infer<typeof tokenSchema>;

function sign(body: string, key: Buffer): Buffer {
  return createHmac("sha256", key).update(body).digest().subarray(0, 16);
}

/** The token as text: base64url of its JSON and a signature. */
export function writeToken(token: HarvestToken, key: Buffer): string {
  const body = Buffer.from(JSON.stringify(token)).toString("base64url");
  return `${body}.${sign(body, key).toString("base64url")}`;
}

/** The token a harvester gives back; undefined when it was not made here, was changed, or has expired. */
export function readToken(text: string, key: Buffer, now: Date): HarvestToken | undefined {
  const [body, signature, ...rest] = text.split(".");
  if (!body || !signature || rest.length > 0) return undefined;
  const expected = sign(body, key);
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const token = tokenSchema.parse(JSON.parse(Buffer.from(body, "base64url").toString()));
  return token.expires > now.getTime() ? token : undefined;
}
