import { hasHan } from "@commonshelf/cjk";
import {
  bodyOfUnimarc,
  controlValue,
  type DataField,
  distinct,
  fieldsOf,
  isCodeOf,
  type MarcRecord,
  markedNonfiling,
  normaliseNational,
  normaliseOclc,
  type PublicationDate,
  pagesIn,
  pairedFields,
  personOfUnimarc,
  plain,
  plainEnd,
  publicationDate,
  roleOf,
  subfield,
  subfieldsText,
  subfieldValues,
} from "@commonshelf/marc";
import { addDois, addEan, addIdentifier, addIsbns, addIssns, type Identifier } from "../matching/index.ts";
import type {
  Carrier,
  ClassNumber,
  Contributor,
  Description,
  Parallel,
  ResourceType,
  Title,
} from "./description.ts";

/** Fields by tag with the same content in other scripts: linked by $6, or pinyin in $9 (NLC) and capital subfields (CALIS). */
type Linked = { field: DataField; parallels: DataField[] };
type Links = (tag: string) => Linked[];

function linkFields(record: MarcRecord): Links {
  const byTag = new Map<string, Linked[]>();
  for (const { tag, field, parallels } of pairedFields(record, "unimarc")) {
    const linked = { field, parallels: parallels.map((parallel) => parallel.field) };
    const list = byTag.get(tag);
    if (list) list.push(linked);
    else byTag.set(tag, [linked]);
  }
  return (tag) => byTag.get(tag) ?? [];
}

/** Han before other scripts, else the field before what is linked to it. */
function inOrder({ field, parallels }: Linked): DataField[] {
  if (parallels.length === 0 || hasHan(subfield(field, "a") ?? "")) return [field, ...parallels];
  const han = parallels.filter((parallel) => hasHan(subfield(parallel, "a") ?? ""));
  return [...han, field, ...parallels.filter((parallel) => !han.includes(parallel))];
}

/** The title of a 200; without $a its parts or its subtitle make it. */
function titleOf(field: DataField): Title | undefined {
  const sub = plainEnd(subfieldValues(field, "e").join(" "));
  const part = plainEnd(subfieldValues(field, "h").join(" "));
  const partName = plainEnd(subfieldValues(field, "i").join(" "));
  const stated = plainEnd(subfield(field, "a"));
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
  const nonfiling = markedNonfiling(subfield(field, "a"));
  if (nonfiling !== undefined) title.nonfiling = nonfiling;
  return title;
}

function titlesOf(links: Links): Title[] {
  for (const tag of ["200", "500", "510", "517", "540", "530"]) {
    const entry = links(tag)[0];
    const titles = entry ? inOrder(entry).flatMap((field) => titleOf(field) ?? []) : [];
    if (titles.length > 0) return titles;
  }
  return [];
}

function contributorsOf(links: Links, tag: string): Contributor[] {
  const isCorporate = tag.startsWith("71");
  const isMain = tag.endsWith("0") || tag.endsWith("1");
  return links(tag).flatMap((entry) => {
    const written = inOrder(entry).flatMap(
      (field) => (isCorporate ? bodyOfUnimarc(field) : personOfUnimarc(field)) ?? [],
    );
    const forms = distinct(written.map((name) => name.value));
    if (!forms[0]) return [];
    const person: Contributor = {
      value: forms[0],
      forms: forms.slice(1),
      role: roleOf(subfieldValues(entry.field, "4"), isMain),
      isMain,
      isCorporate,
    };
    for (const { dates, title, entry: heading } of written) {
      if (dates) person.dates ??= dates;
      if (title) person.title ??= title;
      if (heading) person.entry ??= heading;
    }
    if (tag.startsWith("72")) person.entry = "family";
    const authority = subfield(entry.field, "3");
    return [authority ? { ...person, authority } : person];
  });
}

const TYPES: Record<string, ResourceType> = {
  a: "book",
  b: "book",
  c: "score",
  d: "score",
  e: "map",
  f: "map",
  g: "video",
  i: "audio",
  j: "music",
  k: "image",
  l: "book",
  m: "data",
  r: "object",
};

const DISC_WORDS = /光[盘盤]|唱片|\b(?:CD|DVD|VCD|disc|disque)/iu;

/** Recordings and films on a disc, by 126 $a/0 or the extent in words. */
function isDisc(record: MarcRecord, material: string): boolean {
  const said = (tag: string): string => fieldsOf(record, tag).flatMap((f) => subfieldValues(f, "a"))[0] ?? "";
  if (!"gij".includes(material)) return false;
  return (material !== "g" && said("126").startsWith("a")) || DISC_WORDS.test(said("215"));
}

function carrierOf(record: MarcRecord): Carrier {
  const material = record.leader[6] ?? "a";
  const gmd = fieldsOf(record, "200")
    .map((f) => subfield(f, "b") ?? "")
    .join(" ");
  const physical = controlValue(record, "135") ?? "";
  const coded = fieldsOf(record, "106")
    .map((f) => subfield(f, "a") ?? "")
    .join("");
  if (fieldsOf(record, "135").some((f) => (subfield(f, "a") ?? "")[1] === "r") || physical[1] === "r")
    return "online";
  if (coded === "s" || /电子|電子|网络|electronic|ressource/i.test(gmd)) return "online";
  if (/缩微|microf/i.test(gmd) || fieldsOf(record, "130").length > 0) return "microform";
  if (material === "l" || isDisc(record, material)) return "disc";
  return material === "b" || material === "d" || material === "f" ? "manuscript" : "print";
}

function identifiersOf(record: MarcRecord): Identifier[] {
  const list: Identifier[] = [];
  for (const field of fieldsOf(record, "010")) {
    for (const value of subfieldValues(field, "a")) addIsbns(list, value, "current");
    for (const value of subfieldValues(field, "z")) addIsbns(list, value, "cancelled");
  }
  for (const field of fieldsOf(record, "011")) {
    addIssns(list, subfield(field, "a") ?? "", subfieldValues(field, "f"), subfieldValues(field, "gyz"));
  }
  for (const field of fieldsOf(record, "013").concat(fieldsOf(record, "073"))) {
    for (const value of subfieldValues(field, "a")) addEan(list, value, "current");
    for (const value of subfieldValues(field, "z")) addEan(list, value, "cancelled");
  }
  addDois(list, fieldsOf(record, "017"));
  for (const tag of ["020", "091"])
    for (const field of fieldsOf(record, tag))
      addIdentifier(
        list,
        "national",
        normaliseNational(subfield(field, tag === "020" ? "b" : "a") ?? ""),
        "current",
      );
  for (const field of fieldsOf(record, "035")) {
    for (const value of subfieldValues(field, "a"))
      addIdentifier(list, "oclc", normaliseOclc(value), "current");
    for (const value of subfieldValues(field, "z"))
      addIdentifier(list, "oclc", normaliseOclc(value), "cancelled");
  }
  return list;
}

/** Whom or what a subject field is about: persons with their numeral, meetings with number, date and place. */
function subjectHead(tag: string, field: DataField): string {
  const name = tag === "600" ? personOfUnimarc(field) : tag === "601" ? bodyOfUnimarc(field) : undefined;
  return name?.value ?? distinct(subfieldValues(field, "ab").map(plainEnd)).join(" ");
}

function subjectsOf(record: MarcRecord): Parallel[] {
  const values = ["600", "601", "602", "604", "605", "606", "607", "608", "610"].flatMap((tag) =>
    fieldsOf(record, tag).flatMap((field) => {
      // Each $a of 610 is a term of its own.
      if (tag === "610") return subfieldValues(field, "a").map(plainEnd);
      const tail = field.subfields
        .filter(([code]) => isCodeOf("xyzj", code))
        .map(([, value]) => `--${plainEnd(value)}`);
      return [subjectHead(tag, field) + tail.join("")];
    }),
  );
  return distinct(values).map((value) => ({ value, forms: [] }));
}

function classNumbersOf(record: MarcRecord): ClassNumber[] {
  const schemes: [string, ClassNumber["scheme"]][] = [
    ["690", "clc"],
    ["676", "ddc"],
    ["680", "lcc"],
    ["686", "other"],
  ];
  return schemes.flatMap(([tag, scheme]) =>
    distinct(fieldsOf(record, tag).map((f) => plain(subfield(f, "a")))).map((value) => ({ scheme, value })),
  );
}

/** What a CNMARC or UNIMARC bibliographic record says. Never throws: what is missing stays empty. `latest`: the last year there can be. */
export function describeUnimarc(record: MarcRecord, latest: number): Description {
  const links = linkFields(record);
  const texts = (tags: string[], codes: string): string[] =>
    distinct(
      tags.flatMap((tag) => fieldsOf(record, tag).map((field) => plainEnd(subfieldsText(field, codes)))),
    );
  const imprint = fieldsOf(record, "210")[0] ?? fieldsOf(record, "214")[0];
  const codes = (code: string): string[] =>
    distinct(
      fieldsOf(record, "101").flatMap((f) => subfieldValues(f, code).map((v) => v.trim().toLowerCase())),
    );
  const level = record.leader[7] ?? "m";
  const type = TYPES[record.leader[6] ?? "a"] ?? "book";
  const publication = {
    place: plain(imprint && subfield(imprint, "a")),
    publisher: plain(imprint && subfield(imprint, "c")),
  };
  const description: Description = {
    titles: titlesOf(links),
    variantTitles: distinct([
      ...fieldsOf(record, "200").flatMap((f) =>
        [...subfieldValues(f, "a").slice(1), ...subfieldValues(f, "d")].map(plainEnd),
      ),
      ...texts(["512", "513", "514", "515", "516", "517", "518", "510", "532", "540", "541"], "aehi"),
    ]),
    contributors: ["700", "710", "720", "701", "711", "721", "702", "712", "722"].flatMap((tag) =>
      contributorsOf(links, tag),
    ),
    publications: publication.place || publication.publisher ? [publication] : [],
    languages: codes("a").filter((l) => /^[a-z]{3}$/.test(l)),
    originalLanguages: codes("c").filter((l) => /^[a-z]{3}$/.test(l)),
    type: type === "book" && "s".includes(level) ? "serial" : type,
    carrier: carrierOf(record),
    series: texts(["225", "410"], "aehiv"),
    subjects: subjectsOf(record),
    classNumbers: classNumbersOf(record),
    identifiers: identifiersOf(record),
    notes: texts(["206", "300", "304", "305", "306", "307", "311", "312", "314", "320", "326", "328"], "a"),
    contents: distinct(
      fieldsOf(record, "327").flatMap((field) =>
        subfieldValues(field, "a").map((entry) => plainEnd(entry).replace(/^([^。]*)。$/u, "$1")),
      ),
    ),
    urls: fieldsOf(record, "856").flatMap((f) => {
      const url = subfield(f, "u")?.trim() ?? "";
      return /^https?:\/\//i.test(url) && url.length < 2000 ? [{ url, label: plain(subfield(f, "z")) }] : [];
    }),
  };
  const date = dateOf(record, imprint, { language: description.languages[0] ?? "", latest });
  if (date) description.year = date.year;
  if (date?.until !== undefined) description.yearTo = date.until;
  addSingleFacts(description, record, texts);
  return description;
}

/** When it was published: 100 $a before 210 $d. */
function dateOf(
  record: MarcRecord,
  imprint: DataField | undefined,
  context: { language: string; latest: number },
): PublicationDate | undefined {
  const general = fieldsOf(record, "100").flatMap((field) => subfieldValues(field, "a"))[0] ?? "";
  const coded =
    general.length >= 13
      ? { kind: general[8]!, first: general.slice(9, 13), second: general.slice(13, 17) }
      : undefined;
  const printed = imprint ? subfieldValues(imprint, "d").map(plainEnd).join(" ") : "";
  return publicationDate(coded, printed, context, true);
}

/** Facts of which a description has one at most. */
function addSingleFacts(
  description: Description,
  record: MarcRecord,
  texts: (tags: string[], codes: string) => string[],
): void {
  const extent = texts(["215"], "acd")[0];
  if (extent) description.extent = extent;
  const pages = pagesIn(extent);
  if (pages !== undefined) description.pages = pages;
  const edition = texts(["205"], "ab")[0];
  if (edition) description.edition = edition;
  const title = fieldsOf(record, "200")[0];
  const responsibility = title
    ? plainEnd([...subfieldValues(title, "f"), ...subfieldValues(title, "g")].join("；"))
    : "";
  if (responsibility) description.responsibility = responsibility;
  const uniform = texts(["500", "454"], "at")[0];
  if (uniform) description.uniformTitle = uniform;
  const summary = texts(["330"], "a")[0];
  if (summary) description.summary = summary;
}
