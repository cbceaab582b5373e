import { type DataField, fieldsOf, type MarcRecord } from "../record.ts";
import { fieldOf, type Reading, type Subfields, withoutMark, withoutStop } from "./reading.ts";
import { LINKS } from "./table.ts";

const plain: Record<string, string> = {
  a: "a",
  t: "t",
  v: "g",
  x: "x",
  y: "z",
  d: "d",
  c: "d",
  "0": "w",
  "3": "w",
  p: "h",
  e: "b",
};
/** Fields embedded in $1, and what of MARC 21 their subfields are. */
const EMBEDDED: Record<string, Record<string, string>> = {
  "200": { a: "t", v: "g", h: "g" },
  "700": { a: "a", b: "a" },
  "710": { a: "a" },
  "011": { a: "x" },
  "010": { a: "z" },
  "205": { a: "b" },
  "210": { a: "d", c: "d", d: "d" },
  "215": { a: "h" },
};
for (const tag of ["701", "702"]) EMBEDDED[tag] = EMBEDDED["700"]!;
for (const tag of ["711", "712"]) EMBEDDED[tag] = EMBEDDED["710"]!;
EMBEDDED["500"] = { a: "s" };

/** Subfields of a link, whether it has them as they stand or in embedded fields; and the field each came from. */
function linkParts(reading: Reading): { code: string; value: string; from: string }[] {
  let from = "";
  const parts: { code: string; value: string; from: string }[] = [];
  reading.takeIf((code, value) => {
    if (code === "1") {
      from = value.slice(0, 3);
      if (from === "001" && value.length > 3) parts.push({ code: "w", value: value.slice(3).trim(), from });
      return from === "001" || EMBEDDED[from] !== undefined;
    }
    const to = (from ? EMBEDDED[from] : plain)?.[code];
    if (to !== undefined && value.trim()) parts.push({ code: to, value: value.trim(), from });
    return to !== undefined;
  });
  return parts;
}

/** A link (4XX) as a linking entry, or as an added entry of a series. */
export function linkToMarc21(reading: Reading): DataField[] {
  const link = LINKS.find(([unimarc]) => unimarc === reading.field.tag);
  if (!link) return [];
  const joins: Record<string, string> = { a: ", ", d: ", ", g: ", " };
  const parts = linkParts(reading);
  const subfields: Subfields = [];
  for (const { code, value } of parts) {
    const known = joins[code] === undefined ? undefined : subfields.find(([one]) => one === code);
    if (known)
      known[1] += `${code === "d" && !known[1].includes(" : ") && !/\d/.test(value) ? " : " : joins[code]}${value}`;
    else subfields.push([code, value]);
  }
  const [, tag, indicators] = link;
  if (tag !== "830") return fieldOf(tag, indicators, subfields);
  return seriesEntry(subfields, parts.find(({ code }) => code === "a")?.from ?? "");
}

function seriesEntry(subfields: Subfields, nameFrom: string): DataField[] {
  const volume = subfields.flatMap(
    ([code, value]): Subfields =>
      code === "g" ? [["v", value]] : code === "x" || code === "w" ? [[code, value]] : [],
  );
  const name = subfields.find(([code]) => code === "a");
  const title = subfields.find(([code]) => code === "t");
  if (!name || !nameFrom)
    return fieldOf("830", " 0", [
      ...((title ?? name) ? [["a", (title ?? name)![1]] as [string, string]] : []),
      ...volume,
    ]);
  const tag = nameFrom.startsWith("71") ? "810" : "800";
  return fieldOf(tag, tag === "810" ? "2 " : "1 ", [["a", name[1]], ...(title ? [title] : []), ...volume]);
}

/** Field 4XX of CNMARC that a linking entry becomes; the whole an article stands in is 463. */
function unimarcLink(field: DataField, record: MarcRecord): string | undefined {
  if (/^8[013]\d|^811$|^440$/.test(field.tag)) return "410";
  if (field.tag === "773" && "ab".includes(record.leader[7] ?? "")) return "463";
  const same = LINKS.filter(([, tag]) => tag === field.tag);
  return (same.find(([, , indicators]) => indicators[1] === field.ind2) ?? same[0])?.[0];
}

const embed = (head: string, subfields: Subfields): Subfields =>
  subfields.length > 0 ? [["1", head], ...subfields] : [];

/** 76X to 78X, 8XX of series, and 440 as a link of CNMARC with embedded fields. */
export function linkToUnimarc(reading: Reading, record: MarcRecord): DataField[] {
  const { field } = reading;
  const tag = unimarcLink(field, record);
  if (tag === undefined) return [];
  const isSeries = tag === "410" && field.tag !== "760";
  const isTitle = field.tag === "830" || field.tag === "440";
  const one = (code: string, to: string): Subfields =>
    reading
      .values(code)
      .slice(0, 1)
      .map((value) => [to, withoutStop(value)]);
  const name = isTitle ? [] : reading.values("a").slice(0, 1).map(withoutMark);
  const given = isSeries && field.tag === "800" ? reading.text("bcd") : [];
  const units = isSeries ? reading.text(isTitle ? "np" : "bnp") : [];
  const title = isTitle ? one("a", "a") : one("t", "a");
  const named =
    title[0] && units.length > 0
      ? [["a", [title[0][1], ...units.map(withoutStop)].join(". ")] as [string, string]]
      : title;
  const volume = (isSeries ? reading.values("v") : reading.values("g")).map((value): [string, string] => [
    "v",
    withoutStop(value),
  ]);
  const person = /^8?10|^710/.test(field.tag) ? "71102" : "701 1";
  const imprint = isSeries ? [] : reading.values("d").map(withoutStop);
  const subfields: Subfields = [
    ...reading.values("w").map((value): [string, string] => ["1", `001${value}`]),
    ...embed("2001 ", [...named, ...volume]),
    ...(name[0] ? embed(person, [["a", [name[0], ...given.map(withoutMark)].join(", ")]]) : []),
    ...(isSeries ? [] : embed("205  ", one("b", "a"))),
    ...imprint.flatMap((value) => embed("210  ", imprintParts(value))),
    ...(isSeries ? [] : embed("215  ", one("h", "a"))),
    ...(isSeries ? [] : embed("50010", one("s", "a"))),
    ...reading.values("z").flatMap((value) => embed("010  ", [["a", value]])),
    ...reading.values("x").flatMap((value) => embed("011  ", [["a", withoutStop(value)]])),
  ];
  const shown = field.tag.startsWith("7") && field.ind1 === "1" ? "0" : isSeries ? "0" : "1";
  return fieldOf(tag, ` ${shown}`, subfields);
}

/** `Beijing : Ke xue chu ban she, 2001`. */
function imprintParts(text: string): Subfields {
  const found = /^(.+?) : (.+?)(?:, (\d.*))?$/u.exec(text);
  if (!found) return [["a", text]];
  return [["a", found[1]!], ["c", found[2]!], ...(found[3] ? [["d", found[3]] as [string, string]] : [])];
}

/** A work that an added entry names by author and title: part of this one, or one that belongs to it. */
export function workToUnimarc(reading: Reading): DataField[] {
  const { field } = reading;
  const title = [...reading.values("t"), ...reading.text("np")].map(withoutStop).join(". ");
  const head = reading.values("a")[0];
  if (!title || !head) return [];
  const name = [withoutMark(head), ...reading.text("bcdq").map(withoutMark)].join(", ");
  return fieldOf(field.ind2 === "2" ? "423" : "488", " 0", [
    ["1", "2001 "],
    ["a", title],
    ["1", field.tag === "700" ? "701 1" : "71102"],
    ["a", name],
  ]);
}

/** Whether the record names the series of its 225 in a link. */
export function isSeriesTraced(record: MarcRecord): boolean {
  return fieldsOf(record, "410", "411", "461", "462").length > 0;
}
