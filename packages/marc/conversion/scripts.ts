import { type DataField, subfieldValues } from "../record.ts";
import { scriptOf } from "./coded.ts";
import { hasHan, type Loss, type Subfields } from "./reading.ts";

/** Script codes of 880 $6 by those of UNIMARC $7. */
const SUFFIXES: Record<string, string> = {
  ba: "(B",
  ca: "(N",
  ea: "$1",
  da: "$1",
  ka: "$1",
  fa: "(3",
  ga: "(S",
  ha: "(2",
};

/** What a field says, without its roles and codes. */
export const contentOf = (field: DataField): string =>
  field.subfields.flatMap(([code, value]) => (/[a-z]/.test(code) ? [value] : [])).join(" ");

/** `/(B` for an 880 in Latin script. */
export const suffixOf = (field: DataField): string => {
  const suffix = SUFFIXES[scriptOf(contentOf(field))];
  return suffix ? `/${suffix}` : "";
};

/** A field without its pinyin ($9, or capital subfields) and its link. */
export function withoutPinyin(field: DataField, hasPinyin: boolean): DataField {
  const own = new Set(field.subfields.map(([code]) => code));
  const isPinyin = (code: string, value: string): boolean =>
    hasPinyin && !hasHan(value) && (code === "9" || (/^[A-Z]$/.test(code) && own.has(code.toLowerCase())));
  return {
    ...field,
    subfields: field.subfields.filter(
      ([code, value]) => !isPinyin(code, value) && code !== "6" && code !== "7",
    ),
  };
}

/** The pinyin of a name or subject with what reads alike in every script: dates, numbers. */
export function withSameParts(pinyin: DataField, field: DataField): DataField {
  if (field.subfields.some(([code]) => code === "9")) return pinyin;
  const rest = [...pinyin.subfields];
  const subfields = field.subfields.flatMap(([code, value]): Subfields => {
    if (!/^[a-z]$/.test(code)) return [];
    const at = rest.findIndex(([own]) => own === code);
    if (hasHan(value)) return at < 0 ? [] : rest.splice(at, 1);
    return [[code, value]];
  });
  return { ...pinyin, subfields: [...subfields, ...rest] };
}

/** Which of a field and its parallel stands in CNMARC: the one in Han. */
export function inOrder(field: DataField, parallel: DataField): [DataField, DataField] {
  return hasHan(contentOf(parallel)) && !hasHan(contentOf(field)) ? [parallel, field] : [field, parallel];
}

/**
 * A romanised form beside its Chinese field, each subfield in capitals after the one it reads (CALIS), or $a in $9
 * (National Library). What it says alone is told.
 */
export function addPinyin(field: DataField, romanised: DataField, how: "capital" | "9"): Loss[] {
  const losses: Loss[] = [];
  const rest = romanised.subfields.filter(([code]) => /^[a-z23]$/.test(code));
  const subfields = field.subfields.flatMap(([code, value]): Subfields => {
    const at = rest.findIndex(([own]) => own === code);
    if (at < 0 || !/^[a-z]$/.test(code)) return [[code, value]];
    const [[, reading]] = rest.splice(at, 1) as [[string, string]];
    if (reading === value) return [[code, value]];
    if (!/\p{Script=Latin}/u.test(reading) || !hasHan(value)) {
      losses.push({ tag: field.tag, code, value: reading, kind: "left-out" });
      return [[code, value]];
    }
    if (how === "capital")
      return [
        [code, value],
        [code.toUpperCase(), reading],
      ];
    if (code === "a")
      return [
        [code, value],
        ["9", reading],
      ];
    rest.push([code, reading]);
    return [[code, value]];
  });
  // A forename apart from its surname is the end of one Chinese name.
  const given = rest.findIndex(([code]) => code === "b" && /^7.[012]$|^60/.test(field.tag));
  if (given >= 0) {
    const pinyin = subfields.find(([code]) => code === (how === "capital" ? "A" : "9"));
    if (pinyin) pinyin[1] += `, ${rest.splice(given, 1)[0]![1]}`;
  }
  field.subfields = subfields;
  return [...losses, ...rest.flatMap(([code, value]) => addRest(field, code, value, how))];
}

/** What the romanised form says beyond the other: dates and numbers as they stand, more readings in capitals. */
function addRest(field: DataField, code: string, value: string, how: "capital" | "9"): Loss[] {
  if (field.subfields.some(([, own]) => own === value)) return [];
  const isOwn = field.subfields.some(([own]) => own === code);
  if (isOwn && how === "9") return [{ tag: "880", code, value, kind: "left-out" }];
  const role = field.subfields.findIndex(([own]) => own === "4");
  field.subfields.splice(role < 0 ? field.subfields.length : role, 0, [
    isOwn ? code.toUpperCase() : code,
    value,
  ]);
  return [];
}

/** A name with the role that only its other form tells. */
export function withRole(field: DataField, other: DataField): DataField {
  const isRole = ([code]: [string, string]): boolean => code === "e" || code === "j" || code === "4";
  const isName = /^[17](?:00|10|11)$/.test(field.tag) || /^[17](?:00|10|11)$/.test(other.tag);
  if (!isName || field.subfields.some(isRole)) return field;
  // $e of a meeting is a part of it.
  const isMeeting = [field.tag, other.tag].some((tag) => tag.endsWith("11"));
  const roles = other.subfields.filter((one) => isRole(one) && !(isMeeting && one[0] === "e"));
  return { ...field, subfields: [...field.subfields, ...roles] };
}

/** Two forms in scripts that CNMARC writes as fields of their own: linked by $6, each with its script in $7. */
export function linkScripts(field: DataField, parallel: DataField, number: number): void {
  for (const one of [field, parallel]) {
    const script = scriptOf(subfieldValues(one, "abcdefghijkxyz").join(" "));
    one.subfields.unshift(["6", `a${String(number).padStart(2, "0")}`], ["7", script]);
  }
}
