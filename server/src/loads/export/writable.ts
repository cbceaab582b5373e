import {
  isData,
  type MarcField,
  type MarcRecord,
  MarcTooLongError,
  MarcUnwritableError,
  writeIso2709,
  writeMarcJson,
  writeMarcXml,
} from "@commonshelf/marc";
import { convertRecord } from "@commonshelf/marc/conversion";
import type { LeftReason, RecordFlavour } from "../words.ts";

/** Formats of whole records. */
export const recordFormats = ["iso2709", "marcxml", "marcjson"] as const;
export type RecordFormat = (typeof recordFormats)[number];

/** What a format cannot hold: a field or a subfield (`place`: its tag), or the whole record (`place` null); what a conversion lost. */
export type LeftOut = { place: string | null; reason: LeftReason; detail: string };

/**
 * A record in a format; a record over 99,999 bytes is several ISO 2709 records of one number, its items shared among them.
 * What the format cannot hold is left out and named; `chunks` is empty when nothing of it can be written.
 */
export function writeRecord(
  marc: MarcRecord,
  format: RecordFormat,
): { chunks: (string | Uint8Array)[]; leftOut: LeftOut[] } {
  try {
    if (format === "marcxml") return { chunks: [`${writeMarcXml(marc)}\n`], leftOut: [] };
    if (format === "marcjson") return { chunks: [`${JSON.stringify(writeMarcJson(marc))}\n`], leftOut: [] };
    return writeIso(marc);
  } catch (error) {
    // Whatever is wrong with one record, the others are written.
    return { chunks: [], leftOut: [{ place: null, reason: "record", detail: (error as Error).message }] };
  }
}

/** The same of a record that is brought into a format first; fields without a place there stand in 886 as they were. */
export function writeRecordAs(
  marc: MarcRecord,
  format: RecordFormat,
  flavour: RecordFlavour | null,
): ReturnType<typeof writeRecord> {
  if (flavour === null) return writeRecord(marc, format);
  const { record, losses } = convertRecord(marc, flavour, { aside: true });
  const { chunks, leftOut } = writeRecord(record, format);
  const lost = losses.flatMap(({ tag, code, value, kind }): LeftOut[] =>
    kind === "aside"
      ? []
      : [
          {
            place: `${tag}${code && kind !== "coded" ? ` $${code}` : code && ` ${code}`}`,
            reason: kind,
            detail: value,
          },
        ],
  );
  return { chunks, leftOut: [...leftOut, ...lost] };
}

function writeIso(marc: MarcRecord): { chunks: Uint8Array[]; leftOut: LeftOut[] } {
  try {
    return { chunks: [writeIso2709(marc)], leftOut: [] };
  } catch (error) {
    if (!(error instanceof MarcUnwritableError)) throw error;
    const { record, leftOut } = withoutUnwritable(marc);
    return { chunks: writeParts(record), leftOut };
  }
}

/** The record without the fields and subfields that ISO 2709 cannot hold. */
function withoutUnwritable(marc: MarcRecord): { record: MarcRecord; leftOut: LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const fields = marc.fields.flatMap((field): MarcField[] => {
    const kept = writableField(field, leftOut);
    if (kept === undefined) return [];
    const alone = problemOf({ leader: marc.leader, fields: [kept] });
    if (alone === undefined) return [kept];
    leftOut.push({ place: field.tag, reason: "field", detail: alone });
    return [];
  });
  return { record: { leader: marc.leader, fields }, leftOut };
}

function writableField(field: MarcField, leftOut: LeftOut[]): MarcField | undefined {
  if (!isData(field)) return field;
  const subfields = field.subfields.filter(([code]) => {
    const isWritable = [...code].length === 1 && !/\p{Cc}/u.test(code);
    if (!isWritable) leftOut.push({ place: field.tag, reason: "code", detail: JSON.stringify(code) });
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
