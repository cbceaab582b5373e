import { type DataField, subfield } from "../record.ts";
import type { Loss } from "./reading.ts";
import { fieldOf, type Reading, type Subfields } from "./reading.ts";

/** Codes of 101 and of 041. */
const LANGUAGES: readonly (readonly [string, string])[] = [
  ["a", "a"],
  ["b", "k"],
  ["c", "h"],
  ["d", "b"],
  ["e", "f"],
  ["h", "e"],
  ["i", "g"],
  ["j", "j"],
];

/** 101 as 041, where it says more than 008/35-37. */
export function languagesToMarc21(reading: Reading): DataField[] {
  const codes = new Map(LANGUAGES);
  const subfields = reading
    .take(LANGUAGES.map(([code]) => code).join(""))
    .map(([code, value]): [string, string] => [codes.get(code)!, value]);
  const isPlain = subfields.length === 1 && subfields[0]![0] === "a" && reading.field.ind1 !== "1";
  return isPlain
    ? []
    : fieldOf("041", `${reading.field.ind1 === "0" || reading.field.ind1 === " " ? "0" : "1"} `, subfields);
}

/** 041, or 008/35-37 where there is none, as 101. Codes written together are parted. */
export function languagesToUnimarc(reading: Reading | undefined, fixed: string): DataField[] {
  const own =
    /^[a-z]{3}$/.test(fixed.slice(35, 38)) && !["und", "zxx"].includes(fixed.slice(35, 38))
      ? fixed.slice(35, 38)
      : undefined;
  if (!reading || reading.field.ind2 === "7") return own ? fieldOf("101", "0 ", [["a", own]]) : [];
  const codes = new Map(LANGUAGES.map(([unimarc, marc]) => [marc, unimarc]));
  const subfields = reading
    .take(LANGUAGES.map(([, code]) => code).join(""))
    .flatMap(([code, value]): Subfields => {
      const parts = /^(?:[a-z]{3}){2,}$/.test(value.trim()) ? value.trim().match(/.{3}/g)! : [value.trim()];
      return parts.map((part) => [codes.get(code)!, part]);
    });
  if (own && !subfields.some(([code, value]) => code === "a" && value === own)) subfields.unshift(["a", own]);
  return fieldOf("101", `${reading.field.ind1 === "1" ? "1" : "0"} `, subfields);
}

/** 801 of a record as one 040; the language of cataloguing is in 100 $a. */
export function agenciesToMarc21(readings: readonly Reading[], general: string): DataField[] {
  const by = (indicator: string): Subfields =>
    readings
      .filter(({ field }) => field.ind2 === indicator)
      .flatMap((one) =>
        one
          .values("b")
          .map((value): [string, string] => [indicator === "0" ? "a" : indicator === "1" ? "c" : "d", value]),
      );
  const others = readings
    .filter(({ field }) => !"012".includes(field.ind2))
    .flatMap((one) => one.values("b").map((value): [string, string] => ["d", value]));
  const language = general.slice(22, 25);
  const rules = [...new Set(readings.flatMap((one) => one.values("g")))];
  const agencies = [
    ...by("0"),
    ...by("1").slice(0, 1),
    ...by("1")
      .slice(1)
      .map(([, value]): [string, string] => ["d", value]),
    ...by("2"),
    ...others,
  ];
  if (agencies.length === 0) return [];
  const own = agencies.filter(([code]) => code === "a");
  // $a is one: of several agencies that made the record the first.
  const rest = [
    ...own.slice(1).map(([, value]): [string, string] => ["d", value]),
    ...agencies.filter(([code]) => code !== "a"),
  ];
  return fieldOf("040", "  ", [
    ...own.slice(0, 1),
    ...(/^[a-z]{3}$/.test(language) ? [["b", language] as [string, string]] : []),
    ...rules.map((value): [string, string] => ["e", value]),
    ...rest,
  ]);
}

/** 040 as 801, one for each agency. */
export function agenciesToUnimarc(reading: Reading): DataField[] {
  if (/^[a-z]{3}$/.test(reading.field.subfields.find(([code]) => code === "b")?.[1].trim() ?? ""))
    reading.take("b");
  const rules = reading.values("e").map((value): [string, string] => ["g", value]);
  return reading.take("acd").flatMap(([code, value], i) => {
    const country = /^CN-|^[A-Z]{2}-(?=\w)/.exec(value)?.[0].slice(0, 2);
    return fieldOf("801", ` ${code === "a" ? "0" : code === "c" ? "1" : "2"}`, [
      ...(country ? [["a", country] as [string, string]] : []),
      ["b", value.trim()],
      ...(i === 0 ? rules : []),
    ]);
  });
}

/** RDA's words for the codes of 33X. */
const RDA: Record<string, string> = {
  txt: "text",
  sti: "still image",
  tdi: "two-dimensional moving image",
  spw: "spoken word",
  prm: "performed music",
  ntm: "notated music",
  snd: "sounds",
  cri: "cartographic image",
  crd: "cartographic dataset",
  cod: "computer dataset",
  cop: "computer program",
  tdf: "three-dimensional form",
  tct: "tactile text",
  xxx: "other",
  zzz: "unspecified",
  n: "unmediated",
  c: "computer",
  s: "audio",
  v: "video",
  g: "projected",
  h: "microform",
  p: "microscopic",
  e: "stereographic",
  x: "other",
  z: "unspecified",
  nc: "volume",
  nb: "sheet",
  no: "card",
  nr: "object",
  na: "roll",
  cr: "online resource",
  cd: "computer disc",
  ck: "computer card",
  cz: "other computer carrier",
  sd: "audio disc",
  ss: "audiocassette",
  vd: "videodisc",
  vf: "videocassette",
  he: "microfiche",
  hd: "microfilm reel",
  gs: "slide",
};
const rdaCodes = new Map(
  Object.entries(RDA).flatMap(([code, word]) =>
    word === "other" || word === "unspecified" ? [] : [[word, code] as const],
  ),
);

/** The word of a code of 33X. */
export const rdaWord = (code: string): string | undefined => RDA[code.trim().toLowerCase()];

/** 33X with codes for its words; a word that RDA does not have stays and is told. */
export function withRdaCodes(field: DataField): DataField {
  if (!/^33[678]$/.test(field.tag)) return field;
  if (subfield(field, "b") !== undefined) {
    const words = new Set(field.subfields.flatMap(([code, value]) => (code === "b" ? [rdaWord(value)] : [])));
    return {
      ...field,
      subfields: field.subfields.filter(
        ([code, value]) => code !== "a" || !words.has(value.trim().toLowerCase()),
      ),
    };
  }
  const subfields = field.subfields.map(([code, value]): [string, string] => {
    const known = code === "a" ? rdaCodes.get(value.trim().toLowerCase()) : undefined;
    return known ? ["b", known] : [code, value];
  });
  return { ...field, subfields };
}

/** Local fields: 9XX, of which 905 is copies in CNMARC, and tags with letters. */
export const isLocal = (tag: string): boolean => /^9\d\d$|[A-Za-z]/.test(tag) && tag !== "905";

/** What has no place, as it stood (UNIMARC 886, MARC 21 886). */
export function setAside(
  field: DataField | { tag: string; value: string },
  format: "marc21" | "unimarc",
): DataField {
  const source: [string, string] = ["2", format];
  if ("value" in field)
    return { tag: "886", ind1: "1", ind2: " ", subfields: [source, ["a", field.tag], ["b", field.value]] };
  return {
    tag: "886",
    ind1: "2",
    ind2: " ",
    subfields: [source, ["a", field.tag], ["b", field.ind1 + field.ind2], ...field.subfields],
  };
}

/** What an 886 kept of a record of this format. */
export function takenBack(
  field: DataField,
  format: "marc21" | "unimarc",
): DataField | { tag: string; value: string } | undefined {
  const [source, tag, rest, ...subfields] = field.subfields;
  if (source?.[0] !== "2" || source[1] !== format || tag?.[0] !== "a" || rest?.[0] !== "b") return undefined;
  if (field.ind1 === "1") return { tag: tag[1], value: rest[1] };
  return { tag: tag[1], ind1: rest[1][0] ?? " ", ind2: rest[1][1] ?? " ", subfields };
}

/** A coded value that does not return: position and value. */
export function codedLosses(
  tag: string,
  before: string,
  after: string,
  isSame: (a: string, b: string) => boolean,
): Loss[] {
  const losses: Loss[] = [];
  for (let i = 0; i < before.length; i++) {
    if (isSame(before[i]!, after[i] ?? " ")) continue;
    const last = losses.at(-1);
    if (last && Number(last.code.split("-").at(-1)) === i - 1) {
      last.code = `${last.code.split("-")[0]}-${i}`;
      last.value += before[i]!;
    } else losses.push({ tag, code: String(i), value: before[i]!, kind: "coded" });
  }
  return losses;
}
