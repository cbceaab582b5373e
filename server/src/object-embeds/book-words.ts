import { foldKey, withoutRemark } from "@commonshelf/cjk";

const NUMBER = "[〇零一二三四五六七八九十百千两兩\\d]+";
/** How large a book is, as titles of old books end: 十二卷, 不分卷, 一百二十回, 十卷首一卷附錄一卷. */
const EXTENT = new RegExp(
  `[\\s,，.。、:：]*(?:不分[卷回]|${NUMBER}\\s*[卷回册冊])(?:\\s*[首末附補补]\\S{0,6}?${NUMBER}\\s*卷)*$`,
  "u",
);
/** Brackets before a title: [乾隆] 雲澤縣志. */
const BEFORE = /^\s*[[［〔【(（][^\]］〕】)）]{1,12}[\]］〕】)）]\s*(?=\S{2})/u;
/** What is taken away from a title, one after the other, as long as something goes. */
const SHORTER: readonly ((title: string) => string)[] = [
  (title) => withoutRemark(title)[0] ?? title,
  (title) => title.replace(EXTENT, ""),
  (title) => title.replace(BEFORE, ""),
];
const SUBTITLE = /\s*(?:[:：=＝]|——)\s*/u;
const LEAST = 2;

const long = (text: string): boolean => [...text.trim()].length >= LEAST;

/** A title without what catalogues write around it: 《雲澤縣志》[十二卷] / (清)周硯纂 -> 雲澤縣志. */
function bareTitle(title: string): string {
  const [stated = title] = title.split(/\s+[/／]\s*/u);
  let bare = stated.replaceAll(/[《》〈〉「」『』]/gu, " ").trim();
  for (let before = ""; before !== bare; ) {
    before = bare;
    for (const shorter of SHORTER) bare = long(shorter(bare)) ? shorter(bare).trim() : bare;
  }
  return bare;
}

/** A title as it is compared: whole, and without its subtitle. */
export function titleForms(title: string): { whole: string; main: string } {
  const bare = bareTitle(title);
  const main = bare.split(SUBTITLE)[0]!;
  const folded = (text: string): string => foldKey(text).replaceAll(" ", "");
  return { whole: folded(bare), main: long(main) ? main : bare };
}

/** Dynasties and countries in brackets, and years of somebody's life. */
const AROUND =
  /[[［〔(（][^\]］〕)）]{0,12}[\]］〕)）]|[,，]?\s*(?:ca?\.\s*)?\d{3,4}\??(?:\s*[-–—]\s*(?:\d{3,4}\??)?)?/gu;
/** What somebody did for a book, behind the name. */
const DID = /(?:\s*[等同合原主]?[纂修撰著着编編辑輯译譯注註校绘繪述续續订訂评評选選刊刻疏笺箋作摄攝点點])+$/u;

/** Names in what a catalogue says of an author: （清）周硯，林墨同纂 -> 周硯, 林墨. */
export function authorNames(author: string): string[] {
  const isHan = /\p{Script=Han}/u.test(author);
  return author
    .replaceAll(AROUND, " ")
    .split(isHan ? /[;；/／,，、]|\s+(?=\p{Script=Han}{2})/u : /[;；/／]/u)
    .map((part) => part.trim())
    .map((part) => {
      const name = part.replace(DID, "");
      return long(name) ? name : part;
    })
    .filter((name) => name !== "");
}
