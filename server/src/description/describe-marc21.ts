import { hasHan } from "@commonshelf/cjk";
import {
  bodyOfMarc21,
  controlValue,
  type DataField,
  distinct,
  fieldsOf,
  isCodeOf,
  type MarcRecord,
  markedNonfiling,
  meetingOfMarc21,
  normaliseLccn,
  normaliseNational,
  normaliseOclc,
  type PublicationDate,
  pagesIn,
  pairedFields,
  personOfMarc21,
  plain,
  plainEnd,
  publicationDate,
  roleOf,
  subfield,
  subfieldsText,
  subfieldValues,
  type WrittenName,
} from "@commonshelf/marc";
import { addDois, addEan, addIdentifier, addIsbns, addIssns, type Identifier } from "../matching/index.ts";
import { carrierOf } from "./carrier-marc21.ts";
import type { ClassNumber, Contributor, Description, Parallel, ResourceType, Title } from "./description.ts";

type Linked = { field: DataField; parallels: DataField[]; isUnlinked: boolean };
type Links = (tag: string) => Linked[];

/** Fields of the record with their 880 counterparts; an 880 without a partner stands for the field it names (MARC 21 App. A). */
function linkFields(record: MarcRecord): Links {
  const byTag = new Map<string, Linked[]>();
  for (const { tag, field, parallels } of pairedFields(record, "marc21")) {
    const linked = {
      field,
      parallels: parallels.map((parallel) => parallel.field),
      isUnlinked: field.tag === "880",
    };
    const list = byTag.get(tag);
    if (list) list.push(linked);
    else byTag.set(tag, [linked]);
  }
  return (tag) => byTag.get(tag) ?? [];
}

/** The field in its original script, and the other forms: Han before Latin, else the 880 before the field. */
function inOrder(linked: Linked): DataField[] {
  if (linked.parallels.length === 0) return [linked.field];
  const text = (field: DataField): string => field.subfields.map((s) => (s[0] === "6" ? "" : s[1])).join(" ");
  return hasHan(text(linked.field))
    ? [linked.field, ...linked.parallels]
    : [...linked.parallels, linked.field];
}

function parallelOf(linked: Linked, read: (field: DataField) => string): Parallel | undefined {
  const forms = distinct(inOrder(linked).map(read));
  return forms[0] ? { value: forms[0], forms: forms.slice(1) } : undefined;
}

/** The title field with everything that is the same title: its 880, and a title in an 880 that is linked to nothing. */
function titleFields(links: Links): { proper: DataField[]; others: DataField[] } {
  const [first, ...rest] = links("245");
  if (!first) return { proper: [], others: [] };
  const unlinked = rest.filter((entry) => entry.isUnlinked !== first.isUnlinked);
  const proper = inOrder({
    ...first,
    parallels: [...first.parallels, ...unlinked.map((entry) => entry.field)],
  });
  return { proper, others: rest.filter((entry) => !unlinked.includes(entry)).flatMap(inOrder) };
}

/** The title of a 245; without $a what there is makes it: $k, else the parts and the subtitle. */
function titleOf(field: DataField, tellsFiling = true): Title | undefined {
  const sub = plainEnd(subfieldValues(field, "b").join(" "));
  const part = plainEnd(subfieldValues(field, "n").join(" "));
  const partName = plainEnd(subfieldValues(field, "p").join(" "));
  const stated = plainEnd(subfield(field, "a")) || plainEnd(subfield(field, "k"));
  if (!stated) {
    const main = partName || sub || part;
    return main
      ? { main, ...(sub && sub !== main ? { sub } : {}), ...(part && part !== main ? { part } : {}) }
      : undefined;
  }
  const title: Title = { main: stated };
  if (sub) title.sub = sub;
  if (part) title.part = part;
  if (partName) title.partName = partName;
  const nonfiling =
    markedNonfiling(subfield(field, "a")) ?? (/^[0-9]$/.test(field.ind2) ? Number(field.ind2) : undefined);
  if (tellsFiling && nonfiling !== undefined) title.nonfiling = nonfiling;
  return title;
}

/** Titles of a record that has none in 245: the first of its other titles there is. */
function titlesElsewhere(links: Links): Title[] {
  for (const tag of ["246", "240", "130", "222", "210", "740", "247"]) {
    const entry = links(tag)[0];
    const titles = entry ? inOrder(entry).flatMap((field) => titleOf(field, false) ?? []) : [];
    if (titles.length > 0) return titles;
  }
  return [];
}

const NAME_READERS: Record<string, (field: DataField) => WrittenName | undefined> = {
  "00": personOfMarc21,
  "10": bodyOfMarc21,
  "11": meetingOfMarc21,
  "20": (field) => {
    const value = plainEnd(subfield(field, "a"));
    return value ? { value } : undefined;
  },
};

function contributorsOf(tag: string, linked: Linked[]): Contributor[] {
  const isMain = tag.startsWith("1");
  const read = NAME_READERS[tag.slice(1)]!;
  return linked.flatMap((entry) => {
    if (subfield(entry.field, "t")) return []; // a related work, not a person of this one
    const written = inOrder(entry).flatMap((field) => read(field) ?? []);
    const forms = distinct(written.map((name) => name.value));
    if (!forms[0]) return [];
    // In 111 and 711 $e is a part of the meeting, and the role stands in $j.
    const words = [
      ...subfieldValues(entry.field, tag.endsWith("11") ? "j" : "e"),
      ...subfieldValues(entry.field, "4"),
    ];
    const isCorporate = tag === "720" ? entry.field.ind1 === "2" : /1[01]$/.test(tag);
    const person: Contributor = {
      value: forms[0],
      forms: forms.slice(1),
      role: roleOf(words, isMain),
      isMain,
      isCorporate,
    };
    for (const { dates, title, entry: heading } of written) {
      if (dates) person.dates ??= dates;
      if (title) person.title ??= title;
      if (heading) person.entry ??= heading;
    }
    const authority = subfield(entry.field, "0");
    return [authority ? { ...person, authority } : person];
  });
}

const TYPES: Record<string, ResourceType> = {
  a: "book",
  t: "book",
  c: "score",
  d: "score",
  e: "map",
  f: "map",
  g: "video",
  i: "audio",
  j: "music",
  k: "image",
  m: "data",
  o: "object",
  p: "archive",
  r: "object",
};

/** Resource type from leader/06-07 (MARC 21 Leader). */
function typeOf(leader: string): ResourceType {
  const level = leader[7] ?? "m";
  const type = TYPES[leader[6] ?? "a"] ?? "book";
  return type === "book" && "bis".includes(level) ? "serial" : type;
}

function identifiersOf(record: MarcRecord, links: Links): Identifier[] {
  const list: Identifier[] = [];
  for (const field of fieldsOf(record, "020")) {
    for (const value of subfieldValues(field, "a")) addIsbns(list, value, "current");
    for (const value of subfieldValues(field, "z")) addIsbns(list, value, "cancelled");
  }
  for (const { field } of links("022")) {
    addIssns(list, subfield(field, "a") ?? "", subfieldValues(field, "l"), subfieldValues(field, "myz"));
  }
  for (const field of fieldsOf(record, "024").filter(({ ind1 }) => "123".includes(ind1))) {
    for (const value of subfieldValues(field, "a")) addEan(list, value, "current");
    for (const value of subfieldValues(field, "z")) addEan(list, value, "cancelled");
  }
  addDois(list, fieldsOf(record, "024"));
  for (const field of fieldsOf(record, "024").filter(({ ind1 }) => ind1 === "8"))
    for (const value of subfieldValues(field, "a"))
      if (/^\D*\d{4,6}[·.]\d+$/.test(value))
        addIdentifier(list, "national", normaliseNational(value), "current");
  for (const field of fieldsOf(record, "010")) {
    addIdentifier(list, "lccn", normaliseLccn(subfield(field, "a") ?? ""), "current");
    for (const value of subfieldValues(field, "z"))
      addIdentifier(list, "lccn", normaliseLccn(value), "cancelled");
  }
  for (const field of fieldsOf(record, "035")) {
    for (const value of subfieldValues(field, "a"))
      addIdentifier(list, "oclc", normaliseOclc(value), "current");
    for (const value of subfieldValues(field, "z"))
      addIdentifier(list, "oclc", normaliseOclc(value), "cancelled");
  }
  for (const field of fieldsOf(record, "019"))
    for (const value of subfieldValues(field, "a"))
      addIdentifier(list, "oclc", normaliseOclc(`(OCoLC)${value}`), "cancelled");
  if (/OCoLC/i.test(controlValue(record, "003") ?? ""))
    addIdentifier(list, "oclc", normaliseOclc(`(OCoLC)${controlValue(record, "001") ?? ""}`), "current");
  for (const field of fieldsOf(record, "015"))
    addIdentifier(list, "national", normaliseNational(subfield(field, "a") ?? ""), "current");
  return list;
}

function classNumbersOf(record: MarcRecord): ClassNumber[] {
  const list: ClassNumber[] = [];
  const add = (scheme: ClassNumber["scheme"], value: string): void => {
    if (value && !list.some((c) => c.scheme === scheme && c.value === value)) list.push({ scheme, value });
  };
  for (const field of fieldsOf(record, "050").concat(fieldsOf(record, "090")))
    add("lcc", plain(`${subfield(field, "a") ?? ""} ${subfield(field, "b") ?? ""}`));
  for (const field of fieldsOf(record, "082")) add("ddc", plain(subfield(field, "a")));
  for (const field of fieldsOf(record, "084").concat(fieldsOf(record, "093")))
    add(/clc|ztf|ztflh/i.test(subfield(field, "2") ?? "clc") ? "clc" : "other", plain(subfield(field, "a")));
  return list;
}

function subjectsOf(links: Links): Parallel[] {
  const list: Parallel[] = [];
  const seen = new Set<string>();
  for (const tag of ["600", "610", "611", "630", "648", "650", "651", "653", "655"]) {
    for (const entry of links(tag)) {
      const terms = tag === "653" ? uncontrolledTerms(entry) : [parallelOf(entry, subjectHeading)];
      for (const subject of terms) {
        if (!subject || seen.has(subject.value)) continue;
        seen.add(subject.value);
        list.push(subject);
      }
    }
  }
  return list;
}

/** A heading with its subdivisions; what parts number, date and place of a meeting or a family stays within the brackets. */
function subjectHeading(field: DataField): string {
  let heading = "";
  for (const [code, value] of field.subfields) {
    if (!/^[a-z]$/.test(code) || isCodeOf("eu", code)) continue;
    const text = isOpen(`${heading} ${value}`) ? value.trim() : plainEnd(value);
    heading += /[vxyz]/.test(code) ? `--${text}` : ` ${text}`;
  }
  return heading.trim();
}

function isOpen(text: string): boolean {
  return /\([^)]*$/u.test(text);
}

/** Each $a of 653 is a term of its own; several in two scripts are paired in their order. */
function uncontrolledTerms(linked: Linked): Parallel[] {
  const [first = [], ...others] = inOrder(linked).map((field) => subfieldValues(field, "a").map(plainEnd));
  return first.flatMap((value, place) =>
    value ? [{ value, forms: distinct(others.flatMap((forms) => forms[place] ?? [])) }] : [],
  );
}

/** When it was published: 008 before 264 and 260, the imprint of publication before others. */
function dateOf(
  links: Links,
  fixed: string,
  imprints: DataField[],
  context: { language: string; latest: number },
): PublicationDate | undefined {
  const coded =
    fixed.length >= 11
      ? { kind: fixed[6]!, first: fixed.slice(7, 11), second: fixed.slice(11, 15) }
      : undefined;
  const others = [...links("264"), ...links("260")].flatMap(inOrder);
  for (const field of [...imprints, ...others]) {
    const printed = subfieldValues(field, "c").map(plainEnd).filter(Boolean).join(" ");
    const date = printed ? publicationDate(coded, printed, context, false) : undefined;
    if (date) return date;
  }
  return publicationDate(coded, "", context, false);
}

/** What a MARC 21 bibliographic record says. Never throws: what is missing stays empty. `latest`: the last year there can be. */
export function describeMarc21(record: MarcRecord, latest: number): Description {
  const links = linkFields(record);
  const fixed = controlValue(record, "008") ?? "";
  const texts = (tags: string[], read: (field: DataField) => string): string[] =>
    distinct(tags.flatMap((tag) => links(tag).flatMap((entry) => inOrder(entry).map(read))));
  const titleField = titleFields(links);
  const titles = titleField.proper.map((field) => titleOf(field)).filter((t): t is Title => t !== undefined);
  const imprint =
    [...links("264").filter((e) => "1 ".includes(e.field.ind2)), ...links("260")][0] ?? links("264")[0];
  const imprints = imprint ? inOrder(imprint) : [];
  const publications = imprints
    .map((f) => ({ place: plain(subfield(f, "a")), publisher: plain(subfield(f, "b")) }))
    .filter((p) => p.place || p.publisher);
  const language = /^[a-z]{3}$/.test(fixed.slice(35, 38)) ? fixed.slice(35, 38) : "";
  const splitCodes = (field: DataField, code: string): string[] =>
    subfieldValues(field, code).flatMap((v) => v.toLowerCase().match(/[a-z]{3}/g) ?? []);
  const description: Description = {
    titles: titles.length > 0 ? titles : titlesElsewhere(links),
    variantTitles: distinct([
      ...titleField.others.map((f) => plainEnd(subfieldsText(f, "abnp"))),
      ...texts(["246", "740", "242", "247"], (f) => plainEnd(subfieldsText(f, "abnp"))),
    ]),
    contributors: ["100", "110", "111", "700", "710", "711", "720"].flatMap((tag) =>
      contributorsOf(tag, links(tag)),
    ),
    publications,
    languages: distinct([language, ...fieldsOf(record, "041").flatMap((f) => splitCodes(f, "a"))]).filter(
      (l) => l !== "und",
    ),
    originalLanguages: distinct(fieldsOf(record, "041").flatMap((f) => splitCodes(f, "h"))),
    type: typeOf(record.leader),
    carrier: carrierOf(record, fixed),
    series: texts(["490", "440", "830"], (f) => plainEnd(subfieldsText(f, "anpv"))),
    subjects: subjectsOf(links),
    classNumbers: classNumbersOf(record),
    identifiers: identifiersOf(record, links),
    notes: texts(["255", "310", "500", "502", "504", "546", "533", "534"], (f) => plainEnd(subfield(f, "a"))),
    contents: texts(["505"], (f) => plain(subfieldsText(f, "agrt"))),
    urls: fieldsOf(record, "856").flatMap((f) => {
      const url = subfield(f, "u")?.trim() ?? "";
      return /^https?:\/\//i.test(url) && url.length < 2000
        ? [{ url, label: plain(subfield(f, "3") ?? subfield(f, "y")) }]
        : [];
    }),
  };
  const date = dateOf(links, fixed, imprints, { language, latest });
  if (date) description.year = date.year;
  if (date?.until !== undefined) description.yearTo = date.until;
  addSingleFacts(description, record, titleField.proper, texts);
  return description;
}

/** Facts of which a description has one at most. */
function addSingleFacts(
  description: Description,
  record: MarcRecord,
  titleFieldsInOrder: DataField[],
  texts: (tags: string[], read: (field: DataField) => string) => string[],
): void {
  const physical = fieldsOf(record, "300")[0];
  const extent = physical ? subfieldsText(physical, "abc") : "";
  if (extent) description.extent = extent;
  const pages = pagesIn(extent);
  if (pages !== undefined) description.pages = pages;
  const edition = texts(["250"], (f) => plainEnd(subfieldsText(f, "ab")))[0];
  if (edition) description.edition = edition;
  const responsibility = titleFieldsInOrder.map((f) => plainEnd(subfield(f, "c"))).find(Boolean);
  if (responsibility) description.responsibility = responsibility;
  const uniform = texts(["240", "130"], (f) => plainEnd(subfieldsText(f, "anp")))[0];
  if (uniform) description.uniformTitle = uniform;
  const summary = texts(["520"], (f) => plain(subfield(f, "a")))[0];
  if (summary) description.summary = summary;
}
