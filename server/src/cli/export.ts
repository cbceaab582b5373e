import { parseArgs } from "node:util";
import {
  isData,
  type MarcField,
  type MarcRecord,
  MarcTooLongError,
  MarcUnwritableError,
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
What a format cannot hold is named and left out, and the rest goes on: a field whose tag is not three characters or that
takes more than 9,999 bytes and a subfield without a code of one character do not fit ISO 2709. A record over 99,999 bytes
is written as several of the same number, its items shared among them. The last line counts; exit code 1 when anything
was left out.`;

type Format = "iso2709" | "marcxml" | "marcjson";
const formats: readonly string[] = ["iso2709", "marcxml", "marcjson"] satisfies Format[];

/** `commonshelf export`. */
export async function exportCommand(args: string[], config: Config): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { member: { type: "string" }, format: { type: "string", default: "iso2709" } },
  });
  if (!values.member) throw new UsageError("export needs --member CODE");
  if (!formats.includes(values.format)) throw new UsageError(`There is no format ${values.format}`);
  const format = values.format as Format;
  const database = await openRegionDatabase(config, 2, "commonshelf-export");
  const told = { records: 0, recordsLeftOut: 0, piecesLeftOut: 0 };
  try {
    const member = await findMemberByCode(database.db, values.member);
    if (format === "marcxml") await print(marcXmlHeader);
    for await (const page of scanRecords(database.db, member.id)) {
      const parts: Buffer[] = [];
      for (const { marc, controlNumber } of page) {
        try {
          const { text, leftOut } = writeRecord(marc, format);
          parts.push(...text.map((part) => Buffer.from(part)));
          told.records++;
          told.piecesLeftOut += leftOut.length;
          for (const one of leftOut) say(`${controlNumber}: ${one}`);
        } catch (error) {
          // Whatever is wrong with one record, the others are written.
          told.recordsLeftOut++;
          say(`${controlNumber}: the record is left out: ${(error as Error).message}`);
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

/** A record in the format asked for; ISO 2709 may need several. `leftOut`: what it cannot hold, in words. */
function writeRecord(marc: MarcRecord, format: Format): { text: (string | Uint8Array)[]; leftOut: string[] } {
  if (format === "marcxml") return { text: [`${writeMarcXml(marc)}\n`], leftOut: [] };
  if (format === "marcjson") return { text: [`${JSON.stringify(writeMarcJson(marc))}\n`], leftOut: [] };
  try {
    return { text: [writeIso2709(marc)], leftOut: [] };
  } catch (error) {
    if (!(error instanceof MarcUnwritableError)) throw error;
    const { record, leftOut } = withoutUnwritable(marc);
    return { text: writeParts(record), leftOut };
  }
}

/** The record without the fields and subfields that ISO 2709 cannot hold. */
function withoutUnwritable(marc: MarcRecord): { record: MarcRecord; leftOut: string[] } {
  const leftOut: string[] = [];
  const fields = marc.fields.flatMap((field): MarcField[] => {
    const kept = writableField(field, leftOut);
    if (kept === undefined) return [];
    const alone = problemOf({ leader: marc.leader, fields: [kept] });
    if (alone === undefined) return [kept];
    leftOut.push(`field ${JSON.stringify(field.tag)} is left out: ${alone}`);
    return [];
  });
  return { record: { leader: marc.leader, fields }, leftOut };
}

function writableField(field: MarcField, leftOut: string[]): MarcField | undefined {
  if (!isData(field)) return field;
  const subfields = field.subfields.filter(([code]) => {
    const isWritable = [...code].length === 1 && !/\p{Cc}/u.test(code);
    if (!isWritable)
      leftOut.push(
        `a subfield of ${field.tag} is left out: its code ${JSON.stringify(code)} is not one character`,
      );
    return isWritable;
  });
  return subfields.length === 0 && field.subfields.length > 0 ? undefined : { ...field, subfields };
}

function problemOf(record: MarcRecord): string | undefined {
  try {
    writeIso2709(record);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Fields that systems repeat per item: what a title too long for one record is parted by. */
const ITEM_TAG = /^(85[2-5]|86[3-8]|87[6-8]|9\d\d|[A-Z].{2})$/;

/** A record too long for ISO 2709 as several of one number, each with all of the title and a part of its items. */
function writeParts(record: MarcRecord): Uint8Array[] {
  try {
    return [writeIso2709(record)];
  } catch (error) {
    if (!(error instanceof MarcTooLongError) || error.tag !== undefined) throw error;
    const title = record.fields.filter((field) => !ITEM_TAG.test(field.tag));
    const items = record.fields.filter((field) => ITEM_TAG.test(field.tag));
    if (items.length < 2) throw error;
    const half = Math.ceil(items.length / 2);
    return [items.slice(0, half), items.slice(half)].flatMap((part) =>
      writeParts({ leader: record.leader, fields: [...title, ...part] }),
    );
  }
}
