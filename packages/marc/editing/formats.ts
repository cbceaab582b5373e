import type { Flavour } from "../reading.ts";
import fixedFields from "./fixed-fields.json" with { type: "json" };
import marc21 from "./marc21-fields.json" with { type: "json" };
import unimarc from "./unimarc-fields.json" with { type: "json" };

/** A name in simplified Chinese, traditional Chinese and English. */
export type FormatName = readonly [hans: string, hant: string, en: string];

/** A subfield as its format has it. */
type SubfieldRule = { name: FormatName; repeats?: true };

/** A field as its format has it: a control field has no indicators. `*`: anything goes (880). */
export type FieldRule = {
  name: FormatName;
  repeats?: true;
  indicators?: readonly [first: string, second: string];
  subfields?: Readonly<Record<string, SubfieldRule>>;
};

/** Positions of a fixed field; `times`: so many codes of this length side by side; `options`: the codes that may stand there. */
export type FixedPart = {
  from: number;
  length: number;
  times?: number;
  name: FormatName;
  options?: readonly (readonly [code: string, name: FormatName])[];
};

const tables = { marc21, unimarc } as unknown as Record<Flavour, Record<string, FieldRule>>;
const fixed = fixedFields as unknown as Record<Flavour, Record<string, FixedPart[]>>;

/** What a format says of a field; undefined for what our table does not have, local fields above all. */
export function fieldRule(flavour: Flavour, tag: string): FieldRule | undefined {
  return tables[flavour][tag];
}

/** All fields of a format our table has, by tag. */
export function fieldRules(flavour: Flavour): Readonly<Record<string, FieldRule>> {
  return tables[flavour];
}

/** Which positions 18 to 34 of 008 has, and 1 to 17 of 006, by the kind of material (leader/06; `s`: what continues). */
const MATERIALS: Readonly<Record<string, string>> = {
  book: "at",
  serial: "s",
  music: "cdij",
  map: "ef",
  visual: "gkor",
  file: "m",
};
const materialOf = (kind: string): string =>
  Object.keys(MATERIALS).find((name) => kind !== "" && MATERIALS[name]!.includes(kind)) ?? "";

/** Where 008 begins to say what 006 says from its second character on. */
const BEHIND = 17;

/**
 * The parts of a fixed field that have a form: the leader, 006 to 008 of MARC 21, coded data of UNIMARC. Those of 008 are by
 * the leader's kind of material, those of 006 and 007 by the first character of `text`.
 */
export function fixedParts(flavour: Flavour, tag: string, leader = "", text = ""): readonly FixedPart[] {
  const own = fixed[flavour][tag] ?? [];
  const of = (key: string): FixedPart[] => fixed[flavour][key] ?? [];
  if (flavour === "unimarc") return own;
  if (tag === "008") {
    const kind =
      "at".includes(leader[6] ?? " ") && "bis".includes(leader[7] ?? " ") ? "s" : (leader[6] ?? "");
    return [...own, ...of(`008 ${materialOf(kind)}`)].sort((a, b) => a.from - b.from);
  }
  if (tag === "006")
    return [
      ...own,
      ...of(`008 ${materialOf(text[0] ?? "")}`).map((part) => ({ ...part, from: part.from - BEHIND })),
    ];
  return tag === "007" ? [...own, ...of(`007 ${text[0] ?? ""}`)] : own;
}

const LENGTHS: Record<Flavour, Readonly<Record<string, number>>> = {
  marc21: { LDR: 24, "006": 18, "008": 40 },
  unimarc: { LDR: 24, "100": 36, "105": 13, "106": 1, "110": 11, "115": 20, "126": 15, "135": 13 },
};

/** How many characters a fixed field has; undefined where that depends (007) or is no fixed field. */
export function fixedLength(flavour: Flavour, tag: string): number | undefined {
  return LENGTHS[flavour][tag];
}
