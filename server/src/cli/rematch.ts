import { parseArgs } from "node:util";
import type { Config } from "../kernel/config.ts";
import { rematch } from "../match-review/index.ts";
import { EXIT, print, say } from "./output.ts";
import { openRegionDatabase } from "./serving/region-database.ts";

export const rematchHelp = `commonshelf rematch [--dry-run] [--json]

Decides about every record anew which title it belongs to, by today's rules and thresholds: what was joined wrongly parts,
what belongs together joins. What cataloguers said stays. Works in short turns beside readers and loads, and may be
stopped and run again at any time; running it again changes nothing.
  --dry-run  only count what would move; locks nothing
  --json     the result as one JSON object`;

/** `commonshelf rematch`. */
export async function rematchCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { "dry-run": { type: "boolean", default: false }, json: { type: "boolean", default: false } },
  });
  const database = await openRegionDatabase(config, 2, "commonshelf-rematch");
  try {
    const done = await rematch(database.pool, {
      dryRun: values["dry-run"],
      onProgress: ({ records, moved }) => {
        if (!values.json) say(`${records} records, ${moved} elsewhere`);
      },
    });
    if (values.json) await print(`${JSON.stringify(done)}\n`);
    else
      await print(
        `${done.records} records looked at, ${done.moved} ${values["dry-run"] ? "would stand" : "stand"} elsewhere\n`,
      );
    return EXIT.ok;
  } finally {
    await database.close();
  }
}
