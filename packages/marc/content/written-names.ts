import { type DataField, isCodeOf, subfield, subfieldValues } from "../record.ts";
import { distinct, plain, plainEnd } from "./record-text.ts";

/** A name as one field writes it, before its other scripts join it. */
export type WrittenName = {
  value: string;
  dates?: string;
  /** Words that go with a name and are no part of it: Queen of Great Britain, Sir, 清 (MARC 21 $c, UNIMARC $c). */
  title?: string;
  /** The authority record that the field names (MARC 21 $0, UNIMARC $3), as it stands there. */
  authority?: string;
  /** What the name is entered under, where the record says so (MARC 21 first indicator, UNIMARC second). */
  entry?: "forename" | "surname" | "family";
};

const HAN = /[\p{Script=Han}〇]/u;

const SUFFIX = /^(?:jr|sr|filho|neto|sobrinho|fils|père|[IVX]{1,4})\.?$/iu;
/** Words before a forename's second part that make it one name: Leonardo da Vinci, Hildegard von Bingen. */
const PARTICLE = /^(?:da|de|di|del|della|du|d'|do|dos|von|van|of|the|le|la|el|al|ibn|aus|zu|af|av)[\s']/iu;

/** One word beside a forename that is what somebody is, not what they are called. */
const TITLE_WORD =
  /^(?:saint|st|sainte|san|santo|pope|sir|king|queen|emperor|empress|prince|princess|duke|duchess|count|countess|lord|lady|dame|rabbi|brother|sister|father|mother|mme|mlle|bishop|archbishop|cardinal|abbot|abbess|monk|deacon|priest|caliph|sultan|shah|imam|shaykh|sheikh|swami|maharaja|maharishi|rajah?|nawab|dr|mrs?|miss|captain|general|colonel|venerable|blessed|beata|patriarch|metropolitan|khan|guru|lama|chief|pharaoh|tsar|czar|apostle|evangelist|prophet|martyr|spirit|disciple|reverend|rev|pseud|bhikkhu|sri|acharya|professor|earl|marquis|marquess|baron|baroness|infanta|archduke|elector|margrave|landgrave|dauphin|doge|kaiser|cacique|inca|satirist|poet|grammarian|rhetor|philosopher|historian)\.?$/iu;

/** What somebody entered under a forename is called beside it: da Vinci, of Canterbury; Aquinas before Saint. */
function bynameIn(additions: readonly string[]): string | undefined {
  const [first = ""] = additions;
  const isName = /^\p{Lu}\p{Ll}[\p{L}'’-]+$/u.test(first) && !TITLE_WORD.test(first);
  return additions.find((word) => PARTICLE.test(word)) ?? (isName ? first : undefined);
}

/**
 * A personal name of MARC 21 (X00): what is entered under a forename keeps its numeral and its place (Elizabeth II,
 * Leonardo da Vinci), a surname its suffix (`King, Martin Luther, Jr.`), and titles stand beside. The first indicator
 * says what the name is entered under.
 */
export function personOfMarc21(field: DataField): WrittenName | undefined {
  const name = closed(plainEnd(subfield(field, "a")));
  if (!name) return undefined;
  const numeral = plainEnd(subfield(field, "b"));
  const additions = subfieldValues(field, "c").flatMap((value) =>
    opened(plainEnd(value))
      .split(/\s*,\s*/u)
      .filter(Boolean),
  );
  const isForename = field.ind1 === "0";
  const suffixes = isForename ? [] : additions.filter((word) => SUFFIX.test(word));
  const byname = isForename ? bynameIn(additions) : undefined;
  const titles = additions.filter((word) => word !== byname && !suffixes.includes(word));
  const [family = "", given = "", ...more] = name.split(/\s*[,，]\s*/u);
  const whole = more.length === 0 && isOneName(family, given) ? family + given : name;
  const stem = [whole, numeral].filter(Boolean).join(isForename || HAN.test(name) ? " " : ", ");
  const fuller = plainEnd(subfieldValues(field, "q").join(" "));
  const value = [[stem, ...suffixes].join(", "), byname, fuller].filter(Boolean).join(" ");
  const entry = ({ "0": "forename", "1": "surname", "3": "family" } as const)[field.ind1];
  return withoutEmpty({ value, entry, title: titles.join(", "), dates: datesOf(subfield(field, "d")) });
}

/** `Windsor (Royal house :`, which goes on with dates and a place in other subfields (families, 3_), with its bracket closed. */
function closed(text: string): string {
  const plain = text.replace(/\s*[:,;]\s*$/u, "");
  return /\([^)]*$/u.test(plain) ? `${plain})` : plain;
}

/** `Great Britain)`: the end of what was opened in another subfield. */
function opened(text: string): string {
  return /^[^(]*\)$/u.test(text) ? text.slice(0, -1) : text;
}

/** A body of MARC 21 (X10): its name and its parts, a meeting of it with number, date and place in closed brackets. */
export function bodyOfMarc21(field: DataField): WrittenName | undefined {
  const name = namesOfParts(field);
  const value = [name, bracketed(field, ["n", "d", "c"])].filter(Boolean).join(" ");
  return name ? { value: plainEnd(value) } : undefined;
}

/** A body and its parts; a part behind a number or a date (`Congress (97th). House`) has a stop before it. */
function namesOfParts(field: DataField): string {
  let name = "";
  let isAfterNumber = false;
  for (const [code, value] of field.subfields) {
    if (isCodeOf("ndc", code)) isAfterNumber = true;
    if (!isCodeOf("ab", code) || !plain(value)) continue;
    name += `${name === "" ? "" : isAfterNumber && !name.endsWith(".") ? ". " : " "}${plain(value)}`;
    isAfterNumber = false;
  }
  return name;
}

/** A meeting of MARC 21 (X11): `World Lamp Congress (2nd : 2009 : Milan, Italy). Section on Glass`. */
export function meetingOfMarc21(field: DataField): WrittenName | undefined {
  const name = plainEnd(subfield(field, "a"));
  if (!name) return undefined;
  const section = [...subfieldValues(field, "e"), ...subfieldValues(field, "q")]
    .map(plainEnd)
    .filter(Boolean);
  const head = [name, bracketed(field, ["n", "d", "c"])].filter(Boolean).join(" ");
  return { value: [head, ...section].join(". ") };
}

/** A personal name of UNIMARC (70X): family name and forenames, numeral, additions, dates; the second indicator says which. */
export function personOfUnimarc(field: DataField): WrittenName | undefined {
  const family = plainEnd(subfield(field, "a"));
  if (!family) return undefined;
  const given = plainEnd(subfield(field, "b"));
  const numeral = plainEnd(subfield(field, "d"));
  const additions = subfieldValues(field, "c").map(plainEnd).filter(Boolean);
  const suffixes = additions.filter((word) => SUFFIX.test(word));
  const titles = additions
    .filter((word) => !SUFFIX.test(word))
    .map((word) => word.replace(/^[(（](.*)[)）]$/u, "$1"));
  const name = [joinName(family, given), ...suffixes].join(", ");
  const entry = ({ "0": "forename", "1": "surname" } as const)[field.ind2];
  return withoutEmpty({
    value: [name, numeral].filter(Boolean).join(" "),
    entry,
    title: titles.join(", "),
    dates: datesOf(subfield(field, "f")),
  });
}

/** A body or meeting of UNIMARC (71X): a meeting (first indicator 1) with number, date and place in closed brackets. */
export function bodyOfUnimarc(field: DataField): WrittenName | undefined {
  const name = distinct(subfieldValues(field, "ab").map(plainEnd)).join(" ");
  if (!name) return undefined;
  const isMeeting = field.ind1 === "1";
  return { value: [name, isMeeting ? bracketed(field, ["d", "f", "e"]) : ""].filter(Boolean).join(" ") };
}

/** Western names split family name and forename; a Chinese name stands whole: 诸葛 and 亮, but 马克思, 卡尔. */
function joinName(family: string, given: string): string {
  if (!given) return family;
  return isOneName(family, given) ? `${family}${given}` : `${family}, ${given}`;
}

/** Family name and forename in Han or Hangul that are written as one: 夏目 and 漱石, 김 and 소월. */
function isOneName(family: string, given: string): boolean {
  const isWhole = (text: string, script: RegExp): boolean => script.test(text) && [...text].length <= 2;
  return [/^[\p{Script=Han}〇々]+$/u, /^\p{Script=Hangul}+$/u].some(
    (script) => isWhole(family, script) && isWhole(given, script),
  );
}

/** Number, date and place of a meeting, each without the marks that part them: `(2nd : 2009 : Beijing)`. */
function bracketed(field: DataField, codes: readonly string[]): string {
  const parts = codes.flatMap((code) =>
    subfieldValues(field, code)
      .map((value) => plainEnd(value.replace(/^[\s(:;,]+|[\s):;,.]+$/gu, "")))
      .filter(Boolean),
  );
  return parts.length > 0 ? `(${parts.join(" : ")})` : "";
}

/** Years of a life without marks around them: `1926-2022.`, `(1926-` -> `1926-`. */
function datesOf(value: string | undefined): string {
  return plainEnd(value?.replace(/^[\s(（]+|[)）]\s*$/gu, ""));
}

/** The subfields of these codes in their order, as one text. */
export function subfieldsText(field: DataField, codes: string): string {
  return field.subfields
    .flatMap(([code, value]) => (isCodeOf(codes, code) ? [plain(value)] : []))
    .filter(Boolean)
    .join(" ");
}

function withoutEmpty(name: WrittenName): WrittenName {
  return Object.fromEntries(Object.entries(name).filter(([, value]) => value)) as WrittenName;
}
