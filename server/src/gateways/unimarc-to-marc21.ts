import {
  type DataField,
  fieldsOf,
  type MarcField,
  type MarcRecord,
  subfield,
  subfieldValues,
} from "@commonshelf/marc";
import { LINKS, NAMES, RULES, type Rule } from "./unimarc-table.ts";

type Subfields = [string, string][];

const CODE_PAIRS = new Map<Rule, Map<string, string>>(
  RULES.map((rule) => [
    rule,
    new Map(rule.codes.split(" ").map((pair) => pair.split(">") as [string, string])),
  ]),
);

function field(tag: string, indicators: string, subfields: Subfields): DataField[] {
  return subfields.length > 0 ? [{ tag, ind1: indicators[0]!, ind2: indicators[1]!, subfields }] : [];
}

function convert(source: DataField, rule: Rule): DataField[] {
  const codes = CODE_PAIRS.get(rule)!;
  const subfields = source.subfields.flatMap(([code, value]): Subfields => {
    const to = codes.get(code);
    return to === undefined || value.trim() === "" ? [] : [[to, value]];
  });
  if (rule.from === "690" && subfields.length > 0 && !subfields.some(([code]) => code === "2"))
    subfields.push(["2", "clc"]);
  return field(rule.to, rule.indicators, subfields);
}

/** Kinds of dates: UNIMARC 100 $a/8 to MARC 21 008/06. */
const DATE_KINDS: Record<string, string> = {
  a: "c",
  b: "d",
  c: "u",
  d: "s",
  e: "r",
  f: "q",
  g: "m",
  h: "t",
  i: "p",
  j: "e",
  u: "n",
};
/** Countries of publication: ISO 3166 in 102 $a to the codes of MARC 21 (008/15-17). */
const COUNTRIES: Record<string, string> = {
  CN: "cc ",
  TW: "ch ",
  HK: "cc ",
  MO: "cc ",
  JP: "ja ",
  KR: "ko ",
  SG: "si ",
  US: "xxu",
  GB: "xxk",
  FR: "fr ",
  DE: "gw ",
  RU: "ru ",
  IT: "it ",
  ES: "sp ",
  PT: "po ",
  CA: "xxc",
  AU: "at ",
  NL: "ne ",
  BE: "be ",
  CH: "sz ",
  AT: "au ",
  IN: "ii ",
};
/** Frequency of a serial: UNIMARC 110 $a/1 to MARC 21 008/18. */
const FREQUENCIES: Record<string, string> = {
  a: "d",
  b: "c",
  c: "w",
  d: "e",
  e: "s",
  f: "m",
  g: "b",
  h: "q",
  i: "t",
  j: "f",
  k: "a",
  l: "g",
  m: "h",
  n: "i",
  o: "j",
  u: "u",
  y: " ",
  z: "z",
};
const REGULARITY: Record<string, string> = { a: "r", b: "n", u: "u", y: "x" };
const SERIAL_KINDS: Record<string, string> = { a: "p", b: "m", c: "n" };

/** 008 of MARC 21 from 100 and 110 $a (and 101, 102): entered, kind of date, dates, place, what a serial is, language. */
function fixedData(record: MarcRecord): string {
  const coded = (tag: string): string =>
    subfield(fieldsOf(record, tag)[0] ?? { tag, ind1: " ", ind2: " ", subfields: [] }, "a") ?? "";
  const general = coded("100");
  const year = (from: number): string => {
    const text = general.slice(from, from + 4);
    return /^\d[\du# ]{3}$/.test(text) ? text.replace(/[# ]/g, "u") : "    ";
  };
  const kind = DATE_KINDS[general[8] ?? ""] ?? (/\d{4}/.test(year(9)) ? "s" : "n");
  const first = kind === "n" ? "uuuu" : year(9);
  const hasSecond = "cdqmrtpue".includes(kind);
  const open = kind === "c" || kind === "u" ? (kind === "c" ? "9999" : "uuuu") : "    ";
  const second =
    hasSecond && /\d/.test(year(13)) ? year(13) : hasSecond ? open : kind === "n" ? "uuuu" : "    ";
  const country = COUNTRIES[coded("102").slice(0, 2).toUpperCase()] ?? "xx ";
  const serial = coded("110");
  const isSerial = record.leader[7] === "s";
  const material = isSerial
    ? `${FREQUENCIES[serial[1] ?? ""] ?? "u"}${REGULARITY[serial[2] ?? ""] ?? "u"} ${SERIAL_KINDS[serial[0] ?? ""] ?? " "}      0   a0`
    : "            000 0 ";
  const language = (/^[a-z]{3}/.exec(coded("101"))?.[0] ?? "und").padEnd(3);
  const entered = /^\d{8}/.test(general) ? general.slice(2, 8) : "      ";
  return `${entered}${kind}${first}${second}${country}${material.padEnd(17).slice(0, 17)}${language} d`;
}

/** The title: proper, parts, general material, responsibility; a parallel title is a varying one. */
function titleFields(record: MarcRecord): DataField[] {
  const codes: Record<string, string> = { a: "a", b: "h", e: "b", h: "n", i: "p", f: "c", g: "c" };
  return fieldsOf(record, "200").flatMap((source, i) => {
    const subfields = source.subfields.flatMap(
      ([code, value]): Subfields => (codes[code] && value.trim() ? [[codes[code], value]] : []),
    );
    const parallel = subfieldValues(source, "d").flatMap((value) => field("246", "31", [["a", value]]));
    return [
      ...field(
        i === 0 ? "245" : "246",
        i === 0 ? "10" : "3 ",
        i === 0 ? subfields : subfields.filter(([c]) => "abnp".includes(c)),
      ),
      ...parallel,
    ];
  });
}

/** Relators: codes of UNIMARC as terms; words as they stand. */
const RELATORS: Record<string, string> = {
  "070": "author",
  "730": "translator",
  "340": "editor",
  "220": "compiler",
  "440": "illustrator",
};

function nameFields(source: DataField): DataField[] {
  const base = NAMES[source.tag];
  const head = subfield(source, "a");
  if (base === undefined || !head) return [];
  const roles = subfieldValues(source, "4").map((role): [string, string] => [
    "e",
    RELATORS[role.trim()] ?? role,
  ]);
  const value = (code: string, to: string): Subfields =>
    subfieldValues(source, code).map((text) => [to, text]);
  if (source.tag.startsWith("71")) {
    const isMeeting = source.ind1 === "1";
    const meeting: Subfields = [...value("d", "n"), ...value("f", "d"), ...value("e", "c")];
    const subfields: Subfields = [
      ["a", head],
      ...value("b", isMeeting ? "e" : "b"),
      ...(isMeeting ? meeting : []),
    ];
    return field(isMeeting ? base.replace(/10$/, "11") : base, "2 ", [
      ...subfields,
      ...(isMeeting ? roles.map(([, text]): [string, string] => ["j", text]) : roles),
    ]);
  }
  const given = subfield(source, "b");
  const name = given
    ? /\p{Script=Han}/u.test(head + given) && [...given].length <= 2
      ? head + given
      : `${head}, ${given}`
    : head;
  const kind = source.tag.startsWith("72") ? "3" : source.ind2 === "0" ? "0" : "1";
  return field(base, `${kind} `, [
    ["a", name],
    ...value("d", "b"),
    ...value("c", "c"),
    ...value("f", "d"),
    ...roles,
  ]);
}

/** What a link says of the other title, from its subfields or from the fields embedded in $1. */
function linkField(source: DataField): DataField[] {
  const link = LINKS[source.tag];
  if (!link) return [];
  const codes: Record<string, string> = { a: "a", t: "t", v: "g", x: "x", y: "z", d: "d", c: "d", "0": "w" };
  const embedded: Record<string, Record<string, string>> = {
    "200": { a: "t", v: "g", h: "g" },
    "700": { a: "a" },
    "710": { a: "a" },
    "011": { a: "x" },
    "010": { a: "z" },
    "210": { a: "d", c: "d", d: "d" },
  };
  let inside: Record<string, string> | undefined;
  const subfields = source.subfields.flatMap(([code, value]): Subfields => {
    if (code === "1") {
      inside = embedded[value.slice(0, 3)] ?? {};
      return value.startsWith("001") && value.length > 3 ? [["w", value.slice(3).trim()]] : [];
    }
    const to = (inside ?? codes)[code];
    return to === undefined || value.trim() === "" ? [] : [[to, value]];
  });
  const [tag, indicators] = link;
  if (tag !== "830") return field(tag, indicators, subfields);
  return field(
    tag,
    indicators,
    subfields.flatMap(
      ([code, value]): Subfields =>
        code === "t" ? [["a", value]] : code === "g" ? [["v", value]] : code === "x" ? [["x", value]] : [],
    ),
  );
}

/** Copies in CNMARC 905: library, location, call number (whole, or class and book number), barcode, copy, part. */
function holdingFields(record: MarcRecord): DataField[] {
  return fieldsOf(record, "905").flatMap((source) => {
    const value = (code: string, to: string): Subfields =>
      subfieldValues(source, code)
        .filter((text) => text.trim())
        .map((text) => [to, text]);
    const whole = value("f", "h");
    return field("852", "8 ", [
      ...value("v", "3"),
      ...value("a", "a"),
      ...value("s", "c"),
      ...(whole.length > 0 ? whole : [...value("d", "h"), ...value("e", "i")]),
      ...value("b", "p"),
      ...value("y", "t"),
    ]);
  });
}

/** Pinyin of $9, or of capital subfields, as 880 of the field it reads, where MARC 21 has other scripts. */
function addPinyin(fields: DataField[], source: DataField, made: DataField[], count: number): number {
  const pinyin = subfieldValues(source, "9")[0] ?? subfieldValues(source, "A")[0];
  const [target] = made;
  if (!pinyin || !target) return count;
  const occurrence = String(count + 1).padStart(2, "0");
  target.subfields.unshift(["6", `880-${occurrence}`]);
  fields.push({
    tag: "880",
    ind1: target.ind1,
    ind2: target.ind2,
    subfields: [
      ["6", `${target.tag}-${occurrence}/(B`],
      ["a", pinyin],
    ],
  });
  return count + 1;
}

/**
 * A UNIMARC or CNMARC record as MARC 21 by the table in unimarc-table.ts (docs/unimarc-to-marc21.md). What has no place
 * there is left out; `unconvertedTags` names it.
 */
export function unimarcToMarc21(record: MarcRecord): MarcRecord {
  const fields: MarcField[] = record.fields.filter(
    (f) => "value" in f && ["001", "003", "005"].includes(f.tag),
  );
  fields.push({ tag: "008", value: fixedData(record) });
  const made: DataField[] = [...titleFields(record), ...holdingFields(record)];
  const paired: DataField[] = [];
  let count = 0;
  const title = fieldsOf(record, "200")[0];
  if (title)
    count = addPinyin(
      paired,
      title,
      made.filter((f) => f.tag === "245"),
      count,
    );
  for (const rule of RULES)
    for (const source of fieldsOf(record, rule.from)) made.push(...convert(source, rule));
  for (const source of fieldsOf(record, ...Object.keys(LINKS))) made.push(...linkField(source));
  for (const source of fieldsOf(record, ...Object.keys(NAMES))) {
    const names = nameFields(source);
    count = addPinyin(paired, source, names, count);
    made.push(...names);
  }
  const mains = made.filter((f) => /^1\d\d$/.test(f.tag));
  // MARC 21 has one main entry; a title without one has its uniform title in 130.
  for (const other of mains.slice(1)) {
    const occurrence = subfield(other, "6")?.slice(4);
    const link = `${other.tag}-${occurrence}`;
    other.tag = `7${other.tag.slice(1)}`;
    for (const { subfields } of paired)
      if (occurrence && subfields[0]![1].startsWith(link)) subfields[0]![1] = `${other.tag}-${occurrence}/(B`;
  }
  if (mains.length === 0)
    for (const uniform of made)
      if (uniform.tag === "240") Object.assign(uniform, { tag: "130", ind1: "0", ind2: " " });
  for (const heading of [...made, ...paired])
    if (heading.tag === "245" || heading.subfields[0]?.[1].startsWith("245-"))
      heading.ind1 = mains.length > 0 ? "1" : "0";
  made.push(...paired);
  made.sort((a, b) => (a.tag < b.tag ? -1 : a.tag > b.tag ? 1 : 0));
  const leader = record.leader.padEnd(24).slice(0, 24);
  const type = /[acdefgijkmr]/.test(leader[6]!)
    ? leader[6]!
    : leader[6] === "l"
      ? "m"
      : leader[6] === "b"
        ? "t"
        : "a";
  return { leader: `00000${leader[5]}${type}${leader[7]} a2200000 a 4500`, fields: [...fields, ...made] };
}

const CONVERTED = new Set([
  "001",
  "003",
  "005",
  "100",
  "110",
  "200",
  "905",
  ...RULES.map((rule) => rule.from),
  ...Object.keys(LINKS),
  ...Object.keys(NAMES),
]);

/** Tags of a record that the conversion leaves out, in the order they stand in. */
export function unconvertedTags(record: MarcRecord): string[] {
  return [...new Set(record.fields.map((f) => f.tag).filter((tag) => !CONVERTED.has(tag)))];
}
