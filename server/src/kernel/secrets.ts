import { createHmac, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Db } from "./database.ts";
import { networkOf } from "./http/networks.ts";

const BYTES = 32;

/** A key of this region, made at first use and the same ever after: for signing, or for telling databases apart. */
export async function readSecret(db: Db, name: string): Promise<Buffer> {
  await sql`insert into kernel.secret (name, value) values (${name}, ${randomBytes(BYTES)})
    on conflict (name) do nothing`.execute(db);
  const { rows } = await sql<{ value: Buffer }>`select value from kernel.secret where name = ${name}`.execute(
    db,
  );
  return rows[0]!.value;
}

/** A network as limits know it: a keyed hash, so that no address is kept, the same in all processes of a region. */
export async function networkKey(db: Db, address: string): Promise<string> {
  const mac = createHmac("sha256", await readSecret(db, "network-key"))
    .update(networkOf(address))
    .digest("base64url");
  return `net:${mac.slice(0, 16)}`;
}
