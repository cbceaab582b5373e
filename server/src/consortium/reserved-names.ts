import { fold, pinyin } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { LocalText } from "../kernel/text.ts";

/** Words of office, in the one script and case that `squeezed` gives. */
const OFFICE_HAN = [
  ...["官方", "管理员", "管裡員", "管理處", "管理处", "管理人员", "客服", "馆方", "馆长", "站长", "图书馆员"],
  ...["系统消息", "系统通知", "服务中心", "服务台", "联盟办公室", "联盟中心", "工作人员"],
];
/** Whole words only: parts of them stand in words of every day. */
const OFFICE_LATIN =
  /^(?:admins?|moderators?|mods?|staff|support|helpdesk|root|system|guanliyuan|gongzuorenyuan)$/;
const OFFICE_ANYWHERE = ["official", "administrator", "sysadmin", "superuser", "commonshelf"];
/** Alone only: Guan Fang, Shangguan Fang and Li Kefu are people. */
const OFFICE_ALONE = /^\P{L}*(kefu|guanfang)\P{L}*$/u;
/** What a chair or a gallery of a library or a station is called says nothing of its head. */
const NOT_A_HEAD = /[馆站]长(?=[椅凳桌廊])/gu;
/** The product's own name; 公共架 is another word. */
const OWN_NAME = /^共架/;
/** Letters that look like Latin ones, and figures written for letters. */
const LOOKS_LIKE: Record<string, string> = {
  а: "a",
  е: "e",
  о: "o",
  р: "p",
  с: "c",
  у: "y",
  х: "x",
  і: "i",
  ѕ: "s",
  ј: "j",
  к: "k",
  м: "m",
  т: "t",
  н: "h",
  в: "b",
  ο: "o",
  α: "a",
  ι: "i",
  ν: "v",
  τ: "t",
  ε: "e",
  κ: "k",
  ρ: "p",
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "@": "a",
  $: "s",
  "!": "i",
  "|": "i",
};
/** What cannot be told apart in many types is compared as one letter. */
const ALIKE = /[lı]/g;
/** A member is also called by its name without the word library, or without university; what stands in brackets is no part of it. */
const LIBRARY = /(?:图书馆|library|libraries|tushuguan)$/;
const SCHOOL = /(?:大学|学院)图书馆$/;
/** A library by any of its words, as `skeleton` writes them. */
const A_LIBRARY = /图书馆|书馆|tushuguan|iibrary|iibraries|bibiioth|toshokan/;
const BRACKETED = /[(（[【].*?[)）\]】]/gu;
const NAME_CHARS_MIN = 4;

/** Letters of one width and case, without marks and what is not seen; 圕 is written for all of 图书馆. */
function plain(text: string): string {
  return text
    .replaceAll("圕", "图书馆")
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .normalize("NFKC")
    .toLowerCase();
}

/** Letters for what looks like them. */
function lettered(text: string): string {
  return Array.from(text, (char) => LOOKS_LIKE[char] ?? char).join("");
}

/** A name as it is compared: one width, case and script, letters for what looks like them, nothing between them. */
function squeezed(text: string): string {
  return fold(lettered(plain(text))).replace(/[^\p{L}\p{N}]/gu, "");
}

/** `squeezed`, with l and i as one: 0fficia1 is written by whoever means official. */
function skeleton(text: string): string {
  return squeezed(text).replace(ALIKE, "i");
}

/**
 * How a member is called: its name, and shorter and Latin forms of it. `exact` ones count only as the whole name, or where
 * the name speaks of a library besides, in whatever language and order.
 */
function calledAs(name: string): { anywhere: string[]; exact: string[] } {
  const whole = squeezed(name.replace(BRACKETED, " "));
  const base = whole.replace(LIBRARY, "");
  const forms = [whole, whole.replace(SCHOOL, "图书馆")].filter((form) => form.length >= NAME_CHARS_MIN);
  const spelled = (text: string): string[] => (/\p{Script=Han}/u.test(text) ? [pinyin(text).join("")] : []);
  return {
    anywhere: [...forms, ...forms.flatMap(spelled)].map(skeleton),
    exact: (base.length >= NAME_CHARS_MIN ? [base, ...spelled(base)] : []).map(skeleton),
  };
}

/**
 * The word by which a name speaks for somebody else: an office (官方, official, 管理员 …), or a member of the consortium by
 * its own name; null when it speaks for nobody. Other scripts, widths, letters that look alike, pinyin, and signs between
 * the letters change nothing. Whoever takes names of circles, nests, organisations or people lets such a one wait.
 */
export async function reservedNameIn(db: Db, name: string): Promise<string | null> {
  const found = officeIn(name);
  if (found !== null) return found;
  const key = skeleton(name);
  if (key === "") return null;
  const { rows } = await sql<{ name: LocalText; code: string }>`
    select m.name, m.code from consortium.member m`.execute(db);
  for (const member of rows) {
    for (const one of Object.values(member.name)) {
      const { anywhere, exact } = calledAs(one);
      if (anywhere.some((form) => key.includes(form)) || exact.includes(key)) return one;
      if (A_LIBRARY.test(key) && exact.some((form) => key.includes(form))) return one;
    }
    if (key === skeleton(member.code)) return member.code;
  }
  return null;
}

/** The words of a name, as written and with letters for figures; letters that stand one by one are one word. */
function wordsOf(name: string): string[] {
  const text = plain(name);
  const seen = Array.from(text, (char) => (/[\d@$!|]/.test(char) ? char : (LOOKS_LIKE[char] ?? char))).join(
    "",
  );
  return [seen, lettered(text)].flatMap((form) => {
    const words = form.split(/[^\p{L}]+/u).filter((word) => word !== "");
    const isSpelled = words.length > 1 && words.every((word) => word.length === 1);
    return isSpelled ? [words.join("")] : words;
  });
}

/** The word of office in a name; null when there is none. Pure. */
export function officeIn(name: string): string | null {
  const key = skeleton(name).replace(NOT_A_HEAD, "");
  if (OWN_NAME.test(squeezed(name))) return "共架";
  const anywhere = [...OFFICE_HAN, ...OFFICE_ANYWHERE].find((word) => key.includes(skeleton(word)));
  const alone = OFFICE_ALONE.exec(plain(name))?.[1];
  return anywhere ?? alone ?? wordsOf(name).find((word) => OFFICE_LATIN.test(word)) ?? null;
}
