import { createReadStream } from "node:fs";
import { parseArgs } from "node:util";
import { marcXmlFooter, marcXmlHeader, readMarc } from "@commonshelf/marc";
import { recordWriter } from "../../loads/index.ts";
import { readFlavour, wordsOf } from "../export.ts";
import { EXIT, print, say, UsageError } from "../output.ts";

export const convertHelp = `commonshelf convert --as marc21|cnmarc [--format iso2709|marcxml|marcjson] FILE...

Turns records of files into MARC 21 or CNMARC by the table of docs/marc21-and-cnmarc.md and writes them to standard output
(UTF-8); what is in that format already stays as it is. No region is needed. What a record loses is named by its number, field
and value; fields without a place stand in 886 as they were and return on the way back. The last line counts; exit code 1 when
a record could not be read or written.`;

/** `commonshelf convert`. */
export async function convertCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { as: { type: "string" }, format: { type: "string", default: "iso2709" } },
  });
  const flavour = readFlavour(values.as);
  const format = recordWriter.recordFormats.find((one) => one === values.format);
  if (!flavour || !format || positionals.length === 0) throw new UsageError(convertHelp);
  const told = { written: 0, unread: 0, losses: 0 };
  if (format === "marcxml") await print(marcXmlHeader);
  for (const file of positionals)
    for await (const batch of readMarc(createReadStream(file))) {
      const parts: Buffer[] = [];
      for (const result of batch) {
        if (!result.ok) {
          told.unread++;
          say(`${file}: ${result.message}`);
          continue;
        }
        const { chunks, leftOut } = recordWriter.writeRecordAs(result.record, format, flavour);
        parts.push(...chunks.map((part) => Buffer.from(part)));
        const first = result.record.fields.find((field) => field.tag === "001");
        const number = first && "value" in first ? first.value.trim() : "";
        if (chunks.length > 0) told.written++;
        else told.unread++;
        told.losses += leftOut.length;
        for (const one of leftOut) say(`${number}: ${wordsOf(one)}`);
      }
      await print(Buffer.concat(parts));
    }
  if (format === "marcxml") await print(marcXmlFooter);
  say(
    `${told.written} records written, ${told.unread} not, ${told.losses} fields, subfields or codes not as they were`,
  );
  return told.unread > 0 ? EXIT.failed : EXIT.ok;
}
