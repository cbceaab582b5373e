import { pairedFields } from "../paired-fields.ts";
import {
  controlValue,
  type DataField,
  fieldsOf,
  isData,
  type MarcField,
  type MarcRecord,
  subfieldValues,
} from "../record.ts";
import {
  agenciesToUnimarc,
  codedLosses,
  isLocal,
  languagesToUnimarc,
  setAside,
  takenBack,
  withRdaCodes,
} from "./agency.ts";
import { codesFromMarc21, fixedData, marcLeader, placeField, unimarcLeader } from "./coded.ts";
import { copyToUnimarc } from "./copies.ts";
import { type Control, controlsOf, type Further, furtherToUnimarc, withoutReturned } from "./further.ts";
import { imprintToUnimarc } from "./imprint.ts";
import type { ConversionOptions, Converted } from "./index.ts";
import { linkToUnimarc, workToUnimarc } from "./links.ts";
import { materialFields, physicalField, physicalLosses } from "./materials.ts";
import { nameToUnimarc } from "./names.ts";
import { isoPlace } from "./places-table.ts";
import { fieldOf, hasHan, type Loss, Reading } from "./reading.ts";
import { rowToUnimarc } from "./rows.ts";
import { addPinyin, contentOf, inOrder, linkScripts, withRole } from "./scripts.ts";
import { isAmong, seriesToUnimarc, titleToUnimarc, uniformToUnimarc } from "./titles.ts";

function convertField(reading: Reading, record: MarcRecord): DataField[] {
  const { tag } = reading.field;
  if (/^7[01][01]$/.test(tag) && reading.field.subfields.some(([code]) => code === "t"))
    return workToUnimarc(reading);
  if (/^[167](?:00|10|11)$/.test(tag))
    return nameToUnimarc(reading, fieldsOf(record, "100", "110", "111").length > 0);
  if (/^(?:76[0257]|77\d|78[0567]|8[013]\d|440)$/.test(tag) && tag !== "830")
    return linkToUnimarc(reading, record);
  switch (tag) {
    case "830":
      return linkToUnimarc(reading, record);
    case "245":
      return titleToUnimarc(reading);
    case "130":
    case "240":
    case "730":
      return uniformToUnimarc(reading);
    case "260":
    case "264":
      return imprintToUnimarc(reading);
    case "490":
      return seriesToUnimarc(reading);
    case "852":
      return copyToUnimarc(reading);
    case "040":
      return agenciesToUnimarc(reading);
    case "720":
      return withRoles(reading);
    default:
      return rowToUnimarc(reading);
  }
}

function withRoles(reading: Reading): DataField[] {
  const fields = rowToUnimarc(reading);
  for (const field of fields)
    field.subfields.push(...reading.values("e4").map((word): [string, string] => ["4", word]));
  return fields;
}

/** Fields that are read together with others, and say nothing more. */
const READ_ELSEWHERE = new Set(["041", "044"]);

class Fields {
  readonly made: MarcField[] = [];
  readonly losses: Loss[] = [];
  readonly #record: MarcRecord;
  readonly #options: ConversionOptions;
  #linked = 0;

  constructor(record: MarcRecord, options: ConversionOptions) {
    this.#record = record;
    this.#options = options;
  }

  add(tag: string, field: DataField, parallels: readonly DataField[]): void {
    const back = tag === "886" ? takenBack(field, "unimarc") : undefined;
    if (back || (isLocal(tag) && this.#options.local !== false)) {
      this.made.push(back ?? field);
      return;
    }
    const [first] = parallels;
    const [main, other] = first ? inOrder(field, first) : [field, undefined];
    const told = main === field ? tag : "880";
    const fields = this.#convert(tag, other ? withRole(main, other) : main, told);
    this.made.push(...fields);
    if (fields.length > 0 && other) this.#besides(tag, fields[0]!, other, other === field ? tag : "880");
    for (const more of parallels.slice(1)) this.made.push(...this.#convert(tag, more, "880"));
  }

  #convert(tag: string, field: DataField, told: string): DataField[] {
    const reading = new Reading({ ...withRdaCodes(field), tag });
    const fields = convertField(reading, this.#record);
    const isLost = fields.length === 0 && reading.isUntouched;
    const isAside = isLost && this.#options.aside === true;
    this.losses.push(
      ...reading.losses(told).map((loss): Loss => (isAside ? { ...loss, kind: "aside" } : loss)),
    );
    return isAside ? [setAside({ ...field, tag: told }, "marc21")] : fields;
  }

  /** A form in another script beside the one that stands. */
  #besides(tag: string, field: DataField, other: DataField, told: string): void {
    if (field.tag === "886") return;
    const [made] = this.#convert(tag, other, told);
    if (!made || made.tag === "886") return;
    // A role that only one form has does not part them.
    made.tag = field.tag;
    const isEmbedded = field.subfields.some(([code]) => code === "1");
    const isPinyin = hasHan(contentOf(field)) && !hasHan(contentOf(made));
    if (isPinyin && !isEmbedded)
      this.losses.push(...addPinyin(field, made, this.#options.pinyin ?? "capital"));
    else {
      linkScripts(field, made, ++this.#linked);
      this.made.push(made);
    }
  }
}

function codedFields(record: MarcRecord): DataField[] {
  const { general, text, form, serial } = codesFromMarc21(record);
  const one = (tag: string, value: string): DataField[] => (value ? fieldOf(tag, "  ", [["a", value]]) : []);
  return [...one("100", general), ...one("105", text), ...one("106", form), ...one("110", serial)];
}

function lossesOfCodes(record: MarcRecord, converted: MarcRecord): Loss[] {
  const before = controlValue(record, "008") ?? "";
  const isSame = (a: string, b: string): boolean =>
    a === b ||
    a === "|" ||
    a === " " ||
    (a === "0" && b === " ") ||
    a === "#" ||
    (a === "u" && " n".includes(b));
  const leader = codedLosses("LDR", record.leader.slice(0, 20), marcLeader(converted.leader), isSame).filter(
    (loss) => [6, 7, 8, 17, 19].includes(Number(loss.code.split("-")[0])),
  );
  return [...codedLosses("008", before.slice(0, 40), fixedData(converted), isSame), ...leader];
}

/** A record of MARC 21 as CNMARC. */
export function toUnimarc(record: MarcRecord, options: ConversionOptions): Converted {
  const all = new Fields(record, options);
  const fixed = controlValue(record, "008") ?? "";
  const [languages] = fieldsOf(record, "041").map((field) => new Reading(field));
  // What stood aside whole comes back as it was.
  const returning = fieldsOf(record, "886").flatMap((field) => {
    const back = takenBack(field, "unimarc");
    return back && isData(back) ? [back] : [];
  });
  const own = materialFields(record);
  const controls = controlsToUnimarc(record);
  const left = withoutReturned([...own, ...controls.fields], returning, ({ tag }) => tag, contentOf);
  all.made.push(
    ...codedFields(record),
    ...left.filter((field) => own.includes(field)),
    ...languagesToUnimarc(languages, fixed),
    ...[placeField(record) ?? []].flat(),
  );
  if (languages) all.losses.push(...languages.losses());
  all.losses.push(...placeLosses(record));
  for (const field of fieldsOf(record, "041").slice(1)) all.losses.push(...new Reading(field).losses());
  for (const { tag, field, parallels } of pairedFields(record, "marc21")) {
    if (READ_ELSEWHERE.has(tag)) continue;
    all.add(
      tag,
      field,
      parallels.map((one) => one.field),
    );
  }
  addParallelTitles(all.made);
  // The record's own field of a tag stands before what it has besides.
  all.made.push(...left.filter((field) => !own.includes(field)));
  all.made.push(...record.fields.filter(({ tag }) => ["001", "003", "005"].includes(tag)));
  if (options.aside) all.made.push(...controls.lossy.map((field) => setAside(field, "marc21")));
  all.losses.push(
    ...controls.losses.map((loss): Loss => (options.aside ? { ...loss, kind: "aside" } : loss)),
  );
  const fields = all.made.sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0));
  const converted: MarcRecord = { leader: unimarcLeader(record.leader), fields };
  return { record: converted, losses: [...all.losses, ...lossesOfCodes(record, converted)] };
}

const KNOWN_CONTROLS = new Set(["001", "003", "005", "006", "007", "008"]);

/** Coded fields for what a record has besides, and what of 006 and 007 coded fields cannot say. */
function controlsToUnimarc(record: MarcRecord): Further<DataField, Control> {
  const further = furtherToUnimarc(record);
  const controls = controlsOf(record);
  const own = controls.find(({ tag, value }) => tag === "007" && value === physicalField(record));
  const lost = own ? physicalLosses(record) : [];
  const unknown = controls.filter(({ tag }) => !KNOWN_CONTROLS.has(tag));
  return {
    fields: further.fields,
    losses: [
      ...lost,
      ...further.losses,
      ...unknown.map(({ tag, value }): Loss => ({ tag, code: "", value, kind: "left-out" })),
    ],
    lossy: [...(own && lost.length > 0 ? [own] : []), ...further.lossy, ...unknown],
  };
}

/** What 044 says beyond countries and their part. */
function placeLosses(record: MarcRecord): Loss[] {
  return fieldsOf(record, "044").flatMap((field, i) => {
    const reading = new Reading(field);
    if (i === 0)
      reading.takeIf(
        (code, value) =>
          "bc2".includes(code) ||
          (code === "a" && isoPlace(value)?.locality === undefined && isoPlace(value) !== undefined),
      );
    return reading.losses();
  });
}

/** CNMARC has a parallel title in 200 $d as well. */
function addParallelTitles(fields: readonly MarcField[]): void {
  const title = fields.find((field): field is DataField => isData(field) && field.tag === "200");
  if (!title || title.subfields.some(([code]) => code === "d")) return;
  for (const field of fields) {
    if (!isData(field) || field.tag !== "510") continue;
    const value = subfieldValues(field, "a")[0];
    if (!value || isAmong(value, [title])) continue;
    const at = title.subfields.findLastIndex(([code]) => "abdA".includes(code));
    title.subfields.splice(at + 1, 0, ["d", value]);
  }
}
