import { parseArgs } from "node:util";
import { marcXmlFooter, marcXmlHeader } from "@commonshelf/marc";
import { findMemberByCode } from "../consortium/index.ts";
import type { Config } from "../kernel/config.ts";
import { recordWriter, scanRecords } from "../loads/index.ts";
import { EXIT, print, say, UsageError } from "./output.ts";
import { openRegionDatabase } from "./serving/region-database.ts";

export const exportHelp = `commonshelf export --member CODE [--format iso2709|marcxml|marcjson]

Writes a member's live records, as that member sent them, to standard output (UTF-8).
What a format cannot hold is named and left out, and the rest goes on: a field whose tag is not three characters or that
takes more than 9,999 bytes and a subfield without a code of one character do not fit ISO 2709. A record over 99,999 bytes
is written as several of the same number, its items shared among them. The last line counts; exit code 1 when anything
was left out.`;

/** `commonshelf export`. */
export async function exportCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { member: { type: "string" }, format: { type: "string", default: "iso2709" } },
  });
  if (!values.member) throw new UsageError("export needs --member CODE");
  const format = recordWriter.recordFormats.find((one) => one === values.format);
  if (!format) throw new UsageError(`There is no format ${values.format}`);
  const database = await openRegionDatabase(config, 2, "commonshelf-export");
  const told = { records: 0, recordsLeftOut: 0, piecesLeftOut: 0 };
  try {
    const member = await findMemberByCode(database.db, values.member);
    if (format === "marcxml") await print(marcXmlHeader);
    for await (const page of scanRecords(database.db, member.id)) {
      const parts: Buffer[] = [];
      for (const { marc, controlNumber } of page) {
        const { chunks, leftOut } = recordWriter.writeRecord(marc, format);
        parts.push(...chunks.map((part) => Buffer.from(part)));
        if (chunks.length > 0) told.records++;
        for (const one of leftOut) {
          if (one.reason === "record") told.recordsLeftOut++;
          else told.piecesLeftOut++;
          say(`${controlNumber}: ${wordsOf(one)}`);
        }
      }
      await print(Buffer.concat(parts));
    }
    if (format === "marcxml") await print(marcXmlFooter);
    say(
      `${told.records} records written, ${told.recordsLeftOut} left out, ${told.piecesLeftOut} fields or subfields left out`,
    );
    return told.recordsLeftOut + told.piecesLeftOut > 0 ? EXIT.failed : EXIT.ok;
  } finally {
    await database.close();
  }
}

function wordsOf({ place, reason, detail }: recordWriter.LeftOut): string {
  if (reason === "record") return `the record is left out: ${detail}`;
  if (reason === "code") return `a subfield of ${place} is left out: its code ${detail} is not one character`;
  return `field ${JSON.stringify(place)} is left out: ${detail}`;
}
