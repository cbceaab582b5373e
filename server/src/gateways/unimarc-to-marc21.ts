import {
  type DataField,
  fieldsOf,
  type MarcField,
  type MarcRecord,
  subfield,
  subfieldValues,
} from "@commonshelf/marc";

type Rule = { from: string; to: string; indicators: string; codes: Record<string, string> };

/** Core fields of UNIMARC/CNMARC and where MARC 21 has them (UNIMARC to MARC 21 Conversion Specifications, LC). */
const RULES: Rule[] = [
  { from: "010", to: "020", indicators: "  ", codes: { a: "a", z: "z", b: "q", d: "c" } },
  { from: "011", to: "022", indicators: "  ", codes: { a: "a", z: "z", y: "y" } },
  { from: "101", to: "041", indicators: "0 ", codes: { a: "a", c: "h" } },
  { from: "200", to: "245", indicators: "10", codes: { a: "a", e: "b", h: "n", i: "p", f: "c", g: "c" } },
  { from: "205", to: "250", indicators: "  ", codes: { a: "a", b: "b" } },
  { from: "210", to: "264", indicators: " 1", codes: { a: "a", c: "b", d: "c" } },
  { from: "215", to: "300", indicators: "  ", codes: { a: "a", c: "b", d: "c", e: "e" } },
  { from: "225", to: "490", indicators: "0 ", codes: { a: "a", v: "v" } },
  { from: "300", to: "500", indicators: "  ", codes: { a: "a" } },
  { from: "327", to: "505", indicators: "0 ", codes: { a: "a" } },
  { from: "330", to: "520", indicators: "  ", codes: { a: "a" } },
  { from: "500", to: "240", indicators: "10", codes: { a: "a" } },
  { from: "517", to: "246", indicators: "3 ", codes: { a: "a" } },
  { from: "600", to: "600", indicators: "14", codes: { a: "a", x: "x", y: "z", z: "y" } },
  { from: "606", to: "650", indicators: " 4", codes: { a: "a", x: "x", y: "z", z: "y" } },
  { from: "607", to: "651", indicators: " 4", codes: { a: "a", x: "x", y: "z", z: "y" } },
  { from: "610", to: "653", indicators: "  ", codes: { a: "a" } },
  { from: "690", to: "084", indicators: "  ", codes: { a: "a" } },
  { from: "856", to: "856", indicators: "40", codes: { u: "u", z: "z" } },
];
const NAMES: [string, string][] = [
  ["700", "100"],
  ["701", "700"],
  ["702", "700"],
  ["710", "110"],
  ["711", "710"],
  ["712", "710"],
];

function convert(field: DataField, rule: Rule): DataField | undefined {
  const subfields = field.subfields.flatMap(([code, value]): [string, string][] =>
    rule.codes[code] ? [[rule.codes[code]!, value]] : [],
  );
  return subfields.length > 0
    ? { tag: rule.to, ind1: rule.indicators[0]!, ind2: rule.indicators[1]!, subfields }
    : undefined;
}

function convertName(field: DataField, tag: string): DataField | undefined {
  const family = subfield(field, "a");
  if (!family) return undefined;
  const given = subfield(field, "b");
  const name = given ? `${family}, ${given}` : family;
  const subfields: [string, string][] = [["a", name]];
  for (const dates of subfieldValues(field, "f")) subfields.push(["d", dates]);
  for (const role of subfieldValues(field, "4")) subfields.push(["e", role]);
  return { tag, ind1: tag.endsWith("10") ? "2" : "1", ind2: " ", subfields };
}

/** A UNIMARC or CNMARC record as MARC 21: the core fields; what has no place there is left out. */
export function unimarcToMarc21(record: MarcRecord): MarcRecord {
  const coded = fieldsOf(record, "100")[0];
  const year = (coded ? (subfield(coded, "a") ?? "") : "").slice(9, 13).padEnd(4);
  const language = fieldsOf(record, "101").map((f) => subfield(f, "a") ?? "")[0] ?? "und";
  const fields: MarcField[] = record.fields.filter((f) => "value" in f && ["001", "005"].includes(f.tag));
  fields.push({
    tag: "008",
    value: `      s${year}    xx            000 0 ${language.slice(0, 3).padEnd(3)}  `,
  });
  for (const rule of RULES)
    for (const field of fieldsOf(record, rule.from)) {
      const converted = convert(field, rule);
      if (converted) fields.push(converted);
    }
  for (const [from, to] of NAMES)
    for (const field of fieldsOf(record, from)) {
      const converted = convertName(field, to);
      if (converted) fields.push(converted);
    }
  fields.sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0));
  const leader = record.leader.padEnd(24).slice(0, 24);
  return { leader: `${leader.slice(0, 5)}${leader.slice(5, 8)} a22${leader.slice(12, 17)} a 4500`, fields };
}
