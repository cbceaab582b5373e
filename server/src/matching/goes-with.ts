import { fold } from "@commonshelf/cjk";
import type { DescribedTitle } from "./described.ts";
import type { AidKind } from "./study-aid-words.ts";

/** What a title, subtitle or name of a part ends with when the thing is no book but goes with one: 配套光盘, class audio CDs. */
const RECORDING =
  /(?:光盘|磁盘|磁带|录音带|录像带|音带|(?:配套|随书|教学|听力|同步|课文|\s|^)(?:录音|音频|视频|素材|软件|(?:mp3|v?cd|dvd)(?: ?roms?)?(?:光盘)?))\s*\d*$|\b(?:companion|accompanying|audio|video|class|listening|students?|teachers?) (?:audio |video )?(?:cds?(?: roms?)?|dvds?(?: roms?)?|cassettes?|tapes?|dis[ck]s?)(?: set)?(?: \d+)?$|\b(?:pei ?tao|sui ?shu) ?(?:guang ?pan|ci ?dai)$|\b(?:ci ?dai|lu ?yin ?dai)$/u;
/** 附光盘, with CD-ROM: what a book has in it. */
const RECORDING_WITHIN =
  /(?:附赠?|含|带|配(?!套)|赠送?|随?附)有?[\p{Script=Han}\s]{0,6}?(?:光盘|磁盘|磁带|录音带|音带|录音|音频|视频|软件|mp3|v?cd|dvd)|[+＋&和与及]\s*(?:\p{Script=Han}{0,4}(?:光盘|磁带|音带)|(?:mp3|v?cd|dvd)s?\b)|\b(?:with|includes?|including|plus|and|mit|avec|con|incl)\b[\p{L} ]{0,24}\b(?:cds?|dvds?|cassettes?|tapes?|dis[ck]s?|audio|video)\b/iu;

/** Sheets to be filled in beside a textbook; a working paper that somebody publishes is none. */
const SHEETS = "working papers(?:$| (?:to accompany|for use|chapters?|vol))";
const SHEETS_BEHIND = new RegExp(`^${SHEETS}`, "u");
const SHEETS_AT_END = new RegExp(`\\S ${SHEETS}`, "u");
const SHEETS_OF = /^working papers (?:to accompany|for use with)\b/u;

/** Plain Latin text that says none of it needs no reading. */
const MAY_SAY =
  /working papers|\b(?:cds?|dvds?|cassettes?|tapes?|dis[ck]s?|guang ?pan|ci ?dai|lu ?yin ?dai)\b/iu;

/** What goes with a book and is none of its editions, by where a title says so: its main part, its subtitle, the name of its part. */
export function goesWith(title: DescribedTitle): AidKind[] {
  const kinds = new Set<AidKind>();
  for (const piece of [title.main, title.sub, title.partName]) {
    if (!piece || (/^[ -~]*$/.test(piece) && !MAY_SAY.test(piece))) continue;
    const text = fold(piece).trim();
    if (RECORDING.test(text) && !RECORDING_WITHIN.test(piece)) kinds.add("recordings");
    const isSheets =
      piece === title.main ? SHEETS_AT_END.test(text) || SHEETS_OF.test(text) : SHEETS_BEHIND.test(text);
    if (isSheets) kinds.add("exercises");
  }
  return [...kinds];
}

/** What learners are given, beside which other volumes stand for teachers: it is the book itself and no part of it. */
const BOOK_ITSELF =
  /^(?:学生(?:用书|用|课本)|主教材|教材|课本|教科书|本册|课文|student ?s? ?(?:s )?book|course ?book|textbook|main book)$/u;

/** Whether the name of a part only says that this is the book. */
export function isBookItself(partName: string | undefined): boolean {
  return partName !== undefined && BOOK_ITSELF.test(fold(partName).trim());
}
