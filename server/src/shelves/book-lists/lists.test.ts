import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readBookTable } from "./table.ts";
import { readBookFile, readBooks, readTyped } from "./typed.ts";

const CASES = join(import.meta.dirname, "../../../../../shared/cases");
const shared = (name: string): string | undefined => {
  try {
    return readFileSync(join(CASES, name), "utf8");
  } catch {
    return undefined; // the shared cases lie beside the repository only where it is worked on
  }
};

const openQuote =
  shared("list-open-quote.csv") ??
  'isbn,title,author\n9787111120018,"Unclosed title,Somebody\n9787111120025,Second book,B\n9787111120032,Third book,C\n';
const twoColumns =
  shared("list-two-isbn-columns.csv") ??
  'Book Id,Title,Author,ISBN,ISBN13,My Rating,Exclusive Shelf\n1,"Row with both, a novel",A B,"=""7111110013""","=""9787111110019""",5,read\n2,Row with ten digits only,C D,"=""7111110021""","=""""",4,read\n3,Row without number,E F,"=""""","=""""",3,to-read\n';

/** Lines as `line isbn|title|author`, or with why they are none. */
const told = (text: string): string[] =>
  readBookTable(text).lines.map(
    ({ line, isbn, title, author, reason }) => `${line} ${reason ?? `${isbn}|${title}|${author}`}`,
  );

test("numbers that a site writes as formulas are numbers, quoted or not", () => {
  const { lines } = readBookFile(
    'Book Id,Title,Author,ISBN,ISBN13,My Review\n1,"Dune, Book 1",Frank Herbert,="0441013597",="9780441013593","He said ""wow"""\n2,Piranesi,Susanna Clarke,="",="",\n',
  );
  expect(lines).toMatchObject([
    { isbn: "9780441013593", title: "Dune, Book 1", author: "Frank Herbert", reason: null },
    { isbn: "", title: "Piranesi", author: "Susanna Clarke", reason: null },
  ]);
});

test("a quotation mark that is never closed costs its own line, which is named", () => {
  expect(told(openQuote)).toEqual([
    "2 quote-open",
    "3 9787111120025|Second book|B",
    "4 9787111120032|Third book|C",
  ]);
  expect(told('isbn,title,author\n,"Open,X\n,"Quoted, two",Y\n,"Open again,Z\n,Last,"W"\n')).toEqual([
    "2 quote-open",
    "3 |Quoted, two|Y",
    "4 quote-open",
    "5 |Last|W",
  ]);
  expect(told('title,author\n"A\nB",C\nD "the" E,F\n"say ""yes""",G\n')).toEqual([
    "2 |A\nB|C",
    '4 |D "the" E|F',
    '5 |say "yes"|G',
  ]);
});

test("of several ISBN columns the filled one counts, row by row", () => {
  expect(told(twoColumns)).toEqual([
    "2 9787111110019|Row with both, a novel|A B",
    "3 9787111110026|Row with ten digits only|C D",
    "4 |Row without number|E F",
  ]);
  expect(told("title,author_text,isbn_10,isbn_13\nX,Y,7111110021,\nZ,W,,9787111110019\n")).toEqual([
    "2 9787111110026|X|Y",
    "3 9787111110019|Z|W",
  ]);
  expect(told("书名,ISBN 号,作者\n活着,12345,余华\n")).toEqual(["2 12345|活着|余华"]);
});

test("an export of Goodreads is read whole: status to reading, shelves to shelf, what is private is named", () => {
  const { lines, notTaken } = readBookTable(
    `Book Id,Title,Author,Author l-f,Additional Authors,ISBN,ISBN13,My Rating,Average Rating,Publisher,Binding,Number of Pages,Year Published,Original Publication Year,Date Read,Date Added,Bookshelves,Bookshelves with positions,Exclusive Shelf,My Review,Spoiler,Private Notes,Read Count,Owned Copies
1,"Emma",Jane Austen,"Austen, Jane",,"=""0141439580""","=""9780141439587""",5,4.0,Penguin,Paperback,474,2003,1815,2024/01/02,2023/12/01,"classics, to-read","classics (#1), to-read (#2)",read,"Witty,
from page one",,do not lend to Bob,1,1
2,Persuasion,Jane Austen,"Austen, Jane",,"=""""","=""""",0,4.1,,,,,,,2023/12/01,currently-reading,currently-reading (#1),currently-reading,,,,0,0`,
  );
  expect(lines).toMatchObject([
    {
      line: 2,
      isbn: "9780141439587",
      title: "Emma",
      author: "Jane Austen",
      note: "",
      shelf: "classics",
      reading: "read",
    },
    { line: 4, isbn: "", title: "Persuasion", shelf: "", reading: "reading" },
  ]);
  expect(notTaken).toEqual(["My Rating", "My Review", "Private Notes", "Date Read"]);
});

test("an export of LibraryThing is read whole", () => {
  const { lines, notTaken } = readBookTable(
    [
      "Book Id\tTitle\tSort Character\tPrimary Author\tPublication\tReview\tRating\tPrivate Comment\tCollections\tISBN\tISBNs",
      '1\tThe "Great" Gatsby\t5\tFitzgerald, F. Scott\tScribner\t\t4.5\t\tYour library, To read\t[0743273567]\t0743273567, 9780743273565',
      "2\tNo number\t1\tSomebody\t\tgood\t\tmine\tYour library\t[]\t",
    ].join("\n"),
  );
  expect(lines).toMatchObject([
    {
      isbn: "9780743273565",
      title: 'The "Great" Gatsby',
      author: "Fitzgerald, F. Scott",
      shelf: "Your library",
      reading: "to-read",
    },
    { isbn: "", title: "No number", author: "Somebody" },
  ]);
  expect(notTaken.toSorted()).toEqual(["Private Comment", "Rating", "Review"]);
});

test("an export of 豆瓣 by 豆伴 is read whole, its line about the book gives the author", () => {
  const { lines, notTaken } = readBookTable(
    "标题,简介,豆瓣评分,链接,创建时间,我的评分,标签,评论,状态\n百年孤独,[哥伦比亚] 加西亚·马尔克斯 / 范晔 / 南海出版公司 / 2011-6 / 39.50元,9.3,https://book.douban.com/subject/6082808/,2020-01-01,5,小说,好,读过\n活着,余华 / 作家出版社 / 2012-8,9.4,,2020-01-02,,,,想读\n",
  );
  expect(lines).toMatchObject([
    { title: "百年孤独", author: "[哥伦比亚] 加西亚·马尔克斯", reading: "read" },
    { title: "活着", author: "余华", reading: "to-read" },
  ]);
  expect(notTaken.toSorted()).toEqual(["创建时间", "我的评分", "标签", "评论"]);
});

test("an export of StoryGraph is read whole: a number of its own is no wrong ISBN, what was given up is no shelf", () => {
  const { lines, notTaken } = readBookTable(
    `Title,Authors,Contributors,ISBN/UID,Format,Read Status,Date Added,Last Date Read,Dates Read,Read Count,Moods,Star Rating,Review,Tags,Owned?
Emma,Jane Austen,,9780141439587,paperback,read,2023/12/01,2024/01/02,,1,,4.5,,,Yes
Persuasion,Jane Austen,,4a7b2c9e-1111-4f00-9d3e-000000000001,digital,did-not-finish,2023/12/01,,,0,,,,,No
Sanditon,Jane Austen,,B00ABC1234,digital,currently-reading,2023/12/01,,,0,,,,,No
`,
  );
  expect(lines).toMatchObject([
    { isbn: "9780141439587", title: "Emma", reading: "read", shelf: "" },
    { isbn: "", title: "Persuasion", reading: "none", shelf: "", reason: null },
    { isbn: "", title: "Sanditon", reading: "reading", shelf: "", reason: null },
  ]);
  expect(notTaken.toSorted()).toEqual(["Last Date Read", "Star Rating"]);
});

test("an export of Calibre is read whole, its identifiers too", () => {
  const { lines, notTaken } = readBookTable(
    `author_sort,authors,comments,formats,id,identifiers,isbn,languages,library_name,pubdate,publisher,rating,series,tags,timestamp,title,title_sort,uuid
"Austen, Jane",Jane Austen,"<p>About, at length</p>",epub,1,"isbn:9780141439587,amazon:B00ABC1234",9780141439587,eng,Lib,2003-01-01,Penguin,10,,fiction,2024-01-01,Emma,Emma,8f0e
"Yu, Hua",余华,,epub,2,"amazon:B00ABC1235",,zho,Lib,2012-08-01,作家出版社,,,,2024-01-01,活着,活着,8f0f
"Lu, Xun",鲁迅,,epub,3,"isbn:9787020002207",,zho,Lib,,,,,,2024-01-01,呐喊,呐喊,8f10
`,
  );
  expect(lines).toMatchObject([
    { isbn: "9780141439587", title: "Emma", author: "Jane Austen", note: "", shelf: "", reason: null },
    { isbn: "", title: "活着", author: "余华", reason: null },
    { isbn: "9787020002207", title: "呐喊" },
  ]);
  expect(notTaken.toSorted()).toEqual(["rating", "tags"]);
});

test("lists of 微信读书 say how far one has read by a share or a word, NeoDB and BookWyrm by theirs", () => {
  expect(
    readBookTable(
      "书名,作者,分类,阅读进度,阅读时长,是否读完\n活着,余华,文学,100%,5小时,是\n呐喊,鲁迅,文学,37%,1小时,\n围城,钱锺书,文学,0%,,否\n",
    ).lines,
  ).toMatchObject([
    { title: "活着", reading: "read", shelf: "" },
    { title: "呐喊", reading: "reading", shelf: "" },
    { title: "围城", reading: "none", shelf: "" },
  ]);
  expect(
    readBookTable(
      'title,info,links,timestamp,status,rating,comment,tags\n活着,"isbn:9787506365437 year:2012",https://neodb.social/book/1,2024-01-01,complete,9,,\n呐喊,,,2024-01-01,progress,,,\n',
    ).lines,
  ).toMatchObject([
    { isbn: "9787506365437", title: "活着", author: "", reading: "read" },
    { isbn: "", title: "呐喊", reading: "reading" },
  ]);
  expect(
    readBookTable(
      "title,author_text,isbn_10,isbn_13,shelf,shelf_name\nEmma,Jane Austen,,9780141439587,stopped-reading,Stopped reading\n",
    ).lines,
  ).toMatchObject([{ isbn: "9780141439587", reading: "none", shelf: "" }]);
});

test("what LibraryThing and Libib call no book is named as none, every kind of book is one", () => {
  const { lines } = readBookTable(
    "Title\tPrimary Author\tMedia\tISBN\nEmma\tAusten, Jane\tPaperback\t\nHamlet\tShakespeare\tDVD\t\nWalden\tThoreau\tEbook\t\nMaps of Rome\t\tMap\t\n",
  );
  expect(lines.map(({ title, reason }) => [title, reason])).toEqual([
    ["Emma", null],
    ["Hamlet", "not-a-book"],
    ["Walden", null],
    ["Maps of Rome", "not-a-book"],
  ]);
  expect(
    told("item_type,title,creators,ean_isbn13\nbook,Emma,Jane Austen,9780141439587\nmovie,Hamlet,,\n"),
  ).toEqual(["2 9780141439587|Emma|Jane Austen", "3 not-a-book"]);
});

test("an export of Zotero is read whole: articles are named as no books, notes stay private", () => {
  const { lines, notTaken } = readBookTable(
    '"Key","Item Type","Publication Year","Author","Title","ISBN","Notes"\n"A","book","2001","Knuth, Donald","The Art","978-0-201-89683-1 0-201-89683-4","<p>mine</p>"\n"B","journalArticle","2002","X","An article","",""\n',
  );
  expect(lines).toMatchObject([
    { isbn: "9780201896831", title: "The Art", author: "Knuth, Donald", note: "", reason: null },
    { line: 3, title: "An article", reason: "not-a-book" },
  ]);
  expect(notTaken).toEqual(["Notes"]);
});

test("separators, spreadsheets' first line and end-of-line signs are understood", () => {
  expect(told("sep=;\r\nTitle;Author\r\nA;B, C\r\n")).toEqual(["3 |A|B, C"]);
  expect(told("\uFEFF书名，作者\n活着，余华\n")).toEqual(["2 |活着|余华"]);
  expect(told("Title\tAuthor\rA\tB\r\r")).toEqual(["2 |A|B"]);
  expect(told("9787020002207,红楼梦,曹雪芹\n,茶馆,老舍")).toEqual([
    "1 9787020002207|红楼梦|曹雪芹",
    "2 |茶馆|老舍",
  ]);
});

test.each([
  ["9787020002207", "9787020002207", "", ""],
  ["ISBN 978-7-02-000220-7", "9787020002207", "", ""],
  ["isbn：7-02-000220-1", "7-02-000220-1", "", ""],
  ["isbn 702000220X", "9787020002207", "", ""],
  ["ISBN-13: 9787020002207", "9787020002207", "", ""],
  ["ISBN 978-7-5302-0978-1 我的手抄本", "978-7-5302-0978-1", "我的手抄本", ""],
  ["《平凡的世界》 路遥 isbn:9787530209781", "9787530209781", "平凡的世界", "路遥"],
  ["《平凡的世界》 路遥", "", "平凡的世界", "路遥"],
  ["《平凡的世界》路遥 著", "", "平凡的世界", "路遥"],
  ["路遥《平凡的世界》", "", "平凡的世界", "路遥"],
  ["鲁迅：《呐喊》", "", "呐喊", "鲁迅"],
  ["《平凡的世界》（全三册）", "", "平凡的世界（全三册）", ""],
  ["「邊城」 沈從文", "", "邊城", "沈從文"],
  ["平凡的世界 路遥", "", "平凡的世界", "路遥"],
  ["百年孤独 加西亚·马尔克斯", "", "百年孤独", "加西亚·马尔克斯"],
  ["围城 / 钱钟书", "", "围城", "钱钟书"],
  ["围城／钱钟书", "", "围城", "钱钟书"],
  ["鲁迅 / 呐喊", "", "呐喊", "鲁迅"],
  ["金瓶梅 / 兰陵笑笑生", "", "金瓶梅", "兰陵笑笑生"],
  ["白夜行 / 东野圭吾", "", "白夜行", "东野圭吾"],
  ["Pride and Prejudice / Jane Austen", "", "Pride and Prejudice", "Jane Austen"],
  ["Jane Austen / Pride and Prejudice", "", "Pride and Prejudice", "Jane Austen"],
  ["Jane Austen - Pride and Prejudice", "", "Pride and Prejudice", "Jane Austen"],
  ["Great Expectations / Charles Dickens", "", "Great Expectations", "Charles Dickens"],
  ["Pride and Prejudice by Jane Austen", "", "Pride and Prejudice", "Jane Austen"],
  ["North by Northwest", "", "North by Northwest", ""],
  ["1984", "", "1984", ""],
  ["2001: A Space Odyssey", "", "2001: A Space Odyssey", ""],
  ["3. 活着 余华 9787506365437", "9787506365437", "活着", "余华"],
  ["- 茶馆", "", "茶馆", ""],
  ["Catch-22", "", "Catch-22", ""],
  ["奶奶的菜谱", "", "奶奶的菜谱", ""],
])("typed: %s", (typed, isbn, title, author) => {
  const read = readTyped(typed, 7);
  expect([read.isbn, read.title, read.author, read.line]).toEqual([isbn, title, author, 7]);
});

test("pasted text is a table when its first line names columns, else one book to a line, blank ones counted", () => {
  expect(readBooks("书名,作者\n活着,余华").lines).toMatchObject([{ line: 2, title: "活着", author: "余华" }]);
  expect(readBooks("活着 / 余华\n\n《呐喊》").lines).toMatchObject([
    { line: 1, title: "活着", author: "余华" },
    { line: 3, title: "呐喊" },
  ]);
});

test("without names of columns the title stands first, then the author, and an ISBN counts wherever it stands", () => {
  expect(told("Walden,Thoreau\nEmma,Austen\n")).toEqual(["1 |Walden|Thoreau", "2 |Emma|Austen"]);
  expect(told("Walden,Thoreau,9780691096124\n")).toEqual(["1 9780691096124|Walden|Thoreau"]);
  expect(told("Walden,9780691096124,Thoreau\n")).toEqual(["1 9780691096124|Walden|Thoreau"]);
  expect(told("9780691096124,Walden,Thoreau\nEmma,Austen\n")).toEqual([
    "1 9780691096124|Walden|Thoreau",
    "2 |Emma|Austen",
  ]);
  expect(told(",Walden,Thoreau\n")).toEqual(["1 |Walden|Thoreau"]);
  expect(told("1984,Orwell\n活着,余华\n围城\n")).toEqual(["1 |1984|Orwell", "2 |活着|余华", "3 |围城|"]);
  const { lines, notTaken } = readBookTable("Walden,Thoreau,worn,hall,green,9780691096124\n");
  expect(lines).toMatchObject([{ isbn: "9780691096124", note: "worn", shelf: "hall" }]);
  expect(notTaken).toEqual(["5"]);
  expect(readBookTable("Walden,Thoreau,worn,hall,,green\n").notTaken).toEqual(["6"]);
});

test("a file without columns is read as people type books; columns are known in other languages too", () => {
  const names = (text: string): string[] =>
    readBookFile(text).lines.map(({ line, isbn, title, author }) => `${line} ${isbn}|${title}|${author}`);
  expect(
    names("《平凡的世界》 路遥\n\nISBN 978-7-02-000220-7\n围城 / 钱锺书\n1. 红楼梦\n- 呐喊 鲁迅\n"),
  ).toEqual(["1 |平凡的世界|路遥", "3 9787020002207||", "4 |围城|钱锺书", "5 |红楼梦|", "6 |呐喊|鲁迅"]);
  expect(names("书名\n围城 / 钱锺书\n")).toEqual(["2 |围城 / 钱锺书|"]);
  expect(names("Titel;Autor;ISBN\nFaust;Goethe;\n")).toEqual(["2 |Faust|Goethe"]);
  expect(names("Título,Autor\nRayuela,Cortázar\n")).toEqual(["2 |Rayuela|Cortázar"]);
  expect(names("titre,auteur\nLa peste,Camus\n")).toEqual(["2 |La peste|Camus"]);
  expect(names("제목,저자,ISBN\n소나기,황순원,9788937460470\n")).toEqual(["2 9788937460470|소나기|황순원"]);
  expect(names("Название;Автор\nМы;Замятин Е.\n")).toEqual(["2 |Мы|Замятин Е."]);
  expect(names("Tên sách,Tác giả\nTruyện Kiều,Nguyễn Du\n")).toEqual(["2 |Truyện Kiều|Nguyễn Du"]);
  expect(names("ชื่อเรื่อง,ผู้แต่ง\nสี่แผ่นดิน,คึกฤทธิ์\n")).toEqual(["2 |สี่แผ่นดิน|คึกฤทธิ์"]);
  expect(names("title|author|isbn\nEmma|Austen|9780141439587\n")).toEqual(["2 9780141439587|Emma|Austen"]);
});

test("what stands before the names of the columns is no book, and the numbers of lines stay", () => {
  const names = (text: string): string[] =>
    readBookFile(text).lines.map(({ line, isbn, title, author }) => `${line} ${isbn}|${title}|${author}`);
  expect(names("My library export\n\nTitle,Author,ISBN\nEmma,Austen,9780141439587\n")).toEqual([
    "4 9780141439587|Emma|Austen",
  ]);
  expect(names("Walden,Thoreau\nTitle,Author\nEmma,Austen\n")).toHaveLength(3);
});

test("columns in a language we do not know are named where none is known to be the title; a spoilt number is told", () => {
  expect(readBookTable("Pealkiri,ISBN\nTõde ja õigus,9789985327845\n").notTaken).toEqual(["Pealkiri"]);
  expect(told("ISBN,Title\n9.78751E+12,Emma\n")).toEqual(["2 9.78751E+12|Emma|"]);
});

test.each([
  '[{"title":"Emma"}]',
  '{"books":[]}',
  "<table><tr><td>Title</td></tr></table>",
  "<!DOCTYPE html>",
  "%PDF-1.4\n",
])("a file that is no list is told as none: %s", (text) => {
  expect(readBookFile(text).lines).toMatchObject([{ line: 1, reason: "not-a-book" }]);
});

test("ブクログ writes no names of columns", () => {
  const row =
    "1,4101010013,9784101010014,文学,★4,読み終わった,面白い,,メモ,2024-01-01,,吾輩は猫である,夏目漱石,新潮社,2003,本,610";
  expect(readBookTable(`${row}\n`).lines).toMatchObject([
    {
      isbn: "9784101010014",
      title: "吾輩は猫である",
      author: "夏目漱石",
      reading: "read",
      note: "",
      shelf: "",
    },
  ]);
});
