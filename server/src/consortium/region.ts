import { sql } from "kysely";
import { type Actor, demand } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { isTimeZone } from "../kernel/time.ts";

/** The region's time zone (IANA name): of everything and everybody that belongs to no library. */
export async function regionZone(db: Db): Promise<string> {
  const { rows } = await sql<{ time_zone: string }>`select r.time_zone from consortium.region r`.execute(db);
  return rows[0]!.time_zone;
}

/** Sets the region's time zone. Refuses: `forbidden` 403, `time-zone-unknown` 400. */
export async function setRegionZone(tx: Tx, actor: Actor, timeZone: string): Promise<void> {
  demand(actor, ["consortium-admin"], null);
  if (!isTimeZone(timeZone)) throw new Problem("time-zone-unknown", 400, { timeZone });
  await sql`update consortium.region set time_zone = ${timeZone}`.execute(tx);
  await writeAudit(tx, actor, "region.time-zone", { kind: "region", id: timeZone }, null);
}
