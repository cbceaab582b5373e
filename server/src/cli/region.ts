import { parseArgs } from "node:util";
import { regionZone, setRegionZone } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import type { Config } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { EXIT, print } from "./output.ts";
import { openRegionDatabase } from "./serving/region-database.ts";

export const regionHelp = `commonshelf region [--time-zone ZONE]

Shows what belongs to the region as a whole, or sets it. A running server takes it over at its next start.

  --time-zone ZONE   of readers and books that belong to no library, and of new members`;

/** `commonshelf region`. */
export async function regionCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: { "time-zone": { type: "string" } } });
  const zone = values["time-zone"];
  const database = await openRegionDatabase(config, 2, "commonshelf-region");
  try {
    if (zone !== undefined) await inTransaction(database.db, (tx) => setRegionZone(tx, systemActor, zone));
    await print(`time zone\t${await regionZone(database.db)}\n`);
    return EXIT.ok;
  } finally {
    await database.close();
  }
}
