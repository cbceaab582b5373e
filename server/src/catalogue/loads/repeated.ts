import { isData, type MarcRecord } from "@commonshelf/marc";
import { type LoadNote, noteOf } from "../../copies/index.ts";
import { describe } from "../prepare-record.ts";
import { type LaterRecord, numberOf, sourceOf } from "./survey.ts";

/** One record to take, made of one or several records of the file that bear its number. */
export type RecordUnit = {
  result: LaterRecord;
  /** How many records of the file it stands for. */
  copies: number;
  notes: LoadNote[];
  /** Its fields as text, once a part was added. */
  known?: Set<string>;
};

const HOLDINGS_TAGS = /^(84[1-5]|85[2-5]|86[3-8]|87[6-8])$/;

/**
 * What records of one number are to each other. Parts that differ in their items only (a title too long for one ISO 2709
 * record) are one record with all items; the same title otherwise changed: the last one counts. Other titles under the
 * same number are other records when their agencies (003) differ; where that is missing or equal, the later is refused.
 */
export function resolveRepeated(
  results: readonly LaterRecord[],
  itemTags: ReadonlySet<string>,
): { units: RecordUnit[]; refused: LoadNote[] } {
  const units: RecordUnit[] = [];
  const refused: LoadNote[] = [];
  for (const result of results) {
    const rivals = units.filter((unit) => maySharePlace(unit.result.record, result.record));
    const same = rivals.find((unit) => titleKey(unit.result.record) === titleKey(result.record));
    if (same) addTo(same, result, itemTags);
    else if (rivals.length > 0 && result.record.leader[5] !== "d")
      refused.push(
        noteOf(placeOf(result), "refused", "number-repeated", "001", {
          number: numberOf(result.record),
          first: units[0]!.result.index + 1,
        }),
      );
    else if (rivals[0]) addTo(rivals[0], result, itemTags);
    else units.push({ result, copies: 1, notes: [] });
  }
  return { units, refused };
}

function maySharePlace(a: MarcRecord, b: MarcRecord): boolean {
  const [first, second] = [sourceOf(a).toLowerCase(), sourceOf(b).toLowerCase()];
  return first === second || first === "" || second === "";
}

function addTo(unit: RecordUnit, result: LaterRecord, itemTags: ReadonlySet<string>): void {
  const place = placeOf(result);
  const number = numberOf(result.record);
  unit.copies++;
  if (withoutItems(unit.result.record, itemTags) === withoutItems(result.record, itemTags)) {
    const { record } = unit.result;
    unit.known ??= new Set(record.fields.map((field) => JSON.stringify(field)));
    const { known } = unit;
    const added = result.record.fields.filter((field) => {
      const text = JSON.stringify(field);
      if (!isItemField(field.tag, itemTags) || known.has(text)) return false;
      known.add(text);
      return true;
    });
    unit.result = {
      ...unit.result,
      record: { leader: record.leader, fields: [...record.fields, ...added] },
      repairs: [...unit.result.repairs, ...result.repairs],
    };
    unit.notes.push(noteOf(place, "note", "record-part", "001", { number, first: unit.result.index + 1 }));
    return;
  }
  unit.notes.push(
    noteOf(placeOf(unit.result), "warning", "record-superseded", "001", { number, later: result.index + 1 }),
  );
  unit.result = result;
  delete unit.known;
}

function placeOf(result: LaterRecord): { index: number; byteOffset: number; controlNumber: string } {
  return { index: result.index, byteOffset: result.offset, controlNumber: numberOf(result.record) };
}

function isItemField(tag: string, itemTags: ReadonlySet<string>): boolean {
  return itemTags.has(tag) || HOLDINGS_TAGS.test(tag);
}

/** What a record says besides its items: all but item fields, the date of change (005) and the computed leader positions. */
function withoutItems({ leader, fields }: MarcRecord, itemTags: ReadonlySet<string>): string {
  const rest = fields.filter((field) => field.tag !== "005" && !isItemField(field.tag, itemTags));
  return JSON.stringify([leader.slice(5, 9), leader.slice(17, 20), rest]);
}

const titles = new WeakMap<MarcRecord, string>();

/** The title as letters and digits, to tell two titles apart. */
function titleKey(record: MarcRecord): string {
  const known = titles.get(record);
  if (known !== undefined) return known;
  const title = describe(record).titles[0];
  const text = title
    ? [title.main, title.sub, title.part, title.partName].join(" ")
    : record.fields
        .filter((field) => /^(245|200)$/.test(field.tag) && isData(field))
        .map((field) => JSON.stringify(field))
        .join();
  const key = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
  titles.set(record, key);
  return key;
}
