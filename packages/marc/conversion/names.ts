import { type DataField, subfieldValues } from "../record.ts";
import { fieldOf, hasHan, type Reading, type Subfields, withoutMark, withoutStop } from "./reading.ts";
import { isEditor, isMaker, relators, roleWords } from "./relators.ts";
import { SUBJECT_SYSTEMS } from "./subjects.ts";

const as = (values: string[], code: string): Subfields => values.map((value) => [code, value]);

/** Name of a body or meeting without the brackets and marks between its parts. */
const bare = (value: string): string =>
  withoutMark(
    value
      .trim()
      .replace(/^\(/u, "")
      .replace(/\)?[.,;:\s]*$/u, ""),
  ).trim();

/** Han names of two to four characters begin with the surname. */
const isChineseName = (name: string): boolean => /^[\p{Script=Han}·]{2,4}$/u.test(name);

function marcRoles(reading: Reading, name: string, termCode: string): Subfields {
  const { terms, codes } = relators(reading.values("4"), hasHan(name));
  return [...as(terms, termCode), ...as(codes, "4")];
}

/** Subdivisions of a name that is a subject, and its thesaurus. */
const SUBDIVISIONS: Record<string, string> = { x: "x", y: "z", z: "y", j: "v" };

/** 700 to 722 and 600 to 602 of CNMARC as a name of MARC 21; `base` is the tag of a person or body. */
export function nameToMarc21(reading: Reading, base: string): DataField[] {
  const { field } = reading;
  const isSubject = field.tag.startsWith("60");
  const isBody = field.tag.startsWith("71") || field.tag === "601";
  const [head] = reading.values("a");
  if (!head) return [];
  const subdivided = isSubject
    ? reading.take("xyzj").map(([code, value]): [string, string] => [SUBDIVISIONS[code]!, value])
    : [];
  const system = isSubject ? SUBJECT_SYSTEMS.toMarc21(reading) : { indicator: " ", subfields: [] };
  const rest: Subfields = [
    ...as(reading.values("p"), "u"),
    ...as(reading.values("t"), "t"),
    ...subdivided,
    ...as(reading.values("3"), "0"),
    ...system.subfields,
  ];
  if (isBody) return bodyToMarc21(reading, base, head, rest, system.indicator);
  const given = reading.values("b")[0];
  const isHan = hasHan(head + (given ?? ""));
  const name = given ? (isHan && [...given].length <= 2 ? head + given : `${head}, ${given}`) : head;
  const isFamily = field.tag.startsWith("72") || field.tag === "602";
  const kind = isFamily
    ? "3"
    : given || field.ind2 === "1" || isChineseName(name)
      ? "1"
      : field.ind2 === "0"
        ? "0"
        : "1";
  return fieldOf(base, kind + system.indicator, [
    ["a", name],
    ...as(reading.values("d"), "b"),
    ...as(reading.values("c"), "c"),
    ...as(reading.values("g"), "q"),
    ...as(reading.values("f"), "d"),
    ...(isSubject ? [] : marcRoles(reading, name, "e")),
    ...rest,
  ]);
}

function bodyToMarc21(
  reading: Reading,
  base: string,
  head: string,
  rest: Subfields,
  ind2: string,
): DataField[] {
  const isMeeting = reading.field.ind1 === "1";
  const roles = reading.field.tag === "601" ? [] : marcRoles(reading, head, isMeeting ? "j" : "e");
  const kind = /[012]/.test(reading.field.ind2) ? reading.field.ind2 : "2";
  const where: Subfields = [
    ...as(reading.values("d"), "n"),
    ...as(reading.values("f"), "d"),
    ...as(reading.values("e"), "c"),
  ];
  return fieldOf(isMeeting ? base.replace(/10$/, "11") : base, kind + ind2, [
    ["a", head],
    ...as(reading.values("b"), isMeeting ? "e" : "b"),
    ...where,
    ...as(reading.values("cg"), "g"),
    ...roles,
    ...rest,
  ]);
}

/** Which field of CNMARC a name of MARC 21 belongs to: who wrote it in 701, 711, 721, the others in 702, 712, 722. */
function unimarcTag(field: DataField, isMeetingOrBody: boolean, words: string[], hasMain: boolean): string {
  const isFamily = field.ind1 === "3" && !isMeetingOrBody;
  if (field.tag.startsWith("6")) return isMeetingOrBody ? "601" : isFamily ? "602" : "600";
  const last = field.tag.startsWith("1") || isMaker(words) || (!hasMain && isEditor(words)) ? "1" : "2";
  return `7${isMeetingOrBody ? "1" : isFamily ? "2" : "0"}${last}`;
}

/** X00, X10 and X11 of MARC 21 as a name of CNMARC; `hasMain`: the record has a main entry. */
export function nameToUnimarc(reading: Reading, hasMain: boolean): DataField[] {
  const { field } = reading;
  const isPerson = field.tag.endsWith("00");
  const isMeeting = field.tag.endsWith("11");
  const isSubject = field.tag.startsWith("6");
  const [head] = reading.values("a");
  if (!head) return [];
  const words = isSubject ? [] : roleWords(reading.values(isMeeting ? "j" : "e"), reading.values("4"));
  const tag = unimarcTag(field, !isPerson, words, hasMain);
  const subdivisions: Record<string, string> = { x: "x", z: "y", y: "z", v: "j" };
  const rest: Subfields = [
    ...as(reading.values("u"), "p"),
    ...(isSubject ? as(reading.values("t").map(withoutStop), "t") : []),
    ...(isSubject
      ? reading
          .take("xyzv")
          .map(([code, value]): [string, string] => [subdivisions[code]!, withoutStop(value)])
      : []),
    ...as(reading.values("0"), "3"),
    ...(isSubject ? SUBJECT_SYSTEMS.toUnimarc(reading) : []),
  ];
  const roles = as(words, "4");
  if (!isPerson)
    return fieldOf(tag, `${isMeeting ? "1" : "0"}${/[012]/.test(field.ind1) ? field.ind1 : "2"}`, [
      ["a", withoutStop(head)],
      ...as(reading.values(isMeeting ? "e" : "b").map(withoutStop), "b"),
      ...as(reading.values("n").map(bare), "d"),
      ...as(reading.values("d").map(bare), "f"),
      ...as(reading.values("c").map(bare), "e"),
      ...as(reading.values("g").map(bare), "g"),
      ...roles,
      ...rest,
    ]);
  const name = personParts(withoutStop(head), field.ind1);
  return fieldOf(tag, ` ${name.given === undefined ? "0" : "1"}`, [
    ["a", name.head],
    ...(name.given === undefined ? [] : as([name.given], "b")),
    ...as(reading.values("b").map(withoutMark), "d"),
    ...as(reading.values("c").map(withoutStop), "c"),
    ...as(reading.values("q").map(withoutMark), "g"),
    ...as(reading.values("d").map(withoutStop), "f"),
    ...roles,
    ...rest,
  ]);
}

/** A person's name as surname and forename; a Chinese one stays whole, and loses its comma. */
function personParts(name: string, kind: string): { head: string; given?: string } {
  const at = name.search(/,\s?|，/u);
  if (hasHan(name))
    return { head: isChineseName(name.replace(/[,，]\s*/u, "")) ? name.replace(/[,，]\s*/u, "") : name };
  if (kind !== "1" || at < 0) return { head: name };
  return { head: name.slice(0, at), given: name.slice(at + 1).trim() };
}

/** Of names that MARC 21 knows no order among, the main entry: the first of 700, 710, 720, else who wrote it. */
export function mainEntry(names: readonly { source: DataField }[]): number {
  const first = names.findIndex(({ source }) => ["700", "710", "720"].includes(source.tag));
  if (first >= 0) return first;
  return names.findIndex(
    ({ source }) => ["701", "711", "721"].includes(source.tag) && isMaker(subfieldValues(source, "4")),
  );
}
