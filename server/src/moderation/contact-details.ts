import { simplify } from "@commonshelf/cjk";

/** How figures are also written, in simplified characters of one width. */
const FIGURES: Record<string, string> = Object.fromEntries(
  ["〇零○", "一壹幺", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"].flatMap(
    (written, figure) => Array.from(written, (char) => [char, String(figure)]),
  ),
);
/** What is put between the figures of a number. */
const BETWEEN = String.raw`[ \t.,·、*_~|/–—-]{0,3}`;
/** A mobile number of the mainland (11 figures, 1 and 3 to 9 first), and nothing but it. */
const MOBILE = new RegExp(
  String.raw`(?<!\d${BETWEEN})(?:\+?86${BETWEEN})?1${BETWEEN}[3-9](?:${BETWEEN}\d){9}(?!${BETWEEN}\d)`,
  "g",
);
/** So many numbers, each greater than the one before, are volumes, chapters or pages: 1、3、5、7、9、11、13、15 册. */
const LIST_FROM = 5;
/** Letters that look like figures, among figures: l38OOl38OOO. */
const LOOKALIKES =
  /(?<![a-z\d])(?=[\doil])(?=(?:[^\d\n]{0,6}\d){4})[\doil](?:[ .·-]{0,2}[\doil]){9,12}(?![a-z\d])/g;
/** Words in brackets between figures: 138（请删）0013（请删）8000. */
const ASIDES = /(?<=\d)\s*[([{<【《][^\d\n()[\]{}]{1,8}[)\]}>】》]\s*(?=\d)/g;
/** Numbers of other places, by what stands before them: +65 9123 4567, 0912-345-678, 电话 8796 1234. */
const OTHER_NUMBERS = [
  /(?<![\p{L}\p{N}+][ ]?)\+[1-9]\d{0,2}[ -]?\d(?:[ -]?\d){6,11}(?!\d)/u,
  /(?<!\d)09\d{2}[ -]\d{3}[ -]?\d{3}(?!\d)/,
  /(?:电话|座机|手机|热线|致电|号码|\btel|\bphone)[^\p{L}\p{N}\n]{0,4}\d(?:[ -]?\d){6,}/u,
];

/** Signs, marks and nothing: what may stand between a word and the account it names. */
const APART = String.raw`[^\p{L}\p{N}\n]{0,6}`;
const SAID = "(?:群|裙)?(?:号码?|账号|帐号|邮箱|id)?";
/** Somebody is asked to come there. */
const INVITED = /(?:(?:加|联系|扣|搜|找我|我的|\bmy|私|add|[+➕])[^\n]{0,4}|我)$/u;
const LETTERS_AND_FIGURES_CHARS = 6;
/** Characters that look or sound alike, and a picture or letters in their place: 薇❤, 维芯, wei信, 抠抠. */
const ALIKE: readonly string[][] = [
  ["[微薇威徽徵溦嶶魏维巍葳]", "wei", "w"],
  ["[信芯❤♥]", "xin", "x"],
  ["[扣叩蔻抠口]"],
];
const PICTURES: Record<string, string> = { "🐧": "企鹅", "🛰": "卫星", "✈": "飞机" };
/** Words that books are about: they name an account only where somebody is invited, or a number or name is announced. */
const OF_BOOKS = new Set(["卫星", "飞机", "电报", "line", "ins", "signal", "discord"]);
/** 加, and not 参加, 附加 …; what somebody is asked to give, swap or scan needs whom: 留个微信. */
const ASKED = `(?:(?:(?<![增添参附施更追外累叠强])加|(?<![a-z0-9][ ]?)[+➕])(?:我|俺|咱|你|您|个|一下|下|上|了|一)*|(?:留|换|扫|发|给)(?:我|俺|你|您|个|一下|下)+(?:的)?|求|私)`;
/** What follows an invitation: nothing, or what is to be done there. */
const FOLLOWS = String.raw`(?=$|[^\p{L}\p{N}]|聊|吧|吗|嘛|呗|哦|啊|哈|详|细|谈|议|联系|交流|咨询|说|问|看|私|进|拉群|好友|备注|即可|就|来|发)`;

/** A text as it is searched: one width, case and script; marks and what is not seen are left out. Pure. */
export function plain(text: string): string {
  return simplify(text.normalize("NFKC").toLowerCase().replaceAll("扌口", "扣"))
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .replace(/\p{Extended_Pictographic}/gu, (picture) => PICTURES[picture] ?? picture);
}

/** Whether a number to call stands in a plain text, in whatever figures and with whatever between them. Pure. */
export function hasCallNumber(written: string): boolean {
  if (OTHER_NUMBERS.some((pattern) => pattern.test(written))) return true;
  const figures = Array.from(written, (char) => FIGURES[char] ?? char)
    .join("")
    .replace(ASIDES, "")
    .replace(LOOKALIKES, (found) => found.replaceAll("o", "0").replace(/[il]/g, "1"));
  return Array.from(figures.matchAll(MOBILE)).some(([found]) => !isRising(found.match(/\d+/g)!.map(Number)));
}

const isRising = (numbers: readonly number[]): boolean =>
  numbers.length >= LIST_FROM && numbers.every((one, at) => at === 0 || one > numbers[at - 1]!);

/**
 * Whether in a plain text `word` (微信, vx, q …) stands beside what it names (figures, or letters with figures), or somebody
 * is asked to come there (加个微). Letters alone, and a word of one character, count where somebody is invited (加我 …) or a
 * number or name is announced (微信号 …, @ …). What a book is called does not: 微信小程序开发 names no account. Pure.
 */
export function namesAccount(text: string, word: string): boolean {
  const { opened, invitations, account: pattern, isPlainWord } = patternsOf(word);
  const searched = opened ? text.replace(opened, "$1 ") : text;
  if (invitations.some((one) => one.test(searched))) return true;
  for (const found of searched.matchAll(pattern)) {
    const { alone, said = "", account, end } = found.groups!;
    const before = searched.slice(0, found.index + (alone?.length ?? 0)).slice(-12);
    if (/[\p{L}@]/u.test(said) || INVITED.test(before)) return true;
    if (!isPlainWord && isTelling(account!)) return true;
    if (said.includes(":") && end !== undefined && (!isPlainWord || alone !== undefined)) return true;
  }
  return false;
}

type Patterns = { opened: RegExp | undefined; invitations: RegExp[]; account: RegExp; isPlainWord: boolean };
/** Made once for each word that a region's rules have. */
const known = new Map<string, Patterns>();

function patternsOf(word: string): Patterns {
  const patterns = known.get(word) ?? makePatterns(plain(word).replace(/[^\p{L}\p{N}]/gu, ""));
  known.set(word, patterns);
  return patterns;
}

function makePatterns(word: string): Patterns {
  const isLatin = /^[a-z0-9]+$/.test(word);
  const spelled = word === "" ? "(?!)" : spellingsOf(word, isLatin);
  return {
    // A Latin word that figures follow at once stands by itself: q123456.
    opened: isLatin ? new RegExp(`(?<![a-z0-9])(${word})(?=\\d{5})`, "gu") : undefined,
    invitations: invitationsBy(spelled),
    account: new RegExp(
      `(?:(?<alone>^|[^\\p{L}\\p{N}])|(?<=.))${spelled}(?<said>${APART}${SAID}${APART}(?:搜索?)?)(?:是|为|叫|is)?${APART}(?<account>[a-z][a-z0-9_-]{4,29}|\\d(?:[ -]?\\d){4,14})(?![a-z0-9])(?:(?<end>$|[^\\p{L}\\p{N} ]|\\p{Script=Han})|(?=.))`,
      "gmu",
    ),
    isPlainWord: Array.from(word).length === 1 || OF_BOOKS.has(word),
  };
}

/** The ways a word is written, as a part of a pattern. */
function spellingsOf(word: string, isLatin: boolean): string {
  const chars = Array.from(word, (char) => {
    const alike = ALIKE.find(([all]) => all!.includes(char));
    return alike && word.length > 1 && !isLatin ? `(?:${alike.join("|")})` : char;
  });
  if (isLatin) return `(?<![a-z0-9])${chars.join("[ ._*·-]{0,2}")}(?![a-z0-9])`;
  return `(?<![a-z0-9])${chars.join(String.raw`[^\p{L}\p{N}\n]{0,2}`)}`;
}

/** How somebody is asked to come there, or told that a number leads there too: 加个微, 微信号私聊发你, 手机同微信. */
function invitationsBy(spelled: string): RegExp[] {
  return [
    `${ASKED}${APART}${spelled}(?:号|群)?${FOLLOWS}`,
    `${spelled}号?(?:私聊|私信|私我|私发|发你|发我|发给|给你)`,
    `${spelled}号?(?:联系|沟通)(?![\\p{L}])`,
    `(?<![\\p{L}\\p{N}])${spelled}我(?![\\p{L}\\p{N}])`,
    `\\badd (?:me )?(?:on |via |by )${spelled}`,
    `${spelled}号?同(?:号|手机|电话)`,
    `(?:手机|电话)(?:号码?)?(?:同|即|就是)${spelled}${FOLLOWS}`,
  ].map((pattern) => new RegExp(pattern, "mu"));
}

/** Figures alone, or letters with several figures: no word of a language. */
function isTelling(account: string): boolean {
  const figures = account.replace(/\D/g, "").length;
  if (figures === account.replace(/[ -]/g, "").length) return true;
  return figures >= 2 && account.length >= LETTERS_AND_FIGURES_CHARS;
}
