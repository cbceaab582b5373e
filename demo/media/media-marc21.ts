import type { DataField, MarcField, MarcRecord } from "@commonshelf/marc";
import {
  asWritten,
  field,
  inverted,
  itemField,
  LANGUAGES,
  notEmpty,
  type Paired,
  pairing,
  ROLE_WORDS,
  STAMP,
  scripts,
  sourceOf,
} from "../records.ts";
import type { DemoMember } from "../region.ts";
import { CARRIERS, fixedOf, LEVELS, PHYSICAL } from "./fixed-fields.ts";
import {
  addressOf,
  detailRest,
  holdingsOf,
  type MediaFacts,
  minutesOf,
  perYearOf,
  type Written,
} from "./media-facts.ts";
import { cornersOf, frequencyWords, mediaItems } from "./media-shared.ts";

/** Code of a script in the $6 of its 880 (MARC 21 Appendix A). */
const SCRIPTS: Record<string, string> = { ru: "(N", ar: "(3/r" };
const RELATORS_OF_PERFORMERS: Record<string, string> = { director: "drt", performer: "prf", narrator: "nrt" };
const CLASSES: Partial<Record<MediaFacts["kind"], string>> = {
  serial: "PERIODICAL",
  newspaper: "PERIODICAL",
  score: "SCORE",
  map: "MAP",
  music: "CD",
  audio: "CD",
  video: "DVD",
};

/** Fields in which texts of other scripts are romanised everywhere, Chinese ones as the member does. */
function pairingOf(member: DemoMember, facts: MediaFacts, linked: DataField[]): Paired {
  const romans = new Map(
    [facts.title, facts.subtitle, facts.publisher, facts.place, ...facts.names].map((one) => [
      one.text,
      one.roman,
    ]),
  );
  const own = facts.lang === "zh" ? scripts(member) : asWritten;
  return pairing(
    (text, isName) => {
      const roman = romans.get(text);
      return roman ? { main: roman, other: text } : own(text, isName);
    },
    SCRIPTS[facts.lang] ?? "$1",
    linked,
  );
}

const isBody = ({ role, text }: MediaFacts["names"][number]): boolean =>
  ["performer", "narrator", "director", "editor"].includes(role) && /虚构|fict/.test(text);

function nameField(
  paired: Paired,
  facts: MediaFacts,
  block: "1" | "7",
  name: MediaFacts["names"][number],
): MarcField {
  const role: [string, string] = ["4", RELATORS_OF_PERFORMERS[name.role] ?? ""];
  if (isBody(name)) return paired(`${block}10`, "2 ", [["a", name.text], role]);
  const isAsWritten = facts.lang === "zh" || name.roman !== "" || /\(/.test(name.text);
  const text = isAsWritten ? name.text : inverted(name.text);
  return paired(`${block}00`, "1 ", [["a", text], role], !/（/.test(name.text));
}

function statementOf(facts: MediaFacts): Written {
  const words = facts.names.map(({ text, role }) =>
    facts.lang === "zh" ? text + (ROLE_WORDS[role] ?? "") : text,
  );
  return { text: words.join(facts.lang === "zh" ? " ; " : ", "), roman: "" };
}

/** Statement of responsibility, which romanised titles do without. */
function titleField(paired: Paired, facts: MediaFacts): MarcField {
  const isRomanised = facts.title.roman !== "";
  const statement = isRomanised ? "" : statementOf(facts).text;
  return paired("245", facts.names.length > 0 ? "10" : "00", [
    ["a", facts.title.text, facts.subtitle.text ? " :" : statement ? " /" : ""],
    ["b", facts.subtitle.text, statement ? " /" : ""],
    ["c", statement],
  ]);
}

/** What only its kind has. */
function ofKind(facts: MediaFacts, place: number): MarcField[] {
  const fields: MarcField[] = [];
  const perYear = perYearOf(facts);
  if (perYear !== null) fields.push(field("310", "  ", ["a", frequencyWords(perYear, facts.lang)]));
  if (facts.kind === "map") {
    const { words, scale, codes } = cornersOf(facts, facts.lang === "zh" ? "比例尺" : "Scale");
    const [west, east, north, south] = codes as [string, string, string, string];
    fields.push(
      field("034", "1 ", ["a", "a"], ["b", scale], ["d", west], ["e", east], ["f", north], ["g", south]),
      field("255", "  ", ["a", words]),
    );
  }
  const minutes = minutesOf(facts);
  if (["music", "audio", "video"].includes(facts.kind))
    fields.push(
      field("306", "  ", [
        "a",
        `${String(Math.floor(minutes / 60)).padStart(2, "0")}${String(minutes % 60).padStart(2, "0")}00`,
      ]),
    );
  if (facts.kind === "music")
    fields.push(field("505", "0 ", ["a", detailRest(facts).split(";").join(" -- ")]));
  if (facts.kind === "score" || facts.kind === "video")
    fields.push(field("500", "  ", ["a", facts.kind === "score" ? facts.detail : detailRest(facts)]));
  if (facts.kind === "thesis") fields.push(thesisNote(facts));
  const holdings = holdingsOf(facts, place);
  if (holdings) {
    const [first, last] = [holdings.volumes.join("-"), holdings.years.join("-")];
    fields.push(
      field(
        "853",
        "20",
        ["8", "1"],
        ["a", "v."],
        ["b", "no."],
        ["u", String(holdings.perYear)],
        ["v", "r"],
        ["i", "(year)"],
        ["w", String(holdings.perYear)],
      ),
      field("863", "40", ["8", "1.1"], ["a", first], ["i", last]),
    );
  }
  return fields;
}

function thesisNote(facts: MediaFacts): MarcField {
  const [degree = "", ...subject] = facts.detail.split(" ");
  const at = `${facts.publisher.text}, ${facts.year}`;
  return facts.lang === "zh"
    ? field("502", "  ", ["a", `${degree}学位论文（${subject.join(" ")}）—${at}`])
    : field("502", "  ", ["a", `Thesis (${degree}, ${subject.join(" ")}) -- ${at}`]);
}

/** A member's MARC 21 record of a title in another medium; `place`: the member's among those that hold it. */
export function mediaMarc21(member: DemoMember, facts: MediaFacts, place: number): MarcRecord {
  const linked: DataField[] = [];
  const paired = pairingOf(member, facts, linked);
  const [lead, ...rest] = facts.names;
  const [content, media, carrier] = CARRIERS[facts.kind];
  const physical = PHYSICAL[facts.kind];
  const language = LANGUAGES[facts.lang] ?? "und";
  const extent = facts.kind === "book" ? `${facts.extent} pages` : facts.extent;
  const size = facts.size || (["book", "large", "thesis"].includes(facts.kind) ? "21 cm" : "");
  const address = addressOf(facts);
  const fields: MarcField[] = [
    { tag: "001", value: `${member.code.toLowerCase()}${String(facts.number).padStart(6, "0")}` },
    { tag: "003", value: member.code },
    { tag: "005", value: `${STAMP}080000.0` },
    ...(physical ? [{ tag: "007", value: physical }] : []),
    { tag: "008", value: fixedOf(facts, language) },
    sourceOf(member),
    field("084", "  ", ["a", facts.clc], ["2", "clc"]),
    ...(lead ? [nameField(paired, facts, "1", lead)] : []),
    titleField(paired, facts),
    paired("264", " 1", [
      ["a", facts.place.text, " :"],
      ["b", facts.publisher.text, ","],
      ["c", facts.year],
    ]),
    field("300", "  ", ["a", extent && size ? `${extent} ;` : extent], ["c", size]),
    field("336", "  ", ["b", content], ["2", "rdacontent"]),
    field("337", "  ", ["b", media], ["2", "rdamedia"]),
    field("338", "  ", ["b", carrier], ["2", "rdacarrier"]),
    ...ofKind(facts, place),
    field("520", "  ", ["a", facts.summary]),
    ...facts.subjects.map((one) => paired("650", " 7", [["a", one]])),
    ...rest.map((name) => nameField(paired, facts, "7", name)),
    field(
      "856",
      "40",
      ["u", address],
      ["y", address && (facts.lang === "zh" ? "示例地址" : "Example address")],
    ),
    ...linked,
    ...mediaItems(member, facts, place).map((item) => itemField(member, item, CLASSES[facts.kind])),
  ];
  return {
    leader: `00000n${LEVELS[facts.kind]} a2200000 i 4500`,
    fields: fields.filter(notEmpty).sort(byTag),
  };
}

/** In the order of their tags. */
function byTag(one: MarcField, other: MarcField): number {
  return Number(one.tag) - Number(other.tag);
}
