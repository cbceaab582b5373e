import {
  controlValue,
  type DataField,
  fieldsOf,
  type MarcRecord,
  subfield,
  subfieldValues,
} from "@commonshelf/marc";
import { roleOf } from "./describe-marc21.ts";
import type {
  Carrier,
  ClassNumber,
  Contributor,
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
  normaliseNational,
  normaliseOclc,
} from "./identifiers.ts";
import { distinct, pagesIn, plain, plainEnd, yearIn } from "./record-text.ts";

/** CNMARC gives pinyin in $9 (NLC) or in capital subfields $A (CALIS). */
function pinyinOf(field: DataField): string {
  return plain(subfield(field, "9")) || plain(subfield(field, "A"));
}

function titlesOf(record: MarcRecord): Title[] {
  const field = fieldsOf(record, "200")[0];
  const main = plainEnd(field && subfield(field, "a"));
  if (!field || !main) return [];
  const title: Title = { main };
  const sub = plainEnd(subfieldValues(field, "e").join(" "));
  const part = plainEnd(subfieldValues(field, "h").join(" "));
  const partName = plainEnd(subfieldValues(field, "i").join(" "));
  if (sub) title.sub = sub;
  if (part) title.part = part;
  if (partName) title.partName = partName;
  const pinyin = pinyinOf(field);
  return pinyin && pinyin !== main ? [title, { main: pinyin }] : [title];
}

const RELATORS: Record<string, string> = {
  "070": "author",
  "730": "translator",
  "340": "editor",
  "220": "compiler",
  "440": "illustrator",
};

function contributorsOf(record: MarcRecord, tag: string): Contributor[] {
  const isCorporate = tag.startsWith("71");
  const isMain = tag.endsWith("0") || tag.endsWith("1");
  return fieldsOf(record, tag).flatMap((field) => {
    const name = isCorporate
      ? distinct(subfieldValues(field, "a").concat(subfieldValues(field, "b")).map(plainEnd)).join(" ")
      : joinName(plainEnd(subfield(field, "a")), plainEnd(subfield(field, "b")));
    if (!name) return [];
    const codes = subfieldValues(field, "4").map((code) => code.trim());
    const code = codes.find((one) => RELATORS[one]) ?? codes.join(" ");
    const pinyin = pinyinOf(field);
    const person: Contributor = {
      value: name,
      forms: pinyin && pinyin !== name ? [pinyin] : [],
      role: roleOf(RELATORS[code] ?? code, isMain ? "author" : "other"),
      isMain,
      isCorporate,
    };
    const dates = plainEnd(subfield(field, "f"));
    if (dates) person.dates = dates;
    return [person];
  });
}

/** Western names split family name and forename; a Chinese name stands whole in $a. */
function joinName(family: string, given: string): string {
  if (!given) return family;
  return /\p{Script=Han}/u.test(family) ? `${family}${given}` : `${family}, ${given}`;
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
  if (material === "l") return "disc";
  return material === "b" || material === "d" || material === "f" ? "manuscript" : "print";
}

function identifiersOf(record: MarcRecord): Identifier[] {
  const list: Identifier[] = [];
  for (const field of fieldsOf(record, "010")) {
    for (const value of subfieldValues(field, "a"))
      addIdentifier(list, "isbn", normaliseIsbn(value), "current");
    for (const value of subfieldValues(field, "z"))
      addIdentifier(list, "isbn", normaliseIsbn(value), "cancelled");
  }
  for (const field of fieldsOf(record, "011")) {
    addIdentifier(list, "issn", normaliseIssn(subfield(field, "a") ?? ""), "current");
    for (const code of ["y", "z"])
      addIdentifier(list, "issn", normaliseIssn(subfield(field, code) ?? ""), "cancelled");
  }
  for (const tag of ["020", "091"])
    for (const field of fieldsOf(record, tag))
      addIdentifier(
        list,
        "national",
        normaliseNational(subfield(field, tag === "020" ? "b" : "a") ?? ""),
        "current",
      );
  for (const field of fieldsOf(record, "035"))
    addIdentifier(list, "oclc", normaliseOclc(subfield(field, "a") ?? ""), "current");
  return list;
}

function subjectsOf(record: MarcRecord): Parallel[] {
  const values = ["600", "601", "602", "604", "605", "606", "607", "608", "610"].flatMap((tag) =>
    fieldsOf(record, tag).map((field) => {
      if (tag === "610") return distinct(subfieldValues(field, "a").map(plainEnd)).join(" ");
      const head = distinct(subfieldValues(field, "a").concat(subfieldValues(field, "b")).map(plainEnd)).join(
        " ",
      );
      const tail = field.subfields
        .filter(([code]) => "xyzj".includes(code))
        .map(([, value]) => `--${plainEnd(value)}`);
      return head + tail.join("");
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

/** What a CNMARC or UNIMARC bibliographic record says. Never throws: what is missing stays empty. */
export function describeUnimarc(record: MarcRecord): Description {
  const texts = (tags: string[], codes: string): string[] =>
    distinct(
      tags.flatMap((tag) =>
        fieldsOf(record, tag).map((f) =>
          plainEnd(
            f.subfields
              .filter(([c]) => codes.includes(c))
              .map(([, v]) => plain(v))
              .filter(Boolean)
              .join(" "),
          ),
        ),
      ),
    );
  const general =
    subfield(fieldsOf(record, "100")[0] ?? { tag: "100", ind1: " ", ind2: " ", subfields: [] }, "a") ?? "";
  const imprint = fieldsOf(record, "210")[0] ?? fieldsOf(record, "214")[0];
  const extent = texts(["215"], "acd")[0];
  const titleField = fieldsOf(record, "200")[0];
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
    titles: titlesOf(record),
    variantTitles: distinct([
      ...fieldsOf(record, "200").flatMap((f) =>
        [...subfieldValues(f, "a").slice(1), ...subfieldValues(f, "d")].map(plainEnd),
      ),
      ...texts(["512", "513", "514", "515", "516", "517", "518", "510", "532", "540", "541"], "aehi"),
    ]),
    contributors: ["700", "710", "701", "711", "702", "712"].flatMap((tag) => contributorsOf(record, tag)),
    publications: publication.place || publication.publisher ? [publication] : [],
    languages: codes("a").filter((l) => /^[a-z]{3}$/.test(l)),
    originalLanguages: codes("c").filter((l) => /^[a-z]{3}$/.test(l)),
    type: type === "book" && "s".includes(level) ? "serial" : type,
    carrier: carrierOf(record),
    series: texts(["225", "410"], "aehiv"),
    subjects: subjectsOf(record),
    classNumbers: classNumbersOf(record),
    identifiers: identifiersOf(record),
    notes: texts(["300", "304", "305", "306", "307", "311", "312", "314", "320", "328"], "a"),
    contents: texts(["327"], "a"),
    urls: fieldsOf(record, "856").flatMap((f) => {
      const url = subfield(f, "u")?.trim() ?? "";
      return /^https?:\/\//i.test(url) && url.length < 2000 ? [{ url, label: plain(subfield(f, "z")) }] : [];
    }),
  };
  const year = yearIn(imprint && subfield(imprint, "d")) ?? yearIn(general.slice(9, 13));
  if (year !== undefined) description.year = year;
  if (extent) description.extent = extent;
  const pages = pagesIn(extent);
  if (pages !== undefined) description.pages = pages;
  const edition = texts(["205"], "ab")[0];
  if (edition) description.edition = edition;
  const responsibility = plainEnd(
    [
      ...subfieldValues(titleField ?? { tag: "200", ind1: " ", ind2: " ", subfields: [] }, "f"),
      ...subfieldValues(titleField ?? { tag: "200", ind1: " ", ind2: " ", subfields: [] }, "g"),
    ].join("；"),
  );
  if (responsibility) description.responsibility = responsibility;
  const uniform = texts(["500", "454"], "at")[0];
  if (uniform) description.uniformTitle = uniform;
  const summary = texts(["330"], "a")[0];
  if (summary) description.summary = summary;
  return description;
}
