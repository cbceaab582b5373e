import { type DataField, isData, type MarcRecord, subfield } from "../record.ts";
import { codedLosses } from "./agency.ts";
import { codesFromMarc21, fixedData, isContinuing, isText } from "./coded.ts";
import {
  materialFields,
  materialFixed,
  materialLosses,
  materialPhysical,
  physicalField,
  physicalLosses,
} from "./materials.ts";
import { MATERIALS } from "./materials-table.ts";
import type { Loss } from "./reading.ts";

/** What a record describes besides: a book with a disc, a map that is a file as well (MARC 21 006, further 007). */
export type Control = { tag: string; value: string };

/** The control fields of a record. */
export function controlsOf(record: MarcRecord): Control[] {
  return record.fields.flatMap((field) => (isData(field) ? [] : [field]));
}

/** What became of it: fields of the other format, what these cannot say, and the fields that cannot say it all. */
export type Further<To, From> = { fields: To[]; losses: Loss[]; lossy: From[] };

/** Leader/06 that stands for what a 007 is of. */
const KIND_OF_PHYSICAL: Readonly<Record<string, string>> = { a: "e", s: "j", m: "g", v: "g", c: "m", h: "h" };
/** No leader's: of what no coded field of CNMARC is. */
const NONE = "-";
/** 007 of printed text (its second character) says what 106 says. */
const PRINTED: Readonly<Record<string, string>> = { a: "r", b: "d", c: "f", u: "", "|": "" };

const materialOf = (kind: string): string =>
  kind === "m" ? "file" : (Object.keys(MATERIALS).find((name) => MATERIALS[name]!.includes(kind)) ?? kind);

/** A record of one material alone, in MARC 21; `s`: what continues. */
function ofMarc21(kind: string, fixed: Control | undefined, physical: Control | undefined): MarcRecord {
  const codes = (fixed?.value.slice(1) ?? "").padEnd(17, "|").slice(0, 17);
  return {
    leader: `00000n${kind === "s" ? "as" : `${kind}m`} a2200000 i 4500`,
    fields: [...(physical ? [physical] : []), { tag: "008", value: `${" ".repeat(18)}${codes}     ` }],
  };
}

/** A record of one material alone, in CNMARC. */
const ofUnimarc = (kind: string, fields: DataField[]): MarcRecord => ({
  leader: `00000n${kind === "s" ? "as" : `${kind === "m" ? "l" : kind}m`}0 2200000   450 `,
  fields,
});

const coded = (tag: string, value: string): DataField => ({
  tag,
  ind1: " ",
  ind2: " ",
  subfields: [["a", value]],
});

/** 006 and 007 that are not the record's own, each 007 with the 006 of its material. */
function groupsOfMarc21(record: MarcRecord): { kind: string; fixed?: Control; physical?: Control }[] {
  let own = physicalField(record);
  const groups: { kind: string; fixed?: Control; physical?: Control }[] = [];
  const controls = controlsOf(record);
  for (const field of controls)
    if (field.tag === "006") groups.push({ kind: field.value[0] ?? " ", fixed: field });
  for (const field of controls) {
    if (field.tag !== "007") continue;
    if (field.value === own) {
      own = undefined;
      continue;
    }
    const kind = KIND_OF_PHYSICAL[field.value[0] ?? ""] ?? NONE;
    const partner = groups.find(
      (one) => one.fixed && !one.physical && kind !== NONE && materialOf(one.kind) === materialOf(kind),
    );
    if (partner) partner.physical = field;
    else groups.push({ kind, physical: field });
  }
  return groups;
}

/** What nothing is lost of: not coded, unknown, none. */
const isSameFixed = (a: string, b: string): boolean =>
  a === b || "| #".includes(a) || (a === "0" && b === " ") || (a === "u" && " n".includes(b));

/** 105, 110, 115 to 135 for the 006 and the further 007 of a record. */
export function furtherToUnimarc(record: MarcRecord): Further<DataField, Control> {
  const result: Further<DataField, Control> = { fields: [], losses: [], lossy: [] };
  const { form } = codesFromMarc21(record);
  for (const { kind, fixed, physical } of groupsOfMarc21(record)) {
    const one = ofMarc21(kind, fixed, physical);
    const { text, serial } = codesFromMarc21(one);
    const fields = !fixed || !"ats".includes(kind) ? materialFields(one) : [];
    if (fixed && kind === "s") fields.push(coded("110", serial));
    else if (fixed && "at".includes(kind)) fields.push(coded("105", text));
    result.fields.push(...fields);
    if (fixed) {
      const whole = fixed.value.slice(0, 18);
      const after = fields.length > 0 ? kind + fixedData(ofUnimarc(kind, fields)).slice(18, 35) : "";
      const lost = codedLosses("006", whole, after, isSameFixed);
      tell(result, fixed, after === "" ? [leftOut("006", whole)] : lost);
    }
    if (!physical) continue;
    const isPrinted =
      physical.value[0] === "t" && [form, ""].includes(PRINTED[physical.value[1] ?? "|"] ?? "-");
    if (!isPrinted)
      tell(result, physical, kind === NONE ? [leftOut("007", physical.value)] : physicalLosses(one));
  }
  return result;
}

const leftOut = (tag: string, value: string): Loss => ({ tag, code: "", value, kind: "left-out" });

function tell<From>(result: Further<unknown, From>, field: From, lost: readonly Loss[]): void {
  result.losses.push(...lost);
  if (lost.length > 0) result.lossy.push(field);
}

/** Leader/06 that stands for what a coded field of CNMARC is of; of music only 125 and 128 say which. */
const KIND_OF_CODED: Readonly<Record<string, string>> = {
  "105": "a",
  "110": "s",
  "115": "g",
  "120": "e",
  "121": "e",
  "124": "e",
  "125": "c",
  "126": "j",
  "128": "c",
  "130": "h",
  "135": "m",
};

/** Coded fields of CNMARC that are of another material than the record: `own`, the tags that the record itself is read from. */
export function furtherCoded(record: MarcRecord, own: ReadonlySet<string>): DataField[] {
  const left = new Set(own);
  if (isContinuing(record.leader)) left.add("110");
  else if (isText(record.leader)) left.add("105");
  return record.fields.filter(
    (field): field is DataField => isData(field) && field.tag in KIND_OF_CODED && !left.delete(field.tag),
  );
}

/** Fields of one material together; each repetition is another thing. */
function groupsOfUnimarc(fields: readonly DataField[]): { kind: string; fields: DataField[] }[] {
  const groups: { kind: string; fields: DataField[] }[] = [];
  const hasSound = fields.some(({ tag }) => tag === "126");
  for (const field of fields) {
    const isSpoken = field.tag === "125" && subfield(field, "b") !== undefined;
    const own = KIND_OF_CODED[field.tag]!;
    const kind = own === "c" && (isSpoken || hasSound) ? "j" : own;
    const group = groups.find((one) => one.kind === kind && !one.fields.some(({ tag }) => tag === field.tag));
    if (group) group.fields.push(field);
    else groups.push({ kind, fields: [field] });
  }
  for (const group of groups)
    if (group.kind === "j" && group.fields.some((field) => field.tag === "125")) group.kind = "i";
  return groups;
}

/** 006 and 007 for coded fields of CNMARC that are of another material than the record. */
export function furtherToMarc21(fields: readonly DataField[]): Further<Control, DataField> {
  const result: Further<Control, DataField> = { fields: [], losses: [], lossy: [] };
  for (const group of groupsOfUnimarc(fields)) {
    const { kind } = group;
    const one = ofUnimarc(kind, group.fields);
    const physical = "as".includes(kind) ? undefined : materialPhysical(one);
    const fixed = fixedOf(kind, one, physical);
    if (fixed !== undefined) result.fields.push({ tag: "006", value: kind + fixed });
    if (physical !== undefined) result.fields.push({ tag: "007", value: physical });
    for (const field of group.fields) tell(result, field, lossesOf(field, one, kind, fixed));
  }
  return result;
}

/** 006 behind its first character; undefined where nothing is coded that 007 does not say. */
function fixedOf(kind: string, one: MarcRecord, physical: string | undefined): string | undefined {
  if ("as".includes(kind)) return fixedData(one).slice(18, 35);
  if (kind === "h") return undefined;
  const blank = " ".repeat(17);
  const fixed = materialFixed(one, blank);
  const nothing = materialFixed({ ...one, fields: [] }, blank);
  // What kind of film it is a 007 says too.
  const more = kind === "g" && physical ? fixed.slice(0, 15) + nothing[15] + fixed[16] : fixed;
  return more === nothing ? undefined : fixed;
}

function lossesOf(field: DataField, one: MarcRecord, kind: string, fixed: string | undefined): Loss[] {
  if (!"as".includes(kind)) return materialLosses(field, one);
  const there = codesFromMarc21(ofMarc21(kind, { tag: "006", value: kind + (fixed ?? "") }, undefined));
  const [first, ...others] = field.subfields;
  return [
    ...codedLosses(
      field.tag,
      first?.[1] ?? "",
      kind === "s" ? there.serial : there.text,
      (a, b) => a === b || " |u0yz#".includes(a),
    ),
    ...others.map(([code, value]): Loss => ({ tag: field.tag, code, value, kind: "left-out" })),
  ];
}

/** Those made anew without those that came back as they were: of several of one kind (`headOf`) the one most like it. */
export function withoutReturned<T>(
  made: readonly T[],
  returned: readonly T[],
  headOf: (one: T) => string,
  textOf: (one: T) => string,
): T[] {
  const left = [...made];
  for (const one of returned) {
    const alike = left.map((other) =>
      headOf(one) === headOf(other) ? 1 + likeness(textOf(one), textOf(other)) : 0,
    );
    const most = Math.max(0, ...alike);
    if (most > 0) left.splice(alike.indexOf(most), 1);
  }
  return left;
}

/** How many characters stand alike. */
const likeness = (a: string, b: string): number => [...a].filter((char, i) => char === b[i]).length;
