import { createHmac } from "node:crypto";
import type { Db } from "./database.ts";
import { readSecret } from "./secrets.ts";

/**
 * A network as limits know it: a keyed hash of the address (of IPv6 the first 64 bits, which one household holds), so
 * that no address is kept. Not to be turned back, the same in all processes of a region.
 */
export async function networkKey(db: Db, address: string): Promise<string> {
  const plain = address.replace(/^::ffff:/i, "");
  const net = plain.includes(":") ? plain.toLowerCase().split(":").slice(0, 4).join(":") : plain;
  const mac = createHmac("sha256", await readSecret(db, "network-key"))
    .update(net)
    .digest("base64url");
  return `net:${mac.slice(0, 16)}`;
}
