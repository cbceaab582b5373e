import {
  controlValue,
  type DataField,
  fieldsOf,
  type MarcRecord,
  subfield,
  subfieldValues,
} from "../record.ts";
import { back, codes, to } from "./codes.ts";
import { materialFixed, materialOf } from "./materials.ts";
import { isoPlace, marcPlace } from "./places-table.ts";

/** Coded values as pairs CNMARC, MARC 21 (`_` is a blank); the second list is taken towards CNMARC only. */
const CODES = {
  /** 100/8, 008/06: kind of date. */
  dates: codes("ac bd cu ds er fq gm ht ip je un", "gi gk ub u|"),
  /** 100/17-19, 008/22: readers. */
  readers: codes("aj ba cb dc ed me kf u_", "u| mg"),
  /** 100/20, 008/28: government publication. */
  government: codes("af bs dl ec fi ho y_ uu zz", "cl za zm u|"),
  /** 105/0-3, 008/18-21: illustrations. */
  illustrations: codes("aa bb cc dd ee ff gg hh ii jj kk ll mm op y_", "ao"),
  /** 105/4-7 and 110/4-6, 008/24-27: nature of contents. */
  contents: codes("ab bc ci da ed fe gr is jp kj lu mm nl pt rn sz t6", "vw vv ro ff rk rq ay n5"),
  /** 105/11, 008/33: literary form. */
  literature: codes("a1 bd ce dh ei fj gp hs y0 zm", "af zc yu y|"),
  /** 105/12, 008/34: biography. */
  biography: codes("aa bb cc dd y_", "y|"),
  /** 106/0, 008/23: form of item. */
  forms: codes("r_ dd ff ss ga", "so sq gb gc rr r|"),
  /** 110/0, 008/21: kind of serial. */
  serials: codes("ap bm cn el fd gw z_", "z|"),
  /** 110/1, 008/18: frequency. */
  frequency: codes("ad bc cw de es fm gb hq it jf ka lg mh ni oj pk uu y_ zz", "u|"),
  /** 110/2, 008/19: regularity. */
  regularity: codes("ar bn uu yx", "u|"),
  /** leader/06: kind of record. */
  kinds: codes("aa bt cc dd ee ff gg ii jj kk lm mo rr", "mp"),
  /** leader/07: level. */
  levels: codes("aa mm ss cc ii", "ab cd"),
  /** leader/17: encoding level. */
  encodings: codes("__ 11 28 37", "33 35 34 32 3u _z _I 3K 3M 3L"),
} as const;

/** What a record says in codes, whichever format it is in: data of 100, 105, 106, 110; of 008. */
export type UnimarcCodes = { general: string; text: string; form: string; serial: string };

const codedOf = (record: MarcRecord, tag: string): string => {
  const field = fieldsOf(record, tag)[0];
  return field ? (subfield(field, "a") ?? "") : "";
};
export const unimarcCodes = (record: MarcRecord): UnimarcCodes => ({
  general: codedOf(record, "100"),
  text: codedOf(record, "105"),
  form: codedOf(record, "106"),
  serial: codedOf(record, "110"),
});

/** What continues: serials and what is kept up to date. */
export const isContinuing = (leader: string): boolean => leader[7] === "s" || leader[7] === "i";
/** Of text, printed or written by hand: what 008/18-34 says of books and serials. */
export const isText = (leader: string): boolean => "abt".includes(leader[6] ?? "a");

const year = (text: string): string => (/^\d[\du# ]{3}$/.test(text) ? text.replace(/[# ]/g, "u") : "    ");

function marcDates(general: string): string {
  const first = year(general.slice(9, 13));
  const kind = CODES.dates.toMarc21.get(general[8] ?? "") ?? (/\d{4}/.test(first) ? "s" : "n");
  const second = kind === "e" ? general.slice(13, 17).padEnd(4) : year(general.slice(13, 17));
  if (kind === "n") return "nuuuuuuuu";
  if (/\d/.test(second)) return `${kind}${first}${"cdqmrtpue".includes(kind) ? second : "    "}`;
  if (kind === "c") return `c${first}9999`;
  return `${kind}${first}${"udqmrtp".includes(kind) ? (kind === "u" || kind === "m" || kind === "d" || kind === "q" ? "uuuu" : "    ") : "    "}`;
}

function bookPart(text: string, general: string, form: string): string {
  const pad = text.padEnd(13);
  const illustrations = [...pad.slice(0, 4)].map((code) => to(CODES.illustrations, code, " ")).join("");
  const contents = [...pad.slice(4, 8)]
    .map((code) => to(CODES.contents, code, " "))
    .join("")
    .replaceAll(" ", "")
    .padEnd(4);
  const flag = (code: string | undefined): string => (code === "1" ? "1" : "0");
  return `${illustrations}${to(CODES.readers, general[17], " ")}${to(CODES.forms, form[0], " ")}${contents}${to(CODES.government, general[20], " ")}${flag(pad[8])}${flag(pad[9])}${flag(pad[10])} ${to(CODES.literature, pad[11], "0")}${to(CODES.biography, pad[12], " ")}`;
}

function serialPart(serial: string, general: string, form: string): string {
  const contents = [...serial.slice(4, 7)]
    .map((code) => to(CODES.contents, code, " "))
    .join("")
    .padEnd(3);
  const whole = serial[3] && serial[3] !== "z" ? to(CODES.contents, serial[3], " ") : " ";
  return `${to(CODES.frequency, serial[1], "u")}${to(CODES.regularity, serial[2], "u")} ${to(CODES.serials, serial[0], " ")} ${to(CODES.forms, form[0], " ")}${whole}${contents}${to(CODES.government, general[20], " ")}${serial[7] === "1" ? "1" : "0"}   a0`;
}

/** 008 of a CNMARC record from 100, 101, 102, 105, 106 and 110. */
export function fixedData(record: MarcRecord): string {
  const { general, text, form, serial } = unimarcCodes(record);
  const place = fieldsOf(record, "102")[0];
  const country = marcPlace(
    place ? (subfield(place, "a") ?? "") : "",
    place ? (subfield(place, "b") ?? "") : "",
  );
  const language = (/^[a-z]{3}/.exec(codedOf(record, "101"))?.[0] ?? "und").padEnd(3);
  const material = isContinuing(record.leader)
    ? serialPart(serial, general, form)
    : isText(record.leader)
      ? bookPart(text, general, form)
      : materialFixed(
          record,
          `    ${to(CODES.readers, general[17], " ")}     ${to(CODES.government, general[20], " ")}`.padEnd(
            17,
          ),
        );
  const entered = /^\d{8}/.test(general) ? general.slice(2, 8) : "      ";
  return `${entered}${marcDates(general)}${country}${material}${language}${general[21] === "1" ? "d" : " "}d`;
}

const yearBack = (text: string): string => (/^[\du| ]{4}$/.test(text) ? text.replace(/[u|]/g, " ") : "    ");

/** Script of a title as 100 $a/34-35 has it. */
export function scriptOf(text: string): string {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return "da";
  if (/\p{Script=Han}/u.test(text)) return "ea";
  if (/\p{Script=Hangul}/u.test(text)) return "ka";
  if (/\p{Script=Cyrillic}/u.test(text)) return "ca";
  if (/\p{Script=Greek}/u.test(text)) return "ga";
  if (/\p{Script=Arabic}/u.test(text)) return "fa";
  if (/\p{Script=Hebrew}/u.test(text)) return "ha";
  if (/\p{Script=Thai}/u.test(text)) return "ia";
  if (/\p{Script=Devanagari}/u.test(text)) return "ja";
  if (/\p{Script=Tamil}/u.test(text)) return "la";
  return /\p{Script=Latin}|^$/u.test(text) ? "ba" : "zz";
}

/** 100 $a; `material`: maps say in 008 for nobody, music not whose publication it is. */
function generalData(fixed: string, script: string, language: string, material: string | undefined): string {
  const readers = material === "map" ? "u" : back(CODES.readers, fixed[22], "u");
  const government =
    material === "score" || material === "sound" ? "u" : back(CODES.government, fixed[28], "u");
  const entered = /^\d{6}/.test(fixed)
    ? `${Number(fixed.slice(0, 2)) > 50 ? "19" : "20"}${fixed.slice(0, 6)}`
    : "        ";
  const kind = back(CODES.dates, fixed[6], "u");
  const first = kind === "u" ? "    " : yearBack(fixed.slice(7, 11));
  const second = kind === "u" ? "    " : yearBack(fixed.slice(11, 15));
  return `${entered}${kind}${first}${second}${readers}  ${government}${(fixed[38] ?? " ").trim() && fixed[38] !== "|" ? "1" : "0"}${language}y50      ${script}`;
}

/** 100, 105, 106 and 110 $a of a MARC 21 record. */
export function codesFromMarc21(record: MarcRecord): UnimarcCodes {
  const fixed = (controlValue(record, "008") ?? "").padEnd(40, "|").slice(0, 40);
  const agency = fieldsOf(record, "040")[0];
  const language = ((agency && subfield(agency, "b")) ?? "").trim().toLowerCase();
  const title = fieldsOf(record, "245")[0];
  const written = fieldsOf(record, "880").find((field) => subfield(field, "6")?.startsWith("245"));
  const han = written && /\p{Script=Han}/u.test(subfield(written, "a") ?? "") ? written : title;
  const script = scriptOf(han ? subfieldValues(han, "ab").join("") : "");
  const general = generalData(
    fixed,
    script,
    /^[a-z]{3}$/.test(language) ? language : script === "ea" ? "chi" : "   ",
    materialOf(record),
  );
  const form = isText(record.leader) ? back(CODES.forms, fixed[23], "r") : "";
  const flag = (code: string | undefined): string => (code === "1" ? "1" : "0");
  if (isContinuing(record.leader) || record.leader[7] === "b") {
    const contents = [...fixed.slice(25, 28)].map((code) => back(CODES.contents, code, " ")).join("");
    const serial = `${back(CODES.serials, fixed[21], "z")}${back(CODES.frequency, fixed[18], "u")}${back(CODES.regularity, fixed[19], "u")}${back(CODES.contents, fixed[24], "z")}${contents}${flag(fixed[29])}yy0`;
    return { general, text: "", form, serial };
  }
  if (!isText(record.leader)) return { general, text: "", form: "", serial: "" };
  const illustrations = [...fixed.slice(18, 22)]
    .map((code, i) => (code === " " && i > 0 ? " " : back(CODES.illustrations, code, " ")))
    .join("");
  const contents = [...fixed.slice(24, 28)]
    .map((code) => back(CODES.contents, code, " "))
    .join("")
    .replaceAll(" ", "");
  const text = `${illustrations}${(contents || "z").padEnd(4)}${flag(fixed[29])}${flag(fixed[30])}${flag(fixed[31])}${back(CODES.literature, fixed[33], "y")}${back(CODES.biography, fixed[34], "y")}`;
  return { general, text, form, serial: "" };
}

/** leader of MARC 21 for a CNMARC record. */
export function marcLeader(leader: string): string {
  const from = leader.padEnd(24);
  const status = "acdnp".includes(from[5]!) ? from[5]! : "n";
  const encoding = to(CODES.encodings, from[17], " ");
  return `00000${status}${to(CODES.kinds, from[6], "a")}${to(CODES.levels, from[7], "m")} a2200000${encoding}c 4500`;
}

/** leader of CNMARC for a MARC 21 record. */
export function unimarcLeader(leader: string): string {
  const from = leader.padEnd(24);
  const status = "cdnp".includes(from[5]!) ? from[5]! : from[5] === "a" ? "c" : "n";
  const level = back(CODES.levels, from[7], "m");
  return `00000${status}${back(CODES.kinds, from[6], "a")}${level}${level === "m" ? "0" : " "} 2200000${back(CODES.encodings, from[17], " ")}  450 `;
}

/** 102 from 008/15-17 and 044. */
export function placeField(record: MarcRecord): DataField | undefined {
  const place = isoPlace((controlValue(record, "008") ?? "").slice(15, 18));
  const more = fieldsOf(record, "044")[0];
  const countries = [
    ...new Set([
      ...(place ? [place.country] : []),
      ...(more
        ? [
            ...subfieldValues(more, "c"),
            ...subfieldValues(more, "a").flatMap((code) => isoPlace(code)?.country ?? []),
          ]
        : []),
    ]),
  ];
  if (countries.length === 0) return undefined;
  const locality = (more && subfield(more, "b")) || place?.locality;
  const source = more && subfield(more, "2");
  const subfields = countries.map((country): [string, string] => ["a", country.trim()]);
  if (locality) subfields.splice(1, 0, ["b", locality]);
  if (source) subfields.push(["2", source]);
  return { tag: "102", ind1: " ", ind2: " ", subfields };
}

/** 044 from 102 where it says more than 008/15-17 can. */
export function placeCodes(field: DataField): DataField | undefined {
  const countries = subfieldValues(field, "a")
    .map((code) => code.trim())
    .filter(Boolean);
  const [first] = countries;
  const localities = subfieldValues(field, "b").filter(
    (code) => code.trim() && !isoPlace(marcPlace("", code)),
  );
  const known = first !== undefined && isoPlace(marcPlace(first, ""))?.country === first.toUpperCase();
  if (countries.length < 2 && localities.length === 0 && (known || first === undefined)) return undefined;
  const subfields: [string, string][] = [
    ...localities.map((code): [string, string] => ["b", code]),
    ...countries.map((code): [string, string] => ["c", code]),
    ...subfieldValues(field, "2").map((code): [string, string] => ["2", code]),
  ];
  return { tag: "044", ind1: " ", ind2: " ", subfields };
}
