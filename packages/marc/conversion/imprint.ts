import type { DataField } from "../record.ts";
import { fieldOf, type Reading, type Subfields, withoutMark, withoutStop } from "./reading.ts";

/** Second indicator of 264, by that of 214. */
const FUNCTIONS: Record<string, string> = { "0": "1", "1": "0", "2": "2", "3": "3", "4": "4", " ": "1" };
const SEQUENCE: Record<string, string> = { "0": "2", "1": "3" };
const clean = (value: string): string =>
  withoutMark(value)
    .replace(/^\((?=[^()]*$)/u, "")
    .trim();

/** 210 and 214 as 264: by function, manufacture and a date of copyright in fields of their own. */
export function imprintToMarc21(reading: Reading): DataField[] {
  const { field } = reading;
  const kind = field.tag === "214" ? (FUNCTIONS[field.ind2] ?? "1") : "1";
  const sequence = SEQUENCE[field.ind1] ?? " ";
  const codes: Record<string, string> = { a: "a", c: "b", d: "c" };
  const all = reading.take("acd").map(([code, value]): [string, string] => [codes[code]!, value]);
  const isCopyright = ([code, value]: [string, string]): boolean =>
    code === "c" && /^[©℗]/u.test(value.trim());
  const made = reading
    .take("egh")
    .map(([code, value]): [string, string] => [code === "e" ? "a" : code === "g" ? "b" : "c", value]);
  return [
    ...fieldOf("264", sequence + kind, kind === "4" ? all : all.filter((one) => !isCopyright(one))),
    ...(kind === "4" ? [] : all.filter(isCopyright).flatMap((one) => fieldOf("264", " 4", [one]))),
    ...fieldOf("264", " 3", made),
  ];
}

/** 260 and 264 as 210; functions other than publishing as 214, a date of copyright as it stands. */
export function imprintToUnimarc(reading: Reading): DataField[] {
  const { field } = reading;
  const codes: Record<string, string> = { a: "a", b: "c", c: "d", e: "e", f: "g", g: "h" };
  const taken = reading.take(field.tag === "260" ? "abcefg" : "abc");
  const subfields: Subfields = taken.map(([code, value], i) => [
    codes[code]!,
    i === taken.length - 1 ? withoutStop(clean(value)).replace(/^([^(]*)\)$/u, "$1") : clean(value),
  ]);
  const sequence = field.ind1 === "2" ? "0" : field.ind1 === "3" ? "1" : " ";
  const kind = field.tag === "264" ? field.ind2 : "1";
  if (kind === "4")
    return fieldOf(
      "210",
      "  ",
      subfields.map(([code, value]) => [
        code,
        code === "d" && !/^[©℗]/u.test(value)
          ? `©${value.replace(/^(?:c|copyright)\s*(?=\d)/iu, "")}`
          : value,
      ]),
    );
  if (!"023".includes(kind)) return fieldOf("210", `${sequence} `, subfields);
  return fieldOf("214", `${sequence}${kind === "0" ? "1" : kind}`, subfields);
}
