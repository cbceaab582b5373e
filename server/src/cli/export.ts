import { parseArgs } from "node:util";
import {
  MarcTooLongError,
  marcXmlFooter,
  marcXmlHeader,
  writeIso2709,
  writeMarcJson,
  writeMarcXml,
} from "@commonshelf/marc";
import { scanRecords } from "../catalogue/index.ts";
import { findMemberByCode } from "../consortium/index.ts";
import type { Config } from "../kernel/config.ts";
import { openRegionDatabase } from "../kernel/region-database.ts";
import { EXIT, print, say, UsageError } from "./output.ts";

export const exportHelp = `commonshelf export --member CODE [--format iso2709|marcxml|marcjson]

Writes a member's live records, as that member sent them, to standard output (UTF-8).
Records over 99,999 bytes do not fit ISO 2709; they are named and left out, and the exit code is 1.`;

/** `commonshelf export`. */
export async function exportCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { member: { type: "string" }, format: { type: "string", default: "iso2709" } },
  });
  if (!values.member) throw new UsageError("export needs --member CODE");
  const format = values.format;
  if (!["iso2709", "marcxml", "marcjson"].includes(format))
    throw new UsageError(`There is no format ${format}`);
  const database = await openRegionDatabase(config, 2, "commonshelf-export");
  let leftOut = 0;
  try {
    const member = await findMemberByCode(database.db, values.member);
    if (format === "marcxml") await print(marcXmlHeader);
    for await (const page of scanRecords(database.db, member.id)) {
      const parts: (string | Uint8Array)[] = [];
      for (const { marc, controlNumber } of page) {
        if (format === "marcxml") parts.push(`${writeMarcXml(marc)}\n`);
        else if (format === "marcjson") parts.push(`${JSON.stringify(writeMarcJson(marc))}\n`);
        else {
          try {
            parts.push(writeIso2709(marc));
          } catch (error) {
            if (!(error instanceof MarcTooLongError)) throw error;
            leftOut++;
            say(`${controlNumber}: ${error.message}`);
          }
        }
      }
      await print(Buffer.concat(parts.map((part) => Buffer.from(part))));
    }
    if (format === "marcxml") await print(marcXmlFooter);
    return leftOut > 0 ? EXIT.failed : EXIT.ok;
  } finally {
    await database.close();
  }
}
