import { parseArgs } from "node:util";
import { marcXmlFooter, marcXmlHeader } from "@commonshelf/marc";
import { findMemberByCode } from "../consortium/index.ts";
import type { Config } from "../kernel/config.ts";
import { recordWriter, scanRecords } from "../loads/index.ts";
import { EXIT, print, say, UsageError } from "./output.ts";
import { openRegionDatabase } from "./serving/region-database.ts";

export const exportHelp = `commonshelf export --member CODE [--format iso2709|marcxml|marcjson] [--as marc21|cnmarc]

Writes a member's live records, as that member sent them, to standard output (UTF-8).
What a format cannot hold is named and left out, and the rest goes on: a field whose tag is not three characters or that
takes more than 9,999 bytes and a subfield without a code of one character do not fit ISO 2709. A record over 99,999 bytes
is written as several of the same number, its items shared among them. --as brings every record into one format by the table of docs/marc21-and-cnmarc.md; what that loses is
named as well, fields without a place stand in 886 as they were. The last line counts; exit code 1 when anything
was left out.`;

/** `commonshelf export`. */
export async function exportCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      member: { type: "string" },
      format: { type: "string", default: "iso2709" },
      as: { type: "string" },
    },
  });
  if (!values.member) throw new UsageError("export needs --member CODE");
  const format = recordWriter.recordFormats.find((one) => one === values.format);
  if (!format) throw new UsageError(`There is no format ${values.format}`);
  const flavour = readFlavour(values.as);
  const database = await openRegionDatabase(config, 2, "commonshelf-export");
  const told = { records: 0, recordsLeftOut: 0, piecesLeftOut: 0 };
  try {
    const member = await findMemberByCode(database.db, values.member);
    if (format === "marcxml") await print(marcXmlHeader);
    for await (const page of scanRecords(database.db, member.id)) {
      const parts: Buffer[] = [];
      for (const { marc, controlNumber } of page) {
        const { chunks, leftOut } = recordWriter.writeRecordAs(marc, format, flavour);
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

/** marc21, cnmarc; null where each record stays in its own format. */
export function readFlavour(value: string | undefined): "marc21" | "unimarc" | null {
  if (value === undefined) return null;
  if (value === "marc21") return value;
  if (value === "cnmarc" || value === "unimarc") return "unimarc";
  throw new UsageError("--as is marc21 or cnmarc");
}

/** What was not written as it stood, in words. */
export function wordsOf({ place, reason, detail }: recordWriter.LeftOut): string {
  if (reason === "record") return `the record is left out: ${detail}`;
  if (reason === "code") return `a subfield of ${place} is left out: its code ${detail} is not one character`;
  if (reason === "in-text") return `${place} stands in the text of its field: ${detail}`;
  if (reason === "coded") return `${place} has no code there: ${detail}`;
  if (reason === "left-out") return `${place} has no place there: ${detail}`;
  return `field ${JSON.stringify(place)} is left out: ${detail}`;
}
