import { pairedFields } from "../paired-fields.ts";
import { type DataField, fieldsOf, isData, type MarcField, type MarcRecord, subfield } from "../record.ts";
import { agenciesToMarc21, codedLosses, isLocal, languagesToMarc21, setAside, takenBack } from "./agency.ts";
import {
  codesFromMarc21,
  fixedData,
  isContinuing,
  isText,
  marcLeader,
  placeCodes,
  unimarcCodes,
  unimarcLeader,
} from "./coded.ts";
import { copyToMarc21 } from "./copies.ts";
import { furtherCoded, furtherToMarc21, withoutReturned } from "./further.ts";
import { imprintToMarc21 } from "./imprint.ts";
import type { ConversionOptions, Converted } from "./index.ts";
import { isSeriesTraced, linkToMarc21 } from "./links.ts";
import { materialLosses, materialPhysical, materialTags } from "./materials.ts";
import { mainEntry, nameToMarc21 } from "./names.ts";
import { type Loss, Reading } from "./reading.ts";
import { rowToMarc21 } from "./rows.ts";
import { suffixOf, withoutPinyin, withSameParts } from "./scripts.ts";
import { LINKS, NAMES } from "./table.ts";
import { isAmong, seriesToMarc21, titleToMarc21, uniformToMarc21 } from "./titles.ts";

const CODED = new Set(["100", "105", "106", "110"]);

/** What continues is coded in 110, other text in 105. */
const ownTag = (leader: string): string => (isContinuing(leader) ? "110" : isText(leader) ? "105" : "");
const NAME_TAGS = new Map(NAMES.map(([unimarc, marc]) => [unimarc, marc]));
const LINK_TAGS = new Set(LINKS.map(([unimarc]) => unimarc));

/** A field that was converted: where it comes from, and what it became, each with its forms in other scripts. */
type Made = { source: DataField; entries: Entry[] };
type Entry = { field: DataField; beside: DataField[] };

const alone = (field: DataField): Entry => ({ field, beside: [] });

function convertField(reading: Reading, record: MarcRecord, isFirst: boolean): DataField[] {
  const { tag } = reading.field;
  const base = NAME_TAGS.get(tag);
  if (base !== undefined) return nameToMarc21(reading, base);
  if (LINK_TAGS.has(tag)) return linkToMarc21(reading);
  if (tag === "200") return titleToMarc21(reading, isFirst);
  if (tag === "210" || tag === "214") return imprintToMarc21(reading);
  if (tag === "225") return seriesToMarc21(reading, isSeriesTraced(record));
  if (tag === "500") return uniformToMarc21(reading);
  if (tag === "905") return copyToMarc21(reading);
  if (tag === "101") return languagesToMarc21(reading);
  if (tag === "102") {
    reading.take("ab2");
    return [placeCodes(reading.field) ?? []].flat();
  }
  if (tag === "720" || tag === "730") return withRoles(reading, rowToMarc21(reading));
  return rowToMarc21(reading);
}

/** The role of a name that nobody says more of. */
function withRoles(reading: Reading, fields: DataField[]): DataField[] {
  for (const field of fields)
    field.subfields.push(...reading.values("4").map((word): [string, string] => ["e", word]));
  return fields;
}

function convertAll(
  record: MarcRecord,
  further: readonly DataField[],
  losses: Loss[],
  options: ConversionOptions,
): Made[] {
  const seen = new Set<string>();
  const ofMaterial = materialTags(single(record));
  return pairedFields(record, "unimarc").flatMap(({ tag, field, parallels }): Made[] => {
    if (CODED.has(tag) || tag === "801") return [];
    if (ofMaterial.delete(tag)) return codedOfMaterial(field, single(record), losses, options);
    if (further.some((one) => one.tag === tag)) return [];
    const back = tag === "886" ? takenBack(field, "marc21") : undefined;
    if (back || (isLocal(tag) && options.local !== false))
      return [{ source: field, entries: [alone((back ?? field) as DataField)] }];
    const hasPinyin = parallels.some((one) => one.kind === "pinyin");
    const source = withoutPinyin(field, hasPinyin);
    const reading = new Reading(source);
    const entries = convertField(reading, record, !seen.has(tag)).map(alone);
    seen.add(tag);
    if (entries.length === 0 && options.aside && reading.isUntouched) {
      losses.push(...reading.losses().map((loss): Loss => ({ ...loss, kind: "aside" })));
      return [{ source: field, entries: [alone(setAside(field, "unimarc"))] }];
    }
    losses.push(...reading.losses());
    if (entries.length > 0)
      for (const one of parallels) losses.push(...addParallel(one, source, record, entries));
    return [{ source, entries }];
  });
}

/** Leader/06 m of CNMARC is several media; a file is l. */
function single(record: MarcRecord): MarcRecord {
  const { leader } = record;
  return leader[6] === "m" ? { ...record, leader: `${leader.slice(0, 6)}o${leader.slice(7)}` } : record;
}

/** Codes of a single material became part of 007 and 008; what these have no code for is told, or the field stands aside whole. */
function codedOfMaterial(
  field: DataField,
  record: MarcRecord,
  losses: Loss[],
  options: ConversionOptions,
): Made[] {
  const lost = materialLosses(field, record);
  if (lost.length === 0) return [];
  losses.push(...lost.map((loss): Loss => (options.aside ? { ...loss, kind: "aside" } : loss)));
  return options.aside ? [{ source: field, entries: [alone(setAside(field, "unimarc"))] }] : [];
}

/** Another form of a field beside what the field became, each part beside its own. */
function addParallel(
  { kind, field }: { kind: "linked" | "pinyin"; field: DataField },
  source: DataField,
  record: MarcRecord,
  entries: Entry[],
): Loss[] {
  const isPinyin = kind === "pinyin";
  const plain = isPinyin ? withSameParts(field, source) : withoutPinyin(field, false);
  const reading = new Reading(plain);
  const open = [...entries];
  for (const made of convertField(reading, record, true)) {
    const at = open.findIndex(
      (entry) => entry.field.tag === made.tag && (made.tag !== "264" || entry.field.ind2 === made.ind2),
    );
    const partner = at < 0 ? entries[0]! : open.splice(at, 1)[0]!;
    // A parallel title is one title, in whichever script the title beside it stands.
    if (at < 0 && made.tag === "246") continue;
    const { tag, ind1 } = partner.field;
    const subfields = made.subfields.filter(([code]) => code !== "4" || !isPinyin);
    if (isPinyin && partner.field.subfields.every(([, value]) => subfields.some(([, own]) => own === value)))
      continue;
    partner.beside.push({ tag, ind1, ind2: tag === "245" ? made.ind2 : partner.field.ind2, subfields });
  }
  return reading.losses().map((loss) => (isPinyin ? { ...loss, code: loss.code.toUpperCase() } : loss));
}

const all = (entries: readonly Entry[]): DataField[] =>
  entries.flatMap(({ field, beside }) => [field, ...beside]);

/** Which name is the main entry, and what the uniform titles are for that. */
function placeEntries(made: Made[]): void {
  const names = made.filter(({ source, entries }) => /^7[012]/.test(source.tag) && entries.length > 0);
  const main = mainEntry(names);
  names.forEach(({ entries }, i) => {
    for (const field of all(entries)) field.tag = (i === main ? "1" : "7") + field.tag.slice(1);
  });
  const uniforms = made.filter(({ source }) => source.tag === "500").flatMap(({ entries }) => entries);
  // One title stands for the record: that which says so (130), else the first.
  const first = uniforms.find(({ field }) => field.tag === "130") ?? uniforms[0];
  for (const entry of uniforms) {
    const [tag, ind1, ind2] =
      entry !== first ? ["730", "0", " "] : main >= 0 ? ["240", "1", "0"] : ["130", "0", " "];
    for (const field of all([entry])) Object.assign(field, { tag, ind1, ind2 });
  }
  const isTraced = main >= 0 || uniforms.length > 0;
  for (const { entries } of made)
    for (const field of all(entries)) if (field.tag === "245") field.ind1 = isTraced ? "1" : "0";
}

/** Fields in the order of their tags, each with its 880 numbered. */
function inTagOrder(made: Made[]): MarcField[] {
  const own = made.flatMap(({ entries }) => entries);
  own.sort((a, b) => (a.field.tag < b.field.tag ? -1 : a.field.tag > b.field.tag ? 1 : 0));
  const others: DataField[] = [];
  for (const { field, beside } of own)
    beside.forEach((parallel, i) => {
      const number = String(others.length + 1).padStart(2, "0");
      if (i === 0) field.subfields.unshift(["6", `880-${number}`]);
      const link: [string, string] = ["6", `${field.tag}-${number}${suffixOf(parallel)}`];
      others.push({ ...parallel, tag: "880", subfields: [link, ...parallel.subfields] });
    });
  const at = own.findIndex(({ field }) => field.tag > "880");
  const fields: MarcField[] = own.map(({ field }) => field);
  fields.splice(at < 0 ? fields.length : at, 0, ...others);
  return fields;
}

/** A title that 200 has as a parallel and 510 as well stands once. */
function withoutRepeats(made: Made[]): void {
  const said = made.filter(({ source }) => source.tag === "510").flatMap(({ entries }) => all(entries));
  for (const one of made)
    if (one.source.tag === "200")
      one.entries = one.entries.filter(
        ({ field }) =>
          field.tag !== "246" || field.ind2 !== "1" || !isAmong(subfield(field, "a") ?? "", said),
      );
}

function losesOfCodes(record: MarcRecord, converted: MarcRecord): Loss[] {
  const before = unimarcCodes(record);
  const after = codesFromMarc21(converted);
  const own = ownTag(record.leader);
  const isSame = (a: string, b: string): boolean => a === b || " |u0yz#".includes(a);
  const seen = new Set<string>();
  const further = fieldsOf(record, "100", "106", own).flatMap((field): Loss[] => {
    const isFirst = !seen.has(field.tag);
    seen.add(field.tag);
    if (!isFirst && field.tag === own) return [];
    return field.subfields.flatMap(([code, value], i): Loss[] =>
      (isFirst && code === "a" && i === 0) || value.trim() === ""
        ? []
        : [{ tag: field.tag, code, value, kind: "left-out" }],
    );
  });
  return [
    ...codedLosses("100", before.general.slice(0, 25), after.general, isSame),
    ...codedLosses("105", own === "105" ? before.text : "", after.text, isSame),
    ...codedLosses("106", before.form, after.form, isSame),
    ...codedLosses("110", own === "110" ? before.serial : "", after.serial, isSame),
    ...codedLosses(
      "LDR",
      record.leader.slice(5, 8),
      unimarcLeader(converted.leader).slice(5, 8),
      (a, b) => a === b || a === " ",
    ).map((loss) => ({ ...loss, code: String(Number(loss.code.split("-")[0]) + 5) })),
    ...further,
  ];
}

const NOTHING: DataField = { tag: "801", ind1: " ", ind2: " ", subfields: [] };

/** A record of CNMARC or UNIMARC as MARC 21. */
export function toMarc21(record: MarcRecord, options: ConversionOptions): Converted {
  const losses: Loss[] = [];
  const coded = furtherCoded(record, materialTags(single(record)));
  const made = convertAll(record, coded, losses, options);
  const further = furtherToMarc21(coded);
  losses.push(...further.losses.map((loss): Loss => (options.aside ? { ...loss, kind: "aside" } : loss)));
  if (options.aside)
    made.push({
      source: NOTHING,
      entries: further.lossy.map((field) => alone(setAside(field, "unimarc"))),
    });
  placeEntries(made);
  withoutRepeats(made);
  const agencies = fieldsOf(record, "801").map((field) => new Reading(field));
  made.push({
    source: NOTHING,
    entries: agenciesToMarc21(agencies, unimarcCodes(record).general).map(alone),
  });
  losses.push(...agencies.flatMap((one) => one.losses()));
  const controls = record.fields.filter((field) => !isData(field));
  const kept = controls.filter(({ tag }) => ["001", "003", "005"].includes(tag));
  losses.push(
    ...controls.flatMap((field): Loss[] =>
      kept.includes(field) || isData(field)
        ? []
        : [{ tag: field.tag, code: "", value: field.value, kind: "left-out" }],
    ),
  );
  const fields = inTagOrder(made);
  const back = fields.flatMap((field) => (isData(field) ? [] : [field]));
  const physical = materialPhysical(single(record));
  // One that stood aside whole is back already.
  const own = physical === undefined ? [] : [{ tag: "007", value: physical }];
  const left = withoutReturned(
    [...own, ...further.fields],
    back,
    ({ tag, value }) => tag + value[0],
    ({ value }) => value,
  );
  const converted: MarcRecord = {
    leader: marcLeader(record.leader),
    fields: [
      ...kept,
      ...[
        ...own.filter((one) => left.includes(one)),
        ...back,
        ...left.filter((one) => !own.includes(one)),
      ].sort((a, b) => Number(a.tag) - Number(b.tag)),
      { tag: "008", value: fixedData(single(record)) },
      ...fields.filter(isData),
    ],
  };
  return { record: converted, losses: [...losses, ...losesOfCodes(record, converted)] };
}
