import { hasHan } from "@commonshelf/cjk";
import {
  bodyOfMarc21,
  bodyOfUnimarc,
  controlValue,
  type DataField,
  fieldsOf,
  isData,
  type MarcRecord,
  meetingOfMarc21,
  pairedFields,
  personOfMarc21,
  personOfUnimarc,
  plainEnd,
  subfield,
  subfieldsText,
  subfieldValues,
} from "@commonshelf/marc";
import { knownNumber } from "./heading-key.ts";
import type { AuthorityKind, Relation } from "./words.ts";

/** A form of an authority before it is kept. */
export type FormText = { role: "heading" | "see" | "also"; relation: Relation | null; text: string };

/** What an authority record says, in one shape for MARC 21 and CNMARC/UNIMARC. */
export type AuthorityFacts = {
  kind: AuthorityKind;
  source: string;
  number: string;
  /** Headings first, the one in the script of its origin before the others. */
  forms: FormText[];
  dates: string;
  note: string;
  classes: string[];
  numbers: string[];
  isDeleted: boolean;
};

/** Why a record is no authority we can take, and where. */
export type AuthorityRefusal = { refused: "not-an-authority" | "no-heading" | "no-number"; place: string };

const LONGEST_NOTE = 1000;
const MOST_FORMS = 200;

/** Kinds by the last two digits of a heading's tag: MARC 21 1XX, 4XX, 5XX, 7XX. */
const MARC21_KINDS: Record<string, AuthorityKind> = {
  "00": "person",
  10: "body",
  11: "body",
  30: "title",
  48: "subject",
  50: "subject",
  51: "subject",
  53: "class",
  55: "subject",
};
/** The same for UNIMARC 2XX, 4XX, 5XX, 7XX. */
const UNIMARC_KINDS: Record<string, AuthorityKind> = {
  "00": "person",
  10: "body",
  15: "subject",
  20: "person",
  30: "title",
  35: "title",
  50: "subject",
};

type Format = {
  heading: string;
  kinds: Record<string, AuthorityKind>;
  textOf: (tag: string, field: DataField) => { text: string; dates: string };
};

const MARC21: Format = { heading: "1", kinds: MARC21_KINDS, textOf: marc21Text };
const UNIMARC: Format = { heading: "2", kinds: UNIMARC_KINDS, textOf: unimarcText };

/** UNIMARC authorities are of type x or y, and have their heading in 2XX; MARC 21 ones in 1XX. */
function formatOf(record: MarcRecord): Format {
  const isHeading = (first: string, kinds: Record<string, AuthorityKind>): boolean =>
    record.fields.some(
      (field) => isData(field) && field.tag[0] === first && kinds[field.tag.slice(1)] !== undefined,
    );
  if ("xy".includes(record.leader[6] ?? " ")) return UNIMARC;
  const is008 = (controlValue(record, "008") ?? "").length >= 30;
  return !is008 && isHeading("2", UNIMARC_KINDS) ? UNIMARC : MARC21;
}

/** What an authority record says. Never throws: what cannot be one is refused with the place. */
export function readAuthority(record: MarcRecord): AuthorityFacts | AuthorityRefusal {
  if (!"xyzw".includes(record.leader[6] ?? " ")) return { refused: "not-an-authority", place: "LDR/06" };
  const format = formatOf(record);
  const number = (controlValue(record, "001") ?? "").trim();
  if (!number) return { refused: "no-number", place: "001" };
  const pairs = pairedFields(record, format === MARC21 ? "marc21" : "unimarc");
  const main = pairs.find(({ tag }) => tag[0] === format.heading && format.kinds[tag.slice(1)]);
  const place = format === MARC21 ? "1XX" : "2XX";
  if (!main) return { refused: "no-heading", place };
  const kind = kindOf(format, main.tag, main.field);
  const written = [main.field, ...main.parallels.map((one) => one.field)].map((one) =>
    format.textOf(main.tag, one),
  );
  const others = pairs.filter((one) => one !== main && one.tag === main.tag);
  const headings = [
    ...written,
    ...others.map((one) => format.textOf(one.tag, one.field)),
    ...linkedHeadings(format, kind, pairs),
  ];
  const texts = [
    ...headings.filter((one) => hasHan(one.text)),
    ...headings.filter((one) => !hasHan(one.text)),
  ];
  const forms = distinctForms([
    ...texts.map((one): FormText => ({ role: "heading", relation: null, text: one.text })),
    ...tracings(format, "4", "see", pairs),
    ...tracings(format, "5", "also", pairs),
  ]);
  if (forms[0]?.role !== "heading") return { refused: "no-heading", place };
  return {
    kind,
    source: (controlValue(record, "003") ?? "").trim(),
    number,
    forms: forms.slice(0, MOST_FORMS),
    dates: headings.find((one) => one.dates)?.dates ?? "",
    note: noteOf(record, format),
    classes: classesOf(record, format),
    numbers: numbersOf(record, number),
    isDeleted: "dsx".includes(record.leader[5] ?? "n"),
  };
}

/** A name with a title is a work's, not a person's. */
function kindOf(format: Format, tag: string, field: DataField): AuthorityKind {
  const kind = format.kinds[tag.slice(1)]!;
  return kind !== "class" && subfield(field, "t") ? "title" : kind;
}

function marc21Text(tag: string, field: DataField): { text: string; dates: string } {
  const title = plainEnd(subfieldValues(field, "t").join(" "));
  const end = tag.slice(1);
  if (end === "53") return { text: classSpan(subfieldValues(field, "ac").map(plainEnd)), dates: "" };
  if (end === "00" || end === "10" || end === "11") {
    const read = { "00": personOfMarc21, 10: bodyOfMarc21, 11: meetingOfMarc21 }[end];
    const name = read(field);
    const text = [name?.value ?? "", title].filter(Boolean).join(". ");
    return { text, dates: name?.dates ?? "" };
  }
  const head = plainEnd(subfieldsText(field, "abfghklmnoprs"));
  return {
    text: [head, ...subfieldValues(field, "vxyz").map(plainEnd)].filter(Boolean).join("--"),
    dates: "",
  };
}

function unimarcText(tag: string, field: DataField): { text: string; dates: string } {
  const title = plainEnd(subfieldValues(field, "t").join(" "));
  const end = tag.slice(1);
  if (end === "00" || end === "20") {
    const name = personOfUnimarc(field);
    return { text: [name?.value ?? "", title].filter(Boolean).join(". "), dates: name?.dates ?? "" };
  }
  if (end === "10") {
    const text = bodyOfUnimarc(field)?.value ?? "";
    return { text: [text, title].filter(Boolean).join(". "), dates: "" };
  }
  const head = plainEnd(subfieldsText(field, "abhi"));
  return {
    text: [head, ...subfieldValues(field, "jxyz").map(plainEnd)].filter(Boolean).join("--"),
    dates: "",
  };
}

/** Numbers of a class and the last of its span: `TP311`, `QA76-QA77`. */
function classSpan(numbers: readonly string[]): string {
  return numbers.filter(Boolean).join("-");
}

type Pairs = ReturnType<typeof pairedFields>;

/** The same thing under the headings of other lists and languages: 7XX. */
function linkedHeadings(
  format: Format,
  kind: AuthorityKind,
  pairs: Pairs,
): { text: string; dates: string }[] {
  return pairs
    .filter(
      ({ tag, field }) => tag[0] === "7" && format.kinds[tag.slice(1)] && kindOf(format, tag, field) === kind,
    )
    .filter(({ field }) => format === UNIMARC || !isAnotherList(field))
    .map(({ tag, field }) => format.textOf(tag, field));
}

/** MARC 21 7XX also names what other lists have instead: only an established heading (no $w, or no `n`) is the same. */
function isAnotherList(field: DataField): boolean {
  return (subfield(field, "w") ?? "").startsWith("n");
}

function tracings(format: Format, first: "4" | "5", role: "see" | "also", pairs: Pairs): FormText[] {
  return pairs
    .filter(({ tag }) => tag[0] === first && format.kinds[tag.slice(1)])
    .flatMap(({ tag, field, parallels }) =>
      [field, ...parallels.map((one) => one.field)].map((one) => ({
        role,
        relation: role === "also" ? relationOf(field, format) : null,
        text: format.textOf(tag, one).text,
      })),
    );
}

const MARC21_RELATIONS: Record<string, Relation> = { a: "earlier", b: "later", g: "broader", h: "narrower" };

/** MARC 21 $w/0 and UNIMARC $5 use the same letters. */
function relationOf(field: DataField, format: Format): Relation {
  const code = (subfield(field, format === MARC21 ? "w" : "5") ?? "")[0] ?? "";
  return MARC21_RELATIONS[code] ?? "related";
}

function distinctForms(forms: readonly FormText[]): FormText[] {
  const seen = new Set<string>();
  return forms.filter(({ role, text }) => {
    const key = role === "also" ? `also ${text}` : text;
    if (text === "" || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function noteOf(record: MarcRecord, format: Format): string {
  const tags = format === MARC21 ? ["678", "680"] : ["300", "330", "340"];
  const captions = format === MARC21 ? fieldsOf(record, "153").map((f) => subfieldsText(f, "hj")) : [];
  return [...captions, ...fieldsOf(record, ...tags).map((field) => subfieldsText(field, "abi"))]
    .filter(Boolean)
    .join(" ")
    .slice(0, LONGEST_NOTE);
}

/** Class numbers that go with it: of the Chinese Library Classification first (中国分类主题词表 has them in 690). */
function classesOf(record: MarcRecord, format: Format): string[] {
  const tags = format === MARC21 ? ["084", "053", "083"] : ["690", "680", "676"];
  const numbers = tags.flatMap((tag) => fieldsOf(record, tag).map((f) => plainEnd(subfield(f, "a"))));
  return [...new Set(numbers.filter(Boolean))].slice(0, 12);
}

function numbersOf(record: MarcRecord, number: string): string[] {
  const source = (controlValue(record, "003") ?? "").trim();
  const own = source ? [knownNumber(`(${source})${number}`)] : [];
  const lccn = fieldsOf(record, "010").map((f) => knownNumber(`(DLC)${subfield(f, "a") ?? ""}`));
  const others = fieldsOf(record, "024").map((f) => {
    const value = subfield(f, "a") ?? "";
    const list = subfield(f, "2");
    return knownNumber(value) ?? (list ? knownNumber(`(${list})${value}`) : undefined);
  });
  const systems = fieldsOf(record, "035").map((f) => knownNumber(subfield(f, "a") ?? ""));
  const isLccn = /^n[a-z]?\s*\d|^sh\s*\d/i.test(number.trim());
  return [
    ...new Set([...own, ...(isLccn ? lccn : []), ...others, ...systems].filter((one) => one !== undefined)),
  ].slice(0, 20);
}
