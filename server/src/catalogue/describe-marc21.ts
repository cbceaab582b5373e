import { hasHan } from "@commonshelf/cjk";
import {
  controlValue,
  type DataField,
  fieldsOf,
  isData,
  type MarcRecord,
  subfield,
  subfieldValues,
} from "@commonshelf/marc";
import type {
  Carrier,
  ClassNumber,
  Contributor,
  ContributorRole,
  Description,
  Identifier,
  Parallel,
  ResourceType,
  Title,
} from "./description.ts";
import {
  addIdentifier,
  normaliseIsbn,
  normaliseIssn,
  normaliseLccn,
  normaliseNational,
  normaliseOclc,
} from "./identifiers.ts";
import { distinct, pagesIn, plain, plainEnd, yearIn } from "./record-text.ts";

type Linked = { field: DataField; parallels: DataField[] };

/** Fields of the record with their 880 counterparts; an 880 without a partner stands for the field it names (MARC 21 App. A). */
function linkFields(record: MarcRecord): (tag: string) => Linked[] {
  const byTag = new Map<string, Linked[]>();
  const add = (tag: string, linked: Linked): void => {
    const list = byTag.get(tag);
    if (list) list.push(linked);
    else byTag.set(tag, [linked]);
  };
  const partners = new Map<string, DataField[]>();
  for (const field of fieldsOf(record, "880")) {
    const link = /^(\d{3})-(\d{2})/.exec(subfield(field, "6") ?? "");
    if (!link) continue;
    if (link[2] === "00") add(link[1]!, { field, parallels: [] });
    else {
      const key = `${link[1]}-${link[2]}`;
      const list = partners.get(key);
      if (list) list.push(field);
      else partners.set(key, [field]);
    }
  }
  for (const field of record.fields) {
    if (!isData(field) || field.tag === "880") continue;
    const link = /^880-(\d{2})/.exec(subfield(field, "6") ?? "");
    const key = link ? `${field.tag}-${link[1]}` : "";
    add(field.tag, { field, parallels: partners.get(key) ?? [] });
    partners.delete(key);
  }
  for (const [key, fields] of partners)
    for (const field of fields) add(key.slice(0, 3), { field, parallels: [] });
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

function joined(field: DataField, codes: string): string {
  const parts = field.subfields.filter(([code]) => codes.includes(code)).map(([, value]) => plain(value));
  return parts.filter(Boolean).join(" ");
}

function parallelOf(linked: Linked, read: (field: DataField) => string): Parallel | undefined {
  const forms = distinct(inOrder(linked).map(read));
  return forms[0] ? { value: forms[0], forms: forms.slice(1) } : undefined;
}

function titleOf(field: DataField): Title | undefined {
  const main = plainEnd(subfield(field, "a")) || plainEnd(subfield(field, "k"));
  if (!main) return undefined;
  const title: Title = { main };
  const sub = plainEnd(subfieldValues(field, "b").join(" "));
  const part = plainEnd(subfieldValues(field, "n").join(" "));
  const partName = plainEnd(subfieldValues(field, "p").join(" "));
  if (sub) title.sub = sub;
  if (part) title.part = part;
  if (partName) title.partName = partName;
  return title;
}

const ROLE_WORDS: [RegExp, ContributorRole][] = [
  [/transl|trl|譯|译/i, "translator"],
  [/compil|\bcom\b|輯|辑|纂/i, "compiler"],
  [/edit|\bedt\b|編|编/i, "editor"],
  [/illustr|\bill\b|繪|绘|图/i, "illustrator"],
  [/annot|comment|注|校|箋/i, "annotator"],
  [/author|creator|\baut\b|著|撰|作者/i, "author"],
];

/** The kind of contribution named by a relator term or code; `fallback` when it says nothing we know. */
export function roleOf(words: string, fallback: ContributorRole): ContributorRole {
  for (const [pattern, role] of ROLE_WORDS) if (pattern.test(words)) return role;
  return words.trim() ? "other" : fallback;
}

function contributorsOf(tag: string, linked: Linked[]): Contributor[] {
  const isMain = tag.startsWith("1");
  const isCorporate = tag.endsWith("10") || tag.endsWith("11");
  const found: Contributor[] = [];
  for (const entry of linked) {
    if (subfield(entry.field, "t")) continue; // a related work, not a person of this one
    const name = parallelOf(entry, (field) => plainEnd(joined(field, isCorporate ? "abn" : "abq")));
    if (!name) continue;
    const words = `${subfieldValues(entry.field, "e").join(" ")} ${subfieldValues(entry.field, "4").join(" ")}`;
    const person: Contributor = {
      ...name,
      role: roleOf(words, isMain ? "author" : "other"),
      isMain,
      isCorporate,
    };
    const dates = plainEnd(subfield(entry.field, "d"));
    if (dates) person.dates = dates;
    found.push(person);
  }
  return found;
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
export function typeOf(leader: string): ResourceType {
  const level = leader[7] ?? "m";
  const type = TYPES[leader[6] ?? "a"] ?? "book";
  return type === "book" && "bis".includes(level) ? "serial" : type;
}

function carrierOf(record: MarcRecord, fixed: string): Carrier {
  const type = record.leader[6] ?? "a";
  const form =
    fixed[type === "e" || type === "f" || type === "g" || type === "k" || type === "r" ? 29 : 23] ?? " ";
  const physical = controlValue(record, "007") ?? "";
  const gmd = fieldsOf(record, "245")
    .map((f) => subfield(f, "h") ?? "")
    .join(" ");
  const carrier = fieldsOf(record, "338")
    .map((f) => `${subfield(f, "b") ?? ""} ${subfield(f, "a") ?? ""}`)
    .join(" ");
  if ("abc".includes(form) || physical[0] === "h" || /microf/i.test(gmd)) return "microform";
  if (
    form === "o" ||
    form === "s" ||
    physical.startsWith("cr") ||
    /\bcr\b|online/i.test(carrier) ||
    /electronic/i.test(gmd)
  )
    return "online";
  if (form === "q" || physical.startsWith("co") || physical.startsWith("v") || physical.startsWith("s"))
    return "disc";
  return type === "t" || type === "d" || type === "f" ? "manuscript" : "print";
}

function identifiersOf(record: MarcRecord, links: (tag: string) => Linked[]): Identifier[] {
  const list: Identifier[] = [];
  for (const field of fieldsOf(record, "020")) {
    for (const value of subfieldValues(field, "a"))
      addIdentifier(list, "isbn", normaliseIsbn(value), "current");
    for (const value of subfieldValues(field, "z"))
      addIdentifier(list, "isbn", normaliseIsbn(value), "cancelled");
  }
  for (const { field } of links("022")) {
    addIdentifier(list, "issn", normaliseIssn(subfield(field, "a") ?? ""), "current");
    for (const code of ["y", "z"])
      addIdentifier(list, "issn", normaliseIssn(subfield(field, code) ?? ""), "cancelled");
  }
  for (const field of fieldsOf(record, "010")) {
    addIdentifier(list, "lccn", normaliseLccn(subfield(field, "a") ?? ""), "current");
    addIdentifier(list, "lccn", normaliseLccn(subfield(field, "z") ?? ""), "cancelled");
  }
  for (const field of fieldsOf(record, "035")) {
    for (const value of subfieldValues(field, "a"))
      addIdentifier(list, "oclc", normaliseOclc(value), "current");
    for (const value of subfieldValues(field, "z"))
      addIdentifier(list, "oclc", normaliseOclc(value), "cancelled");
  }
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

function subjectsOf(links: (tag: string) => Linked[]): Parallel[] {
  const list: Parallel[] = [];
  const seen = new Set<string>();
  for (const tag of ["600", "610", "611", "630", "648", "650", "651", "653", "655"]) {
    for (const entry of links(tag)) {
      const subject = parallelOf(entry, (field) =>
        field.subfields
          .filter(([code]) => /[a-z]/.test(code) && !"eu".includes(code))
          .map(([code, value]) => (/[vxyz]/.test(code) ? `--${plainEnd(value)}` : ` ${plainEnd(value)}`))
          .join("")
          .trim(),
      );
      if (!subject || seen.has(subject.value)) continue;
      seen.add(subject.value);
      list.push(subject);
    }
  }
  return list;
}

/** What a MARC 21 bibliographic record says. Never throws: what is missing stays empty. */
export function describeMarc21(record: MarcRecord): Description {
  const links = linkFields(record);
  const fixed = controlValue(record, "008") ?? "";
  const texts = (tags: string[], read: (field: DataField) => string): string[] =>
    distinct(tags.flatMap((tag) => links(tag).flatMap((entry) => inOrder(entry).map(read))));
  const titleField = links("245")[0];
  const titles = (titleField ? inOrder(titleField) : [])
    .map(titleOf)
    .filter((t): t is Title => t !== undefined);
  const imprint =
    [...links("264").filter((e) => "1 ".includes(e.field.ind2)), ...links("260")][0] ?? links("264")[0];
  const imprints = imprint ? inOrder(imprint) : [];
  const publications = imprints
    .map((f) => ({ place: plain(subfield(f, "a")), publisher: plain(subfield(f, "b")) }))
    .filter((p) => p.place || p.publisher);
  const language = /^[a-z]{3}$/.test(fixed.slice(35, 38)) ? fixed.slice(35, 38) : "";
  const extent = joined(
    fieldsOf(record, "300")[0] ?? { tag: "300", ind1: " ", ind2: " ", subfields: [] },
    "abc",
  );
  const printedYear = imprints.map((f) => yearIn(subfield(f, "c"))).find((y) => y !== undefined);
  const splitCodes = (field: DataField, code: string): string[] =>
    subfieldValues(field, code).flatMap((v) => v.toLowerCase().match(/[a-z]{3}/g) ?? []);
  const description: Description = {
    titles,
    variantTitles: texts(["246", "740", "242", "247"], (f) => plainEnd(joined(f, "abnp"))),
    contributors: ["100", "110", "111", "700", "710", "711"].flatMap((tag) =>
      contributorsOf(tag, links(tag)),
    ),
    publications,
    languages: distinct([language, ...fieldsOf(record, "041").flatMap((f) => splitCodes(f, "a"))]).filter(
      (l) => l !== "und",
    ),
    originalLanguages: distinct(fieldsOf(record, "041").flatMap((f) => splitCodes(f, "h"))),
    type: typeOf(record.leader),
    carrier: carrierOf(record, fixed),
    series: texts(["490", "440", "830"], (f) => plainEnd(joined(f, "anpv"))),
    subjects: subjectsOf(links),
    classNumbers: classNumbersOf(record),
    identifiers: identifiersOf(record, links),
    notes: texts(["500", "502", "504", "546", "533", "534"], (f) => plainEnd(subfield(f, "a"))),
    contents: texts(["505"], (f) => plain(joined(f, "agrt"))),
    urls: fieldsOf(record, "856").flatMap((f) => {
      const url = subfield(f, "u")?.trim() ?? "";
      return /^https?:\/\//i.test(url) && url.length < 2000
        ? [{ url, label: plain(subfield(f, "3") ?? subfield(f, "y")) }]
        : [];
    }),
  };
  const year = printedYear ?? yearIn(fixed.slice(7, 11));
  if (year !== undefined) description.year = year;
  if (extent) description.extent = extent;
  const pages = pagesIn(extent);
  if (pages !== undefined) description.pages = pages;
  const edition = texts(["250"], (f) => plainEnd(joined(f, "ab")))[0];
  if (edition) description.edition = edition;
  const responsibility = titleField
    ? inOrder(titleField)
        .map((f) => plainEnd(subfield(f, "c")))
        .find(Boolean)
    : undefined;
  if (responsibility) description.responsibility = responsibility;
  const uniform = texts(["240", "130"], (f) => plainEnd(joined(f, "anp")))[0];
  if (uniform) description.uniformTitle = uniform;
  const summary = texts(["520"], (f) => plain(subfield(f, "a")))[0];
  if (summary) description.summary = summary;
  return description;
}
