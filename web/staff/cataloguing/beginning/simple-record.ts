import type { MarcField, MarcRecord } from "@commonshelf/marc/record";
import { codedUnimarc, field, filledIn, source } from "../templates.ts";

/** A book as small libraries write it down. */
export type SimpleBook = {
  title: string;
  subtitle: string;
  author: string;
  isbn: string;
  price: string;
  edition: string;
  place: string;
  publisher: string;
  year: string;
  pages: string;
  size: string;
  /** ISO 639-2; empty: as the title is written. */
  language: string;
  series: string;
  classNumber: string;
  subjects: string;
  summary: string;
};

/** Languages of books that the form names. */
export const LANGUAGES = ["chi", "eng", "jpn", "kor", "fre", "ger", "rus", "spa"] as const;

/** The CNMARC record of a book written down in the simple form; `pinyin`: how the title and each name reads, where Han is read. */
export function simpleRecord(
  book: SimpleBook,
  pinyin: ReadonlyMap<string, string>,
  today: string,
  agency: string,
): MarcRecord {
  const year = /\d{4}/.exec(book.year)?.[0] ?? "";
  const price = book.price === "" ? "" : /^[A-Z]{3}/.test(book.price) ? book.price : `CNY${book.price}`;
  const subjects = book.subjects.split(/[;；,，、\n]/u).map((one) => one.trim());
  const language = book.language || languageOf(book.title);
  const read = (text: string): string => pinyin.get(text) ?? "";
  const [first = "", ...others] = book.author.split(/\s*[;；]\s*/u);
  return filledIn({
    leader: "     nam0 22     3  450 ",
    fields: [
      field("010", "  ", ["a", book.isbn], ["d", price]),
      field("100", "  ", ["a", codedUnimarc(today, "d", year)]),
      field("101", "0 ", ["a", language]),
      field("102", "  ", ["a", language === "chi" ? "CN" : ""]),
      field("105", "  ", ["a", "y   z   000yy"]),
      field("106", "  ", ["a", "r"]),
      field(
        "200",
        "1 ",
        ["a", book.title],
        ["9", read(book.title)],
        ["e", book.subtitle],
        ["f", first],
        ...others.map((one): [string, string] => ["g", one]),
      ),
      field("205", "  ", ["a", /^\d+$/.test(book.edition) ? `第${book.edition}版` : book.edition]),
      field("210", "  ", ["a", book.place], ["c", book.publisher], ["d", book.year]),
      field("215", "  ", ["a", /^\d+$/.test(book.pages) ? `${book.pages}页` : book.pages], ["d", book.size]),
      field("225", "2 ", ["a", book.series]),
      field("330", "  ", ["a", book.summary]),
      ...subjects.map((subject) => field("606", "0 ", ["a", subject])),
      field("690", "  ", ["a", book.classNumber], ["v", "5"]),
      ...peopleIn(book.author).map((one) => access(one, read(one.name))),
      source(today, agency),
    ],
  });
}

/** The language a title is written in, as far as its letters say. */
function languageOf(title: string): string {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(title)) return "jpn";
  if (/\p{Script=Hangul}/u.test(title)) return "kor";
  if (/\p{Script=Han}/u.test(title)) return "chi";
  return /\p{Script=Cyrillic}/u.test(title) ? "rus" : "eng";
}

/** Who made a book, as its statements of responsibility say; `isFirst`: by the first of these. */
export type Maker = { name: string; role: string; isFirst: boolean };

const ROLE =
  /(?:编著|主编|副主编|合著|原著|编译|翻译|译注|校注|点校|审校|编写|编绘|绘图|著|编|撰|译|绘|注|編著|主編|合著|編譯|譯注|編|譯|繪|註)+$/u;
/** Says where somebody is from, or when they lived. */
const FROM = /^(?:[[［(（〔【][^\]］)）〕】]*[\]］)）〕】]\s*)+/u;
const BODY =
  /(?:大学|学院|研究院|研究所|研究会|委员会|编委会|编写组|编辑部|教研室|协会|学会|公司|出版社|图书馆|博物馆|档案馆|大學|學院|研究會|委員會|協會|學會|圖書館)$/u;

/** 沈从文著 -> 沈从文, 著; those who share a word (`张三, 李四主编`) all have it. */
export function peopleIn(statements: string): Maker[] {
  const parts = statements.split(/[,，;；、]/u).map((part) => part.trim());
  const said = parts.map((part) => ROLE.exec(part)?.[0] ?? "");
  const lead = said.find((role) => role !== "") ?? "";
  return parts.flatMap((part, at): Maker[] => {
    const name = part.replace(ROLE, "").trim().replace(/等$/u, "").replace(FROM, "").trim();
    const role = said.slice(at).find((one) => one !== "") ?? "";
    return name === "" ? [] : [{ name, role, isFirst: role === lead || role === "" }];
  });
}

/** 701 and 711 for who is first, 702 and 712 for the others (CNMARC 7--). */
function access({ name, role, isFirst }: Maker, pinyin: string): MarcField {
  const isBody = BODY.test(name);
  const tag = `7${isBody ? 1 : 0}${isFirst ? 1 : 2}`;
  return field(tag, isBody ? "02" : " 0", ["a", name], ["9", pinyin], ["4", role || "著"]);
}
