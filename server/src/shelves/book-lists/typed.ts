import { type BookLine, type BookList, bookLine, isbnIn } from "./book-line.ts";
import { columnsOf } from "./columns.ts";
import { isBookTable, readBookTable } from "./table.ts";
import { readRows } from "./table-rows.ts";

/** Surnames by which a name is told from a title: those of nine in ten people, and of two characters. */
const SURNAMES =
  "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚鲁冰巴茅路莫施严季俞柳梅朴張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許蘇盧蔣賈葉閻餘鍾陸龍萬錢湯賀龔魯嚴";
/** Japanese surnames of writers read in Chinese, and the endings of pen names. */
const OTHER_NAMES =
  "(?:东野|村上|川端|太宰|三岛|夏目|大江|芥川|井上|谷崎|宫部|渡边|松本|伊坂|京极|東野|三島|宮部|渡邊)\\p{Script=Han}{1,3}|\\p{Script=Han}{1,4}(?:生|居士|主人|道人|散人|先生)";
const HAN_NAME = new RegExp(
  `^(?:${OTHER_NAMES}|(?:欧阳|司马|上官|诸葛|歐陽|司馬|諸葛)\\p{Script=Han}{1,2}|[${SURNAMES}]\\p{Script=Han}{1,2}|\\p{Script=Han}+·[\\p{Script=Han}·]+)$`,
  "u",
);
const LATIN_NAME = /^(?:\p{Lu}[\p{L}.'’-]*)(?:\s+\p{Lu}[\p{L}.'’-]*){1,3}$/u;
const INVERTED_NAME = /^\p{Lu}[\p{L}'’-]+,\s*\p{Lu}[\p{L}.'’\s-]*$/u;

const MOST_BEFORE = 5;

/** Lines before the names of the columns, as programs write them (`My library, exported on …`), as empty lines. */
function withoutPreamble(text: string): string {
  const lines = text.split(/\r\n|\n|\r/);
  for (let at = 1; at <= Math.min(MOST_BEFORE, lines.length - 2); at++) {
    const names = readRows(lines[at]!)[0]?.fields ?? [];
    const named = columnsOf(names);
    if (!named || Object.values(named).flat().length < 2) continue;
    const isTitled = lines.slice(0, at).some((line) => readRows(line)[0]?.fields.length === names.length);
    return isTitled ? text : "\n".repeat(at) + lines.slice(at).join("\n");
  }
  return text;
}

/** Books as somebody typed or pasted them: a table when its first line names columns we know, else one to a line. */
export function readBooks(given: string): BookList {
  const text = withoutPreamble(given);
  if (isBookTable(text) || text.includes("\t")) return readBookTable(text);
  const lines = text.split(/\r\n|\n|\r/).flatMap((typed, i) => {
    const line = typed.trim();
    return line === "" ? [] : [readTyped(line, i + 1)];
  });
  return { lines, notTaken: [] };
}

/** A web page, JSON, a PDF or an archive: no list of books, whatever it is called. */
const OTHER_FILE =
  /^\s*(?:<(?:!doctype|html|head|body|table|div|\?xml)[\s>]|\[\s*\{|\{\s*["}]|%PDF-|PK\p{Cc}{2})/iu;

/** Books of a file: a table, or one book to a line where no line has anything that parts columns. */
export function readBookFile(given: string): BookList {
  if (OTHER_FILE.test(given))
    return { lines: [bookLine(1, { title: given.trim().slice(0, 60), reason: "not-a-book" })], notTaken: [] };
  const text = withoutPreamble(given);
  const [first] = readRows(text);
  const isTable = /[\t;,，]/.test(text) || (first !== undefined && columnsOf(first.fields) !== undefined);
  return isTable ? readBookTable(text) : readBooks(text);
}

/** What is called an ISBN, though its digits are none. */
const MARKED_NUMBER = /\bisbn(?:[-\s]?1[03])?\s*[:：]?\s*(\d[\d\s-]{7,15}[\dXx])(?!\d)/i;

/**
 * One book as people type it: `9787020002207`, `ISBN 978-7-02-000220-7`, `《平凡的世界》 路遥`, `鲁迅：《呐喊》`,
 * `围城 / 钱钟书`, `钱钟书 / 围城`, `Emma by Jane Austen`, `3. 活着 余华 9787506365437`.
 */
export function readTyped(typed: string, line: number): BookLine {
  const plain = typed.replace(/^(?:[-*•·●▪]\s+|[（(]?\d{1,3}[)）.、]\s*(?=\D))/u, "").trim();
  const isbn = isbnIn(plain);
  const marked = /\bisbn(?:[-\s]?1[03])?\s*[:：]?\s*/i;
  const bare = plain.normalize("NFKC");
  if (
    !isbn &&
    (marked.test(bare) ? /^[^\p{L}\p{N}]*isbn[\s:：\d\-xX]*$/iu : /^[\d\s-]{9,16}[\dXx]$/).test(bare)
  )
    return bookLine(line, { isbn: bare.replace(marked, "").trim() || bare });
  const misread = isbn ? null : MARKED_NUMBER.exec(bare);
  if (misread)
    return bookLine(line, { isbn: misread[1]!, ...readNames(bare.replace(misread[0], " ").trim()) });
  const rest = isbn ? withoutIsbn(plain).replace(marked, " ") : plain;
  return bookLine(line, { isbn: isbn ?? "", ...readNames(rest.replace(/[\s,，;；/／|]+$/u, "").trim()) });
}

function withoutIsbn(text: string): string {
  return text.replace(/(?:97[89][-\s‐-―]?)?(?:\d[-\s‐-―]?){9}[\dXx]/u, " ");
}

/** Title and author in one line. */
function readNames(text: string): { title: string; author: string } {
  const named = /^(.*?)[《「『“]([^》」』”]+)[》」』”](.*)$/u.exec(text);
  if (named) {
    const before = authorOf(named[1]!);
    const after = authorOf(named[3]!);
    // A volume or an edition behind the title belongs to it: 《平凡的世界》（全三册）.
    if (/^[（(]/.test(named[3]!.trim())) return { title: `${named[2]!}${named[3]!.trim()}`, author: before };
    return { title: named[2]!.trim(), author: after || before };
  }
  const parts = text.split(/\s+[/／|–—-]{1,2}\s+|[／|]/u).map((part) => part.trim());
  if (parts.length > 1) return inOrder(parts[0]!, parts.slice(1).join(" / "));
  const by = /^(.+?)\s+by\s+(.+)$/u.exec(text);
  if (by && LATIN_NAME.test(by[2]!)) return { title: by[1]!, author: by[2]! };
  const colon = /^([^:：]+)[:：]\s*(.+)$/u.exec(text);
  if (colon && isName(colon[1]!) && !isName(colon[2]!)) return { title: colon[2]!, author: colon[1]! };
  const words = text.split(/[\s\u3000]+|[，,]\s*(?=\p{Script=Han})/u);
  if (words.length === 2 && HAN_NAME.test(authorOf(words[1]!)) && /^\p{Script=Han}{2,}$/u.test(words[0]!))
    return { title: words[0]!, author: authorOf(words[1]!) };
  return { title: text, author: "" };
}

/** Mostly the title stands first; a name in front of what is none was meant the other way round. */
function inOrder(first: string, second: string): { title: string; author: string } {
  return isName(first) && !isName(second)
    ? { title: second, author: authorOf(first) }
    : { title: first, author: authorOf(second) };
}

function isName(text: string): boolean {
  const plain = authorOf(text);
  return HAN_NAME.test(plain) || LATIN_NAME.test(plain) || INVERTED_NAME.test(plain);
}

/** A name without what stands around it: `作者：路遥`, `路遥 著`, `[美] 海明威`. */
function authorOf(text: string): string {
  return text
    .replace(/^[\s,，:：;；/／|·–—-]+|[\s,，:：;；/／|–—-]+$/gu, "")
    .replace(/^(?:作者|著者|author|by)\s*[:：]?\s+|^(?:作者|著者)[:：]?/iu, "")
    .replace(/\s*(?:编著|编|編著|編|等著|著|撰|主编|主編)$/u, "")
    .trim();
}
