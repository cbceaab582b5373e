import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { createGunzip } from "node:zlib";
import { importAuthorities } from "../authorities/index.ts";
import { systemActor } from "../kernel/actor.ts";
import type { Config } from "../kernel/config.ts";
import { systemClock } from "../kernel/time.ts";
import { EXIT, print, progressLine, say, UsageError } from "./output.ts";
import { openRegionDatabase } from "./serving/region-database.ts";

export const authoritiesHelp = `commonshelf authorities import FILE... [--source NAME] [--json]

Takes authority records into the region: MARC 21 or CNMARC/UNIMARC authorities and MARC 21 classification records, in any
format records come in (.gz too). A record is known by its 003 and 001: the same file again changes nothing, a newer one
brings what changed. --source says whose file it is where its records have no 003.
Bodies and subjects that are called the same, and persons of the same name and year of birth, are linked by themselves;
all others wait in the workbench under Authorities.

Exit code: 0 all taken, 1 failed, 2 wrong use, 3 some records were refused (each is named).`;

const POOL = 3;
const MOST_NAMED = 200;

/** `commonshelf authorities`. */
export async function authoritiesCommand(args: string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { source: { type: "string", default: "" }, json: { type: "boolean", default: false } },
  });
  const [action, ...files] = positionals;
  if (action !== "import" || files.length === 0) throw new UsageError("authorities needs import and a FILE");
  if (values.source.length > 40) throw new UsageError("--source has at most 40 characters");
  const database = await openRegionDatabase(config, POOL, "commonshelf-authorities");
  let refused = 0;
  try {
    for (const file of files) {
      const line = progressLine();
      const stream = createReadStream(file);
      const bytes = file.endsWith(".gz") ? stream.pipe(createGunzip()) : stream;
      const by = { db: database.db, clock: systemClock, personId: systemActor.personId };
      const result = await importAuthorities(by, bytes, values.source, (read) => line.show(`${read}`));
      line.end();
      refused += result.refused.length;
      for (const one of result.refused.slice(0, MOST_NAMED))
        say(
          `${basename(file)}: record ${one.index + 1}${one.number ? ` (${one.number})` : ""}: ${one.reason} ${one.place}`,
        );
      const { refused: left, ...counts } = result;
      await print(
        values.json
          ? `${JSON.stringify({ file, ...counts, refused: left.length })}\n`
          : `${basename(file)}: ${counts.read} read, ${counts.created} new, ${counts.updated} changed, ${counts.unchanged} as before, ${counts.withdrawn} withdrawn, ${left.length} refused\n`,
      );
    }
  } finally {
    await database.close();
  }
  return refused > 0 ? EXIT.refused : EXIT.ok;
}
