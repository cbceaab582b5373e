import type { ReadingState } from "../copies/offer-options.ts";

/** What a column of a list of books holds. */
type ColumnUse =
  | "isbn"
  | "title"
  | "author"
  | "about"
  | "note"
  | "shelf"
  | "status"
  | "progress"
  | "kind"
  | "media"
  | "private";

/**
 * Names of columns, without case, spaces and signs: of our own lists, of libraries' tables, and of the exports of
 * Goodreads, LibraryThing, 豆瓣 (豆伴), NeoDB, 微信读书, Zotero, BookWyrm, StoryGraph, Hardcover, Libib, Calibre, ブクログ. The first name that is filled counts, row by
 * row. `about`: 豆瓣's line 作者 / 译者 / 出版社; `private`: what is its owner's, and is not kept here.
 */
const NAMES: Record<ColumnUse, string[]> = {
  isbn: [
    ..."isbn13 isbn isbns isbn10 isbnuid isbn号 书号 書號 国际标准书号 國際標準書號 标准书号 條碼 条码 条形码 ean identifiers".split(
      " ",
    ),
  ],
  title: [
    ..."title titel titre titulo título titolo 书名 書名 题名 題名 正题名 标题 標題 名称 名稱 图书名称 圖書名稱 booktitle name 作品 条目 条目名称 タイトル 제목 도서명 책제목 서명 название заглавие назва tênsách tựađề nhanđề tytuł název naslov otsikko nimi cím kitapadı kitap başlık judul عنوان العنوان כותר שם τίτλος ชื่อเรื่อง ชื่อหนังสือ".split(
      " ",
    ),
  ],
  author: [
    ..."author authors autor autoren verfasser auteur auteurs autore autori authortext primaryauthor authorname authornames 作者 著者 责任者 責任者 主要责任者 责任说明 責任說明 creator creators authorlf 作者名 著者名 저자 지은이 글쓴이 автор авторы tácgiả forfatter författare kirjailija tekijä szerző yazar pengarang penulis المؤلف مؤلف מחבר συγγραφέας ผู้แต่ง".split(
      " ",
    ),
  ],
  about: [..."简介 簡介 介绍 介紹 条目信息 intro info".split(" ")],
  note: [..."note notes notiz notizen 备注 備註 备注说明 品相 메모 примечания ghichú".split(" ")],
  shelf: [
    ..."shelf regal étagère 书架 書架 서가 полка kệsách shelfname collections bookshelves 位置 存放位置 架位".split(
      " ",
    ),
  ],
  status: [
    ..."exclusiveshelf readstatus readingstatus status 状态 狀態 阅读状态 閱讀狀態 标记 標記 收藏状态 是否读完 読書状況".split(
      " ",
    ),
  ],
  progress: [..."progress readingprogress 阅读进度 閱讀進度 进度 進度".split(" ")],
  kind: ["itemtype"],
  media: [..."media mediatype".split(" ")],
  private: [
    ..."myrating rating starrating 我的评分 我的評分 个人评分 個人評分 打分 myreview review reviewname reviewcontent 短评 短評 我的短评 评论 評論 书评 書評 感想 privatenotes privatecomment comment dateread datesread lastdateread 读过日期 创建时间 tags manualtags 标签 標籤 datestarted startdate finishdate fromwhere purchaseprice lendingpatron privatecomments 阅读时长 阅读时间 笔记数 划线 レビュー タグ 読書メモ 読了日".split(
      " ",
    ),
  ],
};

const USES = new Map(
  (Object.keys(NAMES) as ColumnUse[]).flatMap((use) =>
    NAMES[use].map((name, rank) => [plain(name), { use, rank }] as const),
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
    progress: of("progress"),
    kind: of("kind"),
    media: of("media"),
    private: isZotero ? [...of("private"), ...of("note")] : of("private"),
  };
}

const STATES: Record<string, ReadingState> = Object.fromEntries(
  (
    [
      [
        "read",
        "read finished done complete completed 读过 讀過 已读 已讀 看过 读完 讀完 已读完 已讀完 是 読了 読み終わった",
      ],
      [
        "reading",
        "reading currentlyreading currently inprogress progress 在读 在讀 正在读 正在讀 阅读中 閱讀中 在看 いま読んでる 読んでる",
      ],
      [
        "to-read",
        "toread wanttoread wishlist wish unread tbr 想读 想讀 待读 待讀 未读 未讀 未开始 想看 読みたい 積読",
      ],
      ["none", "didnotfinish dnf stoppedreading abandoned dropped paused onhold 弃读 棄讀 搁置 擱置 否"],
    ] as const
  ).flatMap(([state, words]) => words.split(" ").map((word) => [word, state])),
);

/** How far somebody has read by a share: `100%`, `37 %`, `0.37`; undefined for what is none. */
export function readingByShare(text: string): ReadingState | undefined {
  const found = /^(\d{1,3}(?:\.\d+)?)\s*(%?)$/.exec(text.normalize("NFKC").trim());
  if (!found) return undefined;
  const share = Number(found[1]) / (found[2] === "" && Number(found[1]) <= 1 ? 1 : 100);
  return share >= 1 ? "read" : share > 0 ? "reading" : "none";
}

/** Kinds of things that are no books, as LibraryThing and others name them. */
export const NO_BOOK: RegExp =
  /dvd|blu-?ray|video|film|movie|music|sound|audio cd|\bcd\b|vinyl|\bmap|journal|periodical|magazine|game|photograph|score/i;

/** How far somebody has read, as sites say it; undefined for anything else. */
export function readingOf(text: string): ReadingState | undefined {
  return STATES[plain(text)];
}
