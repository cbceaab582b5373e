import { hasHan, pinyin } from "@commonshelf/cjk";
import type { MarcField, MarcRecord } from "@commonshelf/marc";
import { field, LANGUAGES, notEmpty, RELATORS, ROLE_WORDS, STAMP, syllables } from "../records.ts";
import type { DemoMember } from "../region.ts";
import { LEVELS } from "./fixed-fields.ts";
import {
  addressOf,
  detailRest,
  holdingsOf,
  type MediaFacts,
  type MediaKind,
  perYearOf,
} from "./media-facts.ts";
import { cornersOf, frequencyWords, mediaItems } from "./media-shared.ts";

/** CNMARC 106 $a: large print, Braille, newspaper, microform, on line, else print. */
const FORMS: Partial<Record<MediaKind, string>> = {
  large: "d",
  braille: "f",
  newspaper: "e",
  microform: "g",
  ebook: "s",
  ejournal: "s",
};
/** CNMARC 110 $a/1 by issues a year. */
const FREQUENCIES: Record<number, string> = { 1: "k", 2: "j", 4: "h", 6: "g", 12: "f", 365: "a" };

/** Coded data of its medium (CNMARC 106, 110, 115, 123, 126, 130, 135). */
function coded(facts: MediaFacts): MarcField[] {
  const perYear = perYearOf(facts);
  switch (LEVELS[facts.kind]) {
    case "as":
    case "am":
      return [
        field("106", "  ", ["a", FORMS[facts.kind] ?? "r"]),
        field("110", "  ", [
          "a",
          perYear === null ? "" : `${facts.kind === "newspaper" ? "c" : "a"}${FREQUENCIES[perYear]}a   0xx0`,
        ]),
        field("130", "  ", ["a", facts.kind === "microform" ? "dbafa----bu" : ""]),
        field("135", "  ", ["a", addressOf(facts) && "dr          "]),
      ];
    case "gm":
      return [field("115", "  ", ["a", `c${facts.detail.slice(0, 3).trim().padStart(3, "0")}cax   zzz   `])];
    case "jm":
    case "im":
      return [field("126", "  ", ["a", "aexxxxe        "])];
    case "em": {
      const { scale, codes, words } = cornersOf(facts, "比例尺");
      const [west, east, north, south] = codes as [string, string, string, string];
      return [
        field("123", "1 ", ["a", "a"], ["b", scale], ["d", west], ["e", east], ["f", north], ["g", south]),
        field("206", "  ", ["a", words]),
      ];
    }
    default:
      return [];
  }
}

/** Notes of its kind, and what of a serial there is. */
function ofKind(facts: MediaFacts, place: number): MarcField[] {
  const perYear = perYearOf(facts);
  const holdings = holdingsOf(facts, place);
  const [degree = "", subject = ""] = facts.detail.split(" ");
  const note = facts.kind === "score" ? facts.detail : facts.kind === "video" ? detailRest(facts) : "";
  const songs = facts.kind === "music" ? detailRest(facts).split(";") : [];
  return [
    field("300", "  ", ["a", note]),
    field("326", "  ", [
      "a",
      perYear === null ? "" : frequencyWords(perYear, facts.lang === "en" ? "en" : "zh"),
    ]),
    field("327", "1 ", ...songs.map((one): [string, string] => ["a", one])),
    field("328", "  ", [
      "a",
      facts.kind === "thesis" ? `${degree}学位论文（${subject}）—${facts.publisher.text}，${facts.year}` : "",
    ]),
    ...(holdings
      ? [field("920", "  ", ["y", holdings.years.join("-")], ["v", holdings.volumes.join("-")])]
      : []),
  ];
}

const sizeOf = ({ kind }: MediaFacts, size: string): string =>
  ["book", "large", "thesis", "serial"].includes(kind) ? size : "";

/** Names as they are read; what is said to be invented is one word with its name. */
function nameFields(facts: MediaFacts): MarcField[] {
  return facts.names.map((name, i) => {
    const isBody = /社（|团（|组（|室（|Group|Soloists|Ensemble|Readers|Lab/.test(name.text);
    return field(
      `7${isBody ? 1 : 0}${i === 0 ? 1 : 2}`,
      isBody ? "02" : " 0",
      ["a", name.text],
      [
        "9",
        hasHan(name.text) && facts.lang === "zh" && !/（/.test(name.text)
          ? pinyin(name.text, { name: true }).join(" ")
          : "",
      ],
      ["4", RELATORS[name.role] ?? "070"],
    );
  });
}

/** A member's CNMARC record of a title in another medium; `place`: the member's among those that hold it. */
export function mediaCnmarc(member: DemoMember, facts: MediaFacts, place: number): MarcRecord {
  const [first = "", ...others] = facts.names.map(
    ({ text, role }) => text + (facts.lang === "zh" ? (ROLE_WORDS[role] ?? "") : ""),
  );
  const isSerial = facts.year.endsWith("-");
  const dates = isSerial ? `a${facts.year.slice(0, 4)}9999` : `d${facts.year}    `;
  const { title, subtitle } = facts;
  const fields: MarcField[] = [
    { tag: "001", value: `${member.code}${String(facts.number).padStart(6, "0")}` },
    { tag: "005", value: `${STAMP}080000.0` },
    field("100", "  ", ["a", `${STAMP}${dates}em y0chiy50      ea`]),
    field("101", "0 ", ["a", LANGUAGES[facts.lang] ?? "und"]),
    ...coded(facts),
    field(
      "200",
      "1 ",
      ["a", title.text],
      ["9", facts.lang === "zh" ? syllables(title.text) : title.roman],
      ["e", subtitle.text],
      ["f", first],
      ...others.map((o): [string, string] => ["g", o]),
    ),
    field("210", "  ", ["a", facts.place.text], ["c", facts.publisher.text], ["d", facts.year]),
    field(
      "215",
      "  ",
      ["a", facts.kind === "book" ? `${facts.extent}页` : facts.extent],
      ["d", facts.size || sizeOf(facts, "21cm")],
    ),
    ...ofKind(facts, place),
    field("330", "  ", ["a", facts.summary]),
    ...facts.subjects.map((s) => field("606", "0 ", ["a", s])),
    field("690", "  ", ["a", facts.clc], ["v", "5"]),
    ...nameFields(facts),
    field("801", " 0", ["a", "CN"], ["b", member.code], ["c", STAMP]),
    field("856", "40", ["u", addressOf(facts)], ["z", addressOf(facts) && "示例地址"]),
    ...mediaItems(member, facts, place).map((item) =>
      field(
        "905",
        "  ",
        ["a", member.code],
        ["b", item.barcode],
        ["f", item.callNumber],
        ["v", item.part ?? ""],
        ["s", item.location],
      ),
    ),
  ];
  return { leader: `00000n${LEVELS[facts.kind]}0 2200000   450 `, fields: fields.filter(notEmpty) };
}
