import type { ReadingState } from "../copies/offer-options.ts";

/** What a column of a list of books holds. */
type ColumnUse = "isbn" | "title" | "author" | "about" | "note" | "shelf" | "status" | "kind" | "private";

/**
 * Names of columns, without case, spaces and signs: of our own lists, of libraries' tables, and of the exports of
 * Goodreads, LibraryThing, 豆瓣 (豆伴), Zotero, BookWyrm, StoryGraph, Calibre. The first name that is filled counts, row by
 * row. `about`: 豆瓣's line 作者 / 译者 / 出版社; `private`: what is its owner's, and is not kept here.
 */
const NAMES: Record<ColumnUse, string[]> = {
  isbn: [
    ..."isbn13 isbn isbns isbn10 isbnuid isbn号 书号 書號 国际标准书号 國際標準書號 标准书号 條碼 条码 条形码 ean identifiers".split(
      " ",
    ),
  ],
  title: [
    ..."title titel titre titulo título titolo 书名 書名 题名 題名 正题名 标题 標題 名称 名稱 图书名称 圖書名稱 booktitle name 作品 条目 条目名称".split(
      " ",
    ),
  ],
  author: [
    ..."author authors autor autoren verfasser auteur auteurs autore autori authortext primaryauthor authorname authornames 作者 著者 责任者 責任者 主要责任者 责任说明 責任說明 creator creators authorlf".split(
      " ",
    ),
  ],
  about: [..."简介 簡介 介绍 介紹 条目信息 intro".split(" ")],
  note: [..."note notes notiz notizen 备注 備註 备注说明 品相".split(" ")],
  shelf: [..."shelf regal étagère 书架 書架 shelfname collections bookshelves 位置 存放位置 架位".split(" ")],
  status: [
    ..."exclusiveshelf readstatus readingstatus status 状态 狀態 阅读状态 閱讀狀態 标记 標記 收藏状态".split(
      " ",
    ),
  ],
  kind: ["itemtype"],
  private: [
    ..."myrating rating starrating 我的评分 我的評分 个人评分 個人評分 打分 myreview review reviewname reviewcontent 短评 短評 我的短评 评论 評論 书评 書評 感想 privatenotes privatecomment comment dateread datesread lastdateread 读过日期 创建时间 tags manualtags 标签 標籤".split(
      " ",
    ),
  ],
};

const USES = new Map(
  (Object.keys(NAMES) as ColumnUse[]).flatMap((use) =>
    NAMES[use].map((name, rank) => [name, { use, rank }] as const),
  ),
);

/** A column's name without what differs from site to site: `ISBN-13`, `isbn_13`, `ISBN 13`. */
function plain(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "");
}

/** Places of the columns of each use, the best name first. */
export type Columns = Record<ColumnUse, number[]>;

/** Which column is what, by the names of a table's first row; undefined when that row names nothing we know. */
export function columnsOf(names: readonly string[]): Columns | undefined {
  const found: { use: ColumnUse; rank: number; at: number }[] = names.flatMap((name, at) => {
    const key = plain(name);
    const known =
      USES.get(key) ??
      (key.includes("isbn") && !/\d{9}/.test(key) ? { use: "isbn" as const, rank: 99 } : undefined);
    return known ? [{ ...known, at }] : [];
  });
  if (!found.some(({ use }) => use === "isbn" || use === "title")) return undefined;
  found.sort((a, b) => a.rank - b.rank || a.at - b.at);
  const of = (use: ColumnUse): number[] => found.filter((one) => one.use === use).map((one) => one.at);
  const isZotero = of("kind").length > 0;
  return {
    isbn: of("isbn"),
    title: of("title"),
    author: of("author"),
    about: of("about"),
    // What Zotero calls notes are its owner's thoughts, not words for whoever borrows.
    note: isZotero ? [] : of("note"),
    shelf: of("shelf"),
    status: of("status"),
    kind: of("kind"),
    private: isZotero ? [...of("private"), ...of("note")] : of("private"),
  };
}

const STATES: Record<string, ReadingState> = Object.fromEntries(
  (
    [
      ["read", "read finished done 读过 讀過 已读 已讀 看过"],
      ["reading", "reading currentlyreading currently 在读 在讀 正在读 在看"],
      ["to-read", "toread wanttoread wishlist wish unread 想读 想讀 待读 未读 想看"],
    ] as const
  ).flatMap(([state, words]) => words.split(" ").map((word) => [word, state])),
);

/** How far somebody has read, as sites say it; undefined for anything else. */
export function readingOf(text: string): ReadingState | undefined {
  return STATES[plain(text)];
}
