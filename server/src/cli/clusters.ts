import { parseArgs } from "node:util";
import type { Config } from "../kernel/config.ts";
import { scanClusters } from "../loads/index.ts";
import { EXIT, print } from "./output.ts";
import { openRegionDatabase } from "./serving/region-database.ts";

export const clustersHelp = `commonshelf clusters [--json]

Prints which instance every record stands in, one line each: member, control number, instance id, separated by tabs.
  --json   one JSON object per line`;

/** `commonshelf clusters`. */
export async function clustersCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean", default: false } } });
  const database = await openRegionDatabase(config, 2, "commonshelf-clusters");
  try {
    for await (const page of scanClusters(database.db))
      await print(
        page
          .map((row) =>
            values.json
              ? `${JSON.stringify(row)}\n`
              : `${row.memberCode}\t${row.controlNumber}\t${row.instanceId}\n`,
          )
          .join(""),
      );
    return EXIT.ok;
  } finally {
    await database.close();
  }
}
