import { hasHan, pinyin } from "@commonshelf/cjk";
import type { DataField, MarcField, MarcRecord } from "@commonshelf/marc";
import { Converter } from "opencc-js/cn2t";
import type { BookFacts } from "./facts.ts";
import { chance } from "./random.ts";
import type { DemoMember } from "./region.ts";

const toTraditional = Converter({ from: "cn", to: "t" });
export const LANGUAGES: Record<string, string> = {
  zh: "chi",
  en: "eng",
  ja: "jpn",
  fr: "fre",
  de: "ger",
  ru: "rus",
  ko: "kor",
  ar: "ara",
};
export const ROLE_WORDS: Record<string, string> = {
  author: "著",
  translator: "译",
  editor: "主编",
  compiler: "编",
  annotator: "注",
  illustrator: "绘",
  composer: "曲",
  lyricist: "词",
  performer: "演奏演唱",
  narrator: "朗读",
  director: "导演",
};
export const RELATORS: Record<string, string> = {
  author: "070",
  translator: "730",
  editor: "340",
  compiler: "220",
  illustrator: "440",
  composer: "230",
  lyricist: "520",
  performer: "590",
  narrator: "550",
  director: "300",
};
export const STAMP = "20261101";

/** Whether a member holds a title: its share, more for the fields it collects, more for famous books. */
export function holds(member: DemoMember, book: BookFacts): boolean {
  const strength = member.strengths.includes(book.clc[0] ?? "") ? 1.25 : 0.55;
  const fame = chance("fame", book.title) < 0.12 ? 2.2 : 1;
  return chance("holds", member.code, book.number) < member.share * strength * fame;
}

/** The member every title is held by at least. */
export function homeOf(members: DemoMember[], book: BookFacts): DemoMember {
  return members[Math.floor(chance("home", book.number) * members.length)]!;
}

/** A field from its parts; empty values leave their subfield out. */
export function field(tag: string, indicators: string, ...parts: [string, string][]): DataField {
  return {
    tag,
    ind1: indicators[0]!,
    ind2: indicators[1]!,
    subfields: parts.filter(([, value]) => value !== ""),
  };
}

export const syllables = (text: string): string => pinyin(text).join(" ");
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Han to pinyin by word spacing of the older rule; everything else stays: `红楼梦` -> `Hong lou meng`. */
function romanise(text: string): string {
  return capital(
    text
      .split(/(\p{Script=Han}+)/u)
      .map((run) => (hasHan(run) ? ` ${syllables(run)} ` : run))
      .join("")
      .replace(/ +/g, " ")
      .trim(),
  );
}

/** A Chinese name as American libraries file it: `沈从文` -> `Shen, Congwen`. */
function romanName(name: string): string {
  if (!hasHan(name)) return name;
  const parts = pinyin(name, { name: true });
  return parts.length > 1
    ? `${capital(parts[0]!)}, ${capital(parts.slice(1).join(""))}`
    : capital(parts.join(""));
}

const BODY =
  /(?:大学|学院|研究所|研究院|研究会|教研[室组]|写组|整理小?组|小组|委员会|编译局|编辑[部室]|博物馆|图书馆|出版社|院校|基地|大学.*系)$/u;

/** An author that is a body, not a person: 中国艺术研究院红楼梦研究所. */
const isBody = (name: string): boolean => BODY.test(name);

/** Chinese families that stand first, as translations print them; given names in two syllables tell the others. */
const FAMILY_FIRST = new Set(
  "Cao Ch'ien Fung Gao Han He Jiang Kao Lao Li Lin Liu Lu Luo Mo Pa Pu Shen Shi Sun Tang Wang Wu Xiao Yang Yu".split(
    " ",
  ),
);

/** `Jane Austen` -> `Austen, Jane`, `Shen Congwen` -> `Shen, Congwen`; `Sun Tzu` is no family's name. */
export function inverted(name: string): string {
  if (hasHan(name) || name.includes(",")) return name;
  const words = name.split(" ");
  if (words.at(-1) === "Tzu") return name;
  const familyFirst = FAMILY_FIRST.has(words[0]!) || /^\p{Lu}[\p{Ll}']+-\p{Ll}/u.test(words[1] ?? "");
  if (words.length === 2 && familyFirst) return words.join(", ");
  return words.length > 1 ? `${words.at(-1)}, ${words.slice(0, -1).join(" ")}` : name;
}

/** What one library writes a little differently from the next. */
function variant(member: DemoMember, book: BookFacts): BookFacts {
  const own = (what: string, share: number): boolean => chance(what, member.code, book.number) < share;
  return {
    ...book,
    subtitle: own("subtitle", 0.06) && !/^[上中下]|第/.test(book.subtitle) ? "" : book.subtitle,
    publisher: own("publisher", 0.08)
      ? book.publisher.replace(/(出版社|Publishing|Press)$/, "") || book.publisher
      : book.publisher,
    edition: own("edition", 0.08) ? "" : book.edition,
    series: own("series", 0.2) ? "" : book.series,
    subjects: own("subjects", 0.1) ? book.subjects.slice(0, 1) : book.subjects,
  };
}

const VOLUME =
  /^(上|中|下)[册卷集部]?$|^第?[0-9一二三四五六七八九十百]+[册卷集部辑]?$|^(Volume|Vol\.|Book|Part) /i;

/** A copy; `part`: which volume of a serial. */
export type DemoItem = {
  barcode: string;
  location: string;
  branch: string;
  callNumber: string;
  part?: string;
};

/** Copies of a title at a member: most have one, some a few, spread over its branches. */
export function itemsOf(
  member: DemoMember,
  book: Pick<BookFacts, "number" | "title" | "authors" | "clc">,
): DemoItem[] {
  const roll = chance("copies", member.code, book.number);
  const copies = roll < 0.62 ? 1 : roll < 0.86 ? 2 : roll < 0.96 ? 3 : 5;
  const author = book.authors[0]?.name ?? book.title;
  const mark = hasHan(author)
    ? pinyin(author)[0]!.charAt(0).toUpperCase()
    : inverted(author).charAt(0).toUpperCase();
  const callNumber = `${book.clc}/${mark}${100 + Math.floor(chance("cutter", author) * 900)}`;
  const shelves = member.branches.filter((one) => !one.isStore);
  return Array.from({ length: copies }, (_, i) => {
    const branch = shelves[Math.floor(chance("branch", member.code, book.number, i) * shelves.length)]!;
    const serial = String(book.number * 10 + i).padStart(7, "0");
    return {
      barcode: `${member.code.slice(0, 2)}${serial}`,
      location: branch.location,
      branch: branch.code,
      callNumber,
    };
  });
}

/** A member's record of a book, in that member's format and script, with its items. */
export function recordOf(member: DemoMember, facts: BookFacts): MarcRecord {
  const book = variant(member, facts);
  return member.format === "cnmarc" ? cnmarc(member, book) : marc21(member, book);
}

function responsibility(book: BookFacts): string[] {
  const byRole = new Map<string, string[]>();
  for (const { name, role } of book.authors) byRole.set(role, [...(byRole.get(role) ?? []), name]);
  return [...byRole].map(([role, names]) => names.join(", ") + (ROLE_WORDS[role] ?? ""));
}

function cnmarc(member: DemoMember, book: BookFacts): MarcRecord {
  const isVolume = VOLUME.test(book.subtitle);
  const [first = "", ...others] = responsibility(book);
  const fields: MarcField[] = [
    { tag: "001", value: `${member.code}${String(book.number).padStart(6, "0")}` },
    { tag: "005", value: `${STAMP}080000.0` },
    field("010", "  ", ["a", book.isbn]),
    field("100", "  ", ["a", `${STAMP}d${book.year.slice(0, 4).padEnd(4)}    em y0chiy50      ea`]),
    field(
      "101",
      book.original ? "1 " : "0 ",
      ["a", LANGUAGES[book.lang] ?? "und"],
      ["c", book.original ? "und" : ""],
    ),
    field(
      "200",
      "1 ",
      ["a", book.title],
      ["9", hasHan(book.title) && book.lang === "zh" ? syllables(book.title) : ""],
      ["h", isVolume ? book.subtitle : ""],
      ["e", isVolume ? "" : book.subtitle],
      ["f", first],
      ...others.map((o): [string, string] => ["g", o]),
    ),
    field("205", "  ", ["a", book.edition]),
    field("210", "  ", ["a", book.place], ["c", book.publisher], ["d", book.year]),
    field("215", "  ", ["a", book.pages ? `${book.pages}页` : ""], ["d", "21cm"]),
    field("225", "2 ", ["a", book.series]),
    field("327", "1 ", ["a", book.contents.join(" -- ")]),
    field("330", "  ", ["a", book.summary]),
    field("500", "10", ["a", book.original]),
    ...book.subjects.map((s) => field("606", "0 ", ["a", s])),
    field("690", "  ", ["a", book.clc], ["v", "5"]),
    ...book.authors.map((a) =>
      field(
        `7${isBody(a.name) ? 1 : 0}${a.role === "author" ? 1 : 2}`,
        isBody(a.name) ? "02" : " 0",
        ["a", a.name],
        [
          "9",
          hasHan(a.name) && book.lang === "zh" ? pinyin(a.name, { name: !isBody(a.name) }).join(" ") : "",
        ],
        ["4", RELATORS[a.role] ?? "070"],
      ),
    ),
    field("801", " 0", ["a", "CN"], ["b", member.code], ["c", STAMP]),
    ...itemsOf(member, book).map((item) =>
      field(
        "905",
        "  ",
        ["a", member.code],
        ["b", item.barcode],
        ["f", item.callNumber],
        ["s", item.location],
      ),
    ),
  ];
  return { leader: "00000nam0 2200000   450 ", fields: fields.filter(notEmpty) };
}

export function notEmpty(one: MarcField): boolean {
  return "value" in one || one.subfields.length > 0;
}

/** What stands in a field, and what goes into its 880; `isName` of persons. */
type Write = (text: string, isName: boolean) => { main: string; other: string };

/** Chinese texts in the member's own script. */
export function scripts(member: DemoMember): Write {
  if (member.script === "traditional") return (text) => ({ main: toTraditional(text), other: "" });
  if (member.script === "romanised")
    return (text, isName) =>
      hasHan(text)
        ? { main: isName ? romanName(text) : romanise(text), other: toTraditional(text) }
        : { main: text, other: "" };
  return (text) => ({ main: text, other: "" });
}

/** Texts that stand as they are. */
export const asWritten: Write = (text) => ({ main: text, other: "" });

/** Contents and summary in the member's own characters: notes are romanised nowhere. */
function notesOf(member: DemoMember, { contents, summary }: BookFacts): MarcField[] {
  const own = (text: string): string => (member.script === "traditional" ? toTraditional(text) : text);
  return [field("505", "0 ", ["a", own(contents.join(" -- "))]), field("520", "  ", ["a", own(summary)])];
}

type Part = [code: string, text: string, mark?: string];

export function sourceOf({ code, script }: DemoMember): MarcField {
  return field("040", "  ", ["a", code], ["b", script === "romanised" ? "eng" : "chi"], ["c", code]);
}

export type Paired = (tag: string, indicators: string, parts: Part[], isName?: boolean) => DataField;

/** Writes a field, and where it is romanised its 880 pair (MARC 21 Appendix A) into `linked`; `script`: its code in $6. */
export function pairing(write: Write, script: string, linked: DataField[]): Paired {
  return (tag, indicators, parts, isName = false) => {
    const present = parts.filter(([, text]) => text !== "");
    const written = present.map(([code, text, mark = ""]) => ({ code, mark, ...write(text, isName) }));
    const main = written.map((w): [string, string] => [w.code, w.main + w.mark]);
    if (!written.some((w) => w.other)) return field(tag, indicators, ...main);
    const occurrence = String(linked.length + 1).padStart(2, "0");
    linked.push(
      field(
        "880",
        indicators,
        ["6", `${tag}-${occurrence}/${script}`],
        ...written.map((w): [string, string] => [w.code, (w.other || w.main) + w.mark]),
      ),
    );
    return field(tag, indicators, ["6", `880-${occurrence}`], ...main);
  };
}

function marc21(member: DemoMember, book: BookFacts): MarcRecord {
  const linked: DataField[] = [];
  const isChinese = book.lang === "zh";
  const paired = pairing(isChinese ? scripts(member) : asWritten, "$1", linked);
  const creator = (block: "1" | "7", name: string): MarcField =>
    isBody(name)
      ? paired(`${block}10`, "2 ", [["a", name]])
      : paired(`${block}00`, "1 ", [["a", isChinese ? name : inverted(name)]], true);
  const isVolume = VOLUME.test(book.subtitle);
  const language = LANGUAGES[book.lang] ?? "und";
  const [lead, ...rest] = book.authors
    .filter((a) => a.role === "author")
    .concat(book.authors.filter((a) => a.role !== "author"));
  const statement = isChinese ? responsibility(book).join(" ; ") : book.authors.map((a) => a.name).join(", ");
  const fields: MarcField[] = [
    { tag: "001", value: `${member.code.toLowerCase()}${String(book.number).padStart(6, "0")}` },
    { tag: "003", value: member.code },
    { tag: "005", value: `${STAMP}080000.0` },
    { tag: "008", value: `261101s${book.year.slice(0, 4).padEnd(4)}    xx            000 0 ${language}  ` },
    field("020", "  ", ["a", book.isbn]),
    sourceOf(member),
    field("084", "  ", ["a", book.clc], ["2", "clc"]),
    ...(lead ? [creator("1", lead.name)] : []),
    field("240", "10", ["a", book.original]),
    paired("245", "10", [
      ["a", book.title, !isVolume && book.subtitle ? " :" : statement && !isVolume ? " /" : ""],
      ["b", isVolume ? "" : book.subtitle, statement ? " /" : ""],
      ["n", isVolume ? book.subtitle : "", statement ? " /" : ""],
      ["c", statement],
    ]),
    paired("250", "  ", [["a", book.edition]]),
    paired("264", " 1", [
      ["a", book.place, " :"],
      ["b", book.publisher, ","],
      ["c", book.year],
    ]),
    field(
      "300",
      "  ",
      ["a", book.pages ? `${book.pages} ${isChinese ? "页" : "pages"} ;` : ""],
      ["c", "21 cm"],
    ),
    paired("490", "0 ", [["a", book.series]]),
    ...notesOf(member, book),
    ...book.subjects.map((s) => paired("650", " 7", [["a", s]])),
    ...rest.map((a) => creator("7", a.name)),
  ];
  const all = [
    ...fields.filter(notEmpty).filter((f) => "value" in f || f.subfields.some(([code]) => code !== "6")),
    ...linked,
    ...itemsOf(member, book).map((item) => itemField(member, item)),
  ];
  return { leader: "00000nam a2200000 i 4500", fields: all };
}

/** An item as the member writes it; `kind`: its item class, where the format of its items tells one. */
export function itemField(member: DemoMember, item: DemoItem, kind = "BOOK"): DataField {
  switch (member.profile) {
    case "koha-952":
      return field(
        "952",
        "  ",
        ["a", item.branch],
        ["b", item.branch],
        ["c", item.location],
        ["h", item.part ?? ""],
        ["o", item.callNumber],
        ["p", item.barcode],
        ["y", kind],
      );
    case "sirsi-999":
      return field(
        "999",
        "  ",
        ["a", item.callNumber],
        ["w", "LC"],
        ["v", item.part ?? ""],
        ["i", item.barcode],
        ["l", item.location],
        ["m", item.branch],
        ["t", kind],
      );
    case "sirsi-949":
      return field(
        "949",
        "  ",
        ["a", item.callNumber],
        ["v", item.part ?? ""],
        ["i", item.barcode],
        ["l", item.location],
        ["m", item.branch],
        ["t", kind],
      );
    default:
      return field(
        "852",
        "0 ",
        ["3", item.part ?? ""],
        ["b", item.branch],
        ["c", item.location],
        ["h", item.callNumber],
        ["p", item.barcode],
      );
  }
}
