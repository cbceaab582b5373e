import type { DataField } from "../record.ts";
import { rdaWord } from "./agency.ts";
import { fieldOf, type Reading, type Subfields, withoutMarks } from "./reading.ts";
import { SUBJECT_SYSTEMS } from "./subjects.ts";
import { ROWS, type Row } from "./table.ts";

type Codes = { toMarc21: Map<string, string>; toUnimarc: Map<string, string> };
const codesOf = new Map<Row, Codes>(
  ROWS.map((row) => {
    const pairs = row.codes.split(" ").map((pair) => [pair[0]!, pair[1]!, pair[2]!] as const);
    const both = (way: string): readonly (readonly [string, string, string])[] =>
      pairs.filter(([, sign]) => sign === "=" || sign === way);
    return [
      row,
      {
        toMarc21: new Map(both(">").map(([unimarc, , marc]) => [unimarc, marc])),
        toUnimarc: new Map(both("<").map(([unimarc, , marc]) => [marc, unimarc])),
      },
    ];
  }),
);

const byUnimarc = Map.groupBy(
  ROWS.filter((row) => row.way !== "to-unimarc"),
  (row) => row.unimarc,
);
const byMarc21 = Map.groupBy(
  ROWS.filter((row) => row.way !== "to-marc21"),
  (row) => row.marc21,
);

/** Subfields of MARC 21 that are one each, and the mark between what several of CNMARC say. */
const JOINED: Record<string, string> = {
  "242b": " : ",
  "246b": " : ",
  "247b": " : ",
  "250a": ", ",
  "250b": " ; ",
  "255a": " ; ",
  "300b": ", ",
};

function joined(tag: string, subfields: Subfields): Subfields {
  return subfields.reduce<Subfields>((all, [code, value]) => {
    const mark = JOINED[tag + code];
    const known = mark === undefined ? undefined : all.find(([one]) => one === code);
    if (known) known[1] += mark + value;
    else all.push([code, value]);
    return all;
  }, []);
}

const indicatorsOf = (pattern: string, field: DataField): string =>
  [...pattern].map((one, i) => (one === "." ? (i === 0 ? field.ind1 : field.ind2) : one)).join("");
/** Whether a field has nothing the row knows but which list or authority it is of. */
const saysNothing = (field: DataField, codes: ReadonlyMap<string, string>): boolean =>
  field.subfields.every(([code, value]) => !codes.has(code) || "023".includes(code) || value.trim() === "");

const CLASSES: Record<string, string> = { "690": "clc", "692": "lccas" };

/** A field of CNMARC by its row of the table. */
export function rowToMarc21(reading: Reading): DataField[] {
  const { field } = reading;
  const row = byUnimarc.get(field.tag)?.find((one) => one.ofUnimarc?.(field) ?? true);
  if (!row) return [];
  const codes = codesOf.get(row)!.toMarc21;
  if (saysNothing(field, codes)) return [];
  const subfields = reading
    .take([...codes.keys()].join(""))
    .map(([code, value]): [string, string] => [codes.get(code)!, value]);
  if (row.addUnimarc) reading.take(row.addUnimarc.map(([code]) => code).join(""));
  const scheme = CLASSES[field.tag];
  if (scheme) subfields.push(["2", [scheme, ...reading.values("v")].slice(0, 2).join("/")]);
  if (/^33[678]$/.test(row.marc21)) {
    const word = rdaWord(subfields.find(([code]) => code === "b")?.[1] ?? "");
    if (word) subfields.unshift(["a", word]);
  }
  let indicators = indicatorsOf(row.marc21Indicators, field);
  if (row.marc21Indicators[1] === ".") {
    const system = SUBJECT_SYSTEMS.toMarc21(reading);
    indicators = indicators[0] + system.indicator;
    subfields.push(...system.subfields);
  }
  return fieldOf(row.marc21, indicators, joined(row.marc21, subfields));
}

/** A field of MARC 21 by its row of the table: the first whose indicators and content fit. */
export function rowToUnimarc(reading: Reading): DataField[] {
  const { field } = reading;
  const row = byMarc21
    .get(field.tag)
    ?.find((one) => (one.when?.test(field.ind1 + field.ind2) ?? true) && (one.ofMarc21?.(field) ?? true));
  if (!row) return [];
  const indicators = indicatorsOf(row.unimarcIndicators, field);
  if (row.isText) return fieldOf(row.unimarc, indicators, textOf(reading));
  const codes = codesOf.get(row)!.toUnimarc;
  if (saysNothing(field, codes)) return [];
  const taken = reading
    .take([...codes.keys()].join(""))
    .map(([code, value]): [string, string] => [codes.get(code)!, value]);
  const subfields = row.isIsbd ? withoutMarks(taken) : taken;
  const scheme = CLASSES[row.unimarc];
  if (scheme) {
    const edition = /\/(.+)$/.exec(reading.values("2")[0] ?? "")?.[1];
    if (edition) subfields.push(["v", edition]);
  }
  if (row.marc21Indicators[1] === ".") subfields.push(...SUBJECT_SYSTEMS.toUnimarc(reading));
  if (row.unimarc === "010") parseQualifier(subfields);
  return fieldOf(row.unimarc, indicators, [
    ...(row.addUnimarc ?? []).filter(([code]) => !taken.some(([one]) => one === code) || code === "a"),
    ...subfields,
  ]);
}

/** A note whose parts CNMARC does not tell: all of them in one text. */
function textOf(reading: Reading): Subfields {
  const all = reading.field.subfields.filter(([code, value]) => /^[a-z3]$/.test(code) && value.trim() !== "");
  reading.take("a");
  const more = [...new Set(all.map(([code]) => code))].filter((code) => code !== "a").join("");
  if (more) reading.text(more);
  const text = all
    .map(([code, value]) => (code === "3" ? `${value.trim().replace(/:?$/, ":")}` : value.trim()))
    .join(" ");
  return text ? [["a", text]] : [];
}

/** `0123456789 (pbk.)`: binding and price of a number stand apart. */
function parseQualifier(subfields: Subfields): void {
  const at = subfields.findIndex(([code]) => code === "a" || code === "z");
  const found = at < 0 ? null : /^([\dXx-]{10,17})\s*\((.+)\)\s*:?$/u.exec(subfields[at]![1].trim());
  if (found) subfields.splice(at, 1, [subfields[at]![0], found[1]!], ["b", found[2]!]);
  for (const one of subfields)
    if (one[0] !== "a") one[1] = one[1].replace(/\s*[:;]$/u, "").replace(/^\((.*)\)$/u, "$1");
    else one[1] = one[1].replace(/\s*:$/u, "");
}
