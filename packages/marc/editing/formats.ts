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

/** Positions of the leader, of 008 or of 100 $a; `options`: the codes that may stand there, where they are few. */
export type FixedPart = {
  from: number;
  length: number;
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

/** The parts of a fixed field that have a form: `LDR`, MARC 21 `008`, UNIMARC `100` $a. */
export function fixedParts(flavour: Flavour, tag: string): readonly FixedPart[] {
  return fixed[flavour][tag] ?? [];
}
