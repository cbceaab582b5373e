import { simplify } from "@commonshelf/cjk";

/** What a sentence asks: words for the box, and what narrows them down. `language`: ISO 639-2/B. Years of publication. */
export type Sentence = {
  words: string;
  author?: string;
  language?: string;
  from?: number;
  to?: number;
  available?: true;
  online?: true;
  /** Asked for beginners: titles that say so come first. */
  beginner?: true;
  children?: true;
  publisher?: string;
  /** What a title must not have. */
  without?: string;
  /** Code of a library that was named. */
  library?: string;
};
/** What the region's libraries are called, in any script. */
export type LibraryNames = readonly { code: string; names: readonly string[] }[];

type Draft = { text: string; found: Omit<Sentence, "words"> };
/** Takes what it understands out of a text; null: nothing of it. */
type Rule = (text: string, year: number) => Draft | null;

const LANGUAGES: Record<string, string> = {
  中: "chi",
  英: "eng",
  日: "jpn",
  法: "fre",
  德: "ger",
  俄: "rus",
  韩: "kor",
  chinese: "chi",
  english: "eng",
  japanese: "jpn",
  french: "fre",
  german: "ger",
  russian: "rus",
  korean: "kor",
  spanish: "spa",
};
const NUMBERS: Record<string, number> = {
  一: 1,
  两: 2,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
  几: 5,
};
const ENGLISH_NUMBERS = "one two three four five six seven eight nine ten".split(" ");
/** What a book is called at the end of a sentence. */
const BOOK =
  "(?:书籍|图书|(?<![科丛全具辞兵藏汉晋唐宋魏齐梁陈周隋尚秘证情读家遗禁])(?<!(?<!历)史)书|著作|作品|读物|教材|课本|资料)";
/** Where a clause ends: what is asked for stands before it. */
const CLAUSE = "(?=\\s*(?:[，,；;。]|$))";
const LONGEST = 80;
/** Years that are recent where nobody says how many. */
const RECENT_YEARS = 5;

/** Replaces one match, and says what it meant. */
function taking(
  pattern: RegExp,
  meaning: (found: RegExpExecArray, year: number) => Omit<Sentence, "words"> | null,
  left: (found: RegExpExecArray) => string = () => " ",
): Rule {
  return (text, year) => {
    const match = pattern.exec(text);
    const found = match && meaning(match, year);
    if (!match || !found) return null;
    return {
      text: text.slice(0, match.index) + left(match) + text.slice(match.index + match[0].length),
      found,
    };
  };
}

const numberOf = (text: string): number =>
  NUMBERS[text] ?? (ENGLISH_NUMBERS.indexOf(text) + 1 || Number(text));
const decade = (text: string): number => {
  const tens = /^\d+$/.test(text) ? Number(text) : numberOf(text[0]!) * 10;
  return tens >= 100 ? tens : tens < 30 ? 2000 + tens : 1900 + tens;
};

const CHINESE: readonly Rule[] = [
  taking(
    /(?:现在|马上|今天|立刻|当天)?(?:就)?(?:能|可以|可)(?:直接)?(?:借[到走阅]?|拿[到走]?|取[到走])(?:的|(?=\s*$|[，,；;]))/u,
    () => ({ available: true }),
  ),
  taking(/(?:现在)?在架(?:上)?的/u, () => ({ available: true })),
  taking(/(?:的)?电子(?:版的?)?(?:书|BOOK)/u, () => ({ online: true })),
  taking(/电子版的/u, () => ({ online: true })),
  taking(/(?:能|可以|可)在线(?:看|读|阅读)的/u, () => ({ online: true })),
  taking(
    /(?:最近|近|过去)(?:这)?([一二两三四五六七八九十几]|\d{1,2})年(?:来|里|内|以来|间)?(?:新?出版?)?的?/u,
    ([, n], year) => ({
      from: year - numberOf(n!) + 1,
    }),
  ),
  taking(/(\d{4})年?(?:[到至—–~-]|——)(\d{4})年?(?:之间|间)?(?:出版)?的?/u, ([, a, b]) => ({
    from: Number(a),
    to: Number(b),
  })),
  taking(/(\d{4})年?(?:以后|之后|以来|后|起)(?:出版)?的?/u, ([, a]) => ({ from: Number(a) })),
  taking(/(\d{4})年?(?:以前|之前|前)(?:出版)?的?/u, ([, a]) => ({ to: Number(a) - 1 })),
  taking(/(?:上世纪|二十世纪|20世纪)?([二三四五六七八九]十|[2-9]0|\d{3}0)年代(?:出版)?的?/u, ([, a]) => {
    const from = decade(a!);
    return { from, to: from + 9 };
  }),
  taking(/民国(?:时期|年间|时候)?(?:出版|刊行|印行)的?/u, () => ({ from: 1912, to: 1949 })),
  taking(/(十八|十九|二十|1[89]|20)世纪出版的?/u, ([, a]) => {
    const century = { 十八: 18, 十九: 19, 二十: 20 }[a!] ?? Number(a);
    return { from: (century - 1) * 100 + 1, to: century * 100 };
  }),
  taking(/(\d{4})年(?:出版)的?/u, ([, a]) => ({ from: Number(a), to: Number(a) })),
  taking(/(?:今年)(?:新?出版?)?的/u, (_, year) => ({ from: year })),
  taking(/(?:用)?(?:繁体|简体)(?:中文|字)(?:(?:版|写|出版)的?|的|(?=BOOK))/u, () => ({ language: "chi" })),
  taking(
    /(?:用)?([中英日法德俄韩])文(?:原版|版|写)?的?(?=(?:原著|原版|小说|诗集?|漫画)?\s*(?:BOOK)?$)/u,
    ([, a]) => ({ language: LANGUAGES[a!]! }),
  ),
  taking(/(?:用)?([中英日法德俄韩])[文语](?:原版|版|写)的?/u, ([, a]) => ({ language: LANGUAGES[a!]! })),
  taking(
    /(?:适合|适于|写给|给)(?:零基础的?|完全)?(?:初学者|新手|入门者|小白|零基础的人|外行|大一新生)(?:看|读|学|用|入门)*的?/u,
    () => ({ beginner: true }),
  ),
  taking(/(?:零基础|新手)(?:入门|学习?)?/u, () => ({ beginner: true })),
  taking(
    /(?:的)?入门(?=BOOK)/u,
    () => ({ beginner: true }),
    () => "的",
  ),
  taking(/(?:适合|适于|写给|给)(?:小孩子?|孩子|儿童|小朋友|少儿|小学生|青少年)们?(?:看|读|阅读)*的/u, () => ({
    children: true,
  })),
  taking(
    /((?:(?!的)\p{Script=Han}){2,8}(?:出版社|书局|书店|书社|印书馆))(?:出版|出|印行)的/u,
    ([, publisher]) => ({
      publisher: publisher!,
    }),
  ),
  taking(/(?:除了|除去)([^，,；;]{1,12}?)(?:以外|之外|外)的?/u, ([, without]) => ({ without: without! })),
  taking(/(?<![清扫切免开排消解删拆废根铲剔])除([^，,；;]{1,12}?)(?:以外|之外)的?/u, ([, without]) => ({
    without: without!,
  })),
  taking(/^(?:不是|不要|不含)([^，,；;的]{1,6}?)的(?=.{2})/u, ([, without]) => ({ without: without! })),
];

/** Whoever writes like this is nobody by name. */
const NOBODY = /^(?:谁|.*(?:女性|作家|名家|学者|老师|诗人|作者|自己|人))$/u;

const AUTHORS: readonly Rule[] = [
  taking(
    /([\p{Script=Han}]{1,5}(?:国|日本|俄罗斯|印度|台湾|香港|非洲|拉美|欧洲)|日本|俄罗斯|印度|台湾|香港|非洲|拉美|欧洲)(?:的)?(?:(?:作家|作者|诗人|学者)(?:所?写|所?著|创作)?|人(?:所?写|所?著|创作))的/u,
    () => ({}),
    ([, country]) => `${country} `,
  ),
  taking(
    /^([\p{Script=Han}·]{2,8}?)(?:老师|先生)?(?:所?写|所?著|撰写|编写|主编|翻译|所?译|创作)的/u,
    ([, name]) => (NOBODY.test(name!) ? null : { author: name! }),
  ),
];

const ABOUT: readonly Rule[] = [
  taking(
    /(?:关于|有关|讲述|讲解|讲|介绍|论述|研究|讨论)(.{1,20}?)(?:方面)?的\s*(?=BOOK)/u,
    () => ({}),
    ([, about]) => `${about} `,
  ),
  taking(
    /(?:关于|有关)(.{1,20}?)(?:方面)?的(研究|评论|故事|传记|小说|论文|文章)$/u,
    () => ({}),
    ([, about, kind]) => `${about} ${/论文|文章/u.test(kind!) ? "" : kind}`,
  ),
  taking(
    /(?:关于|有关)(.{1,20}?)(?:方面)?$/u,
    () => ({}),
    ([, about]) => about!,
  ),
];

const LEAD =
  /^(?:请问|你好|麻烦)?[，,\s]*(?:我?(?:想要?|要|需要)(?:找|看|读|借|学)?|(?:馆内|馆里|图书馆里?)(?=现在|能|可)|帮我?(?:找|查)|(?:这里|馆里|图书馆)?有没有|有什么|有哪些|哪里有|求推荐|推荐|求|找)(?:一[本些点]|几本|些|本)?(?=.{2})/u;
/** Asked for and nothing else: what stands behind it is what is looked for. */
const ONLY_ASKED =
  /^(?:(?:请问|你好|麻烦)[，,\s]*)?(?:我?(?:想要?|要|需要)(?:找|看|读|借)|(?:这里|馆里|图书馆)?有没有|谁写的|谁的|有(?=.{2,}吗[？?\s]*$))(?:一[本些]|几本|些|本)?(?=.{2})/u;
const TAIL = /(?:有哪些|有什么|有吗|推荐|吗|呢|吧)?[？?。！!\s]*$/u;

/** A library by its name, at the beginning and with what asks for its books: 云泽大学图书馆有没有 -> its code. */
function libraryAsked(libraries: LibraryNames): Rule {
  return (text) => {
    for (const { code, names } of libraries)
      for (const full of names) {
        const name = simplify(full)
          .replace(/\s*[（(].*$/u, "")
          .replace(/图书馆$/u, "");
        if (name === "" || !text.startsWith(name)) continue;
        const rest = text.slice(name.length);
        const match =
          /^(?:图书馆|馆)?里?(?:现在)?(?:有没有|有什么|有哪些|有(?![机限色关线效害毒氧序界轨源志])|收藏的|在架的(?=.)|(?=(?:现在)?(?:能|可以|可)借))/u.exec(
            rest,
          ) ?? /^(?:图书馆|馆)里?的/u.exec(rest);
        if (match) return { text: rest.slice(match[0].length), found: { library: code } };
      }
    return null;
  };
}

/** What somebody asks for with words around it that say no more: 我想借围城, 有三体吗 -> 围城, 三体; null where there are none. */
export function onlyAskedFor(typed: string): string | null {
  const text = simplify(typed.normalize("NFKC").trim());
  if (text.length > LONGEST || !ONLY_ASKED.test(text)) return null;
  const rest = text
    .replace(ONLY_ASKED, "")
    .replace(TAIL, "")
    .replace(/(?:这(?:[本部](?:书|小说)?|书)|一书)$/u, "")
    .trim();
  return rest.length > 1 ? rest : null;
}

function readChinese(typed: string, year: number, libraries: LibraryNames): Sentence | null {
  // Written large it is our own mark.
  const text = typed.replaceAll("BOOK", "book");
  const named = libraryAsked(libraries)(text, year);
  const asked = (named?.text ?? text).replace(LEAD, "").replace(TAIL, "");
  const marked = asked.replace(new RegExp(`(?:${BOOK})${CLAUSE}`, "u"), "BOOK");
  const applied = apply(
    [...CHINESE, ...AUTHORS, ...ABOUT],
    { text: marked, found: named?.found ?? {} },
    year,
  );
  const draft = { ...applied, isChanged: applied.isChanged || named !== null };
  const hasBook = marked.includes("BOOK");
  const words = draft.text
    .replace(/(?:[这那][本部]?)?BOOK/g, "")
    .replace(/[，,；;。]/gu, " ")
    .replace(/的\s*$/u, "")
    .replace(/^\s*的/u, "")
    .replace(/\s*(?:方面|相关|类)(?:的)?\s*$/u, "")
    .replace(/\s+/g, " ")
    .trim();
  const isSaid = hasBook && /的\s*(?:BOOK)/u.test(draft.text) ? words !== "" : false;
  const isAsked = asked !== text && (hasBook || Object.keys(draft.found).length > 0);
  return finished(words, draft.found, draft.isChanged || isSaid || isAsked, text);
}

const NUMBER = `(\\d{1,2}|${ENGLISH_NUMBERS.join("|")})`;
const ENGLISH: readonly Rule[] = [
  taking(/\b(?:that (?:are|is)|which are)?\s*(?:available|on the shelf|on shelf)(?: now)?\b/i, () => ({
    available: true,
  })),
  taking(/\b(?:that )?I can (?:borrow|get|pick up|have)(?: now| today| right away)?\b/i, () => ({
    available: true,
  })),
  taking(
    /\b(?:introductory|beginning) (?=\p{L}+(?: \p{L}+)? (?:text)?books?\b)/iu,
    () => ({ beginner: true }),
    () => "",
  ),
  taking(
    /\b(?:simple|easy|introductory|basic) (?:text)?book (?=(?:on|about|of)\b)/i,
    () => ({ beginner: true }),
    () => "book ",
  ),
  taking(/\b(?:for|suitable for) (?:children|kids|young readers|young people)\b/i, () => ({
    children: true,
  })),
  taking(/\bin the original(?: language)?\b/i, () => ({})),
  taking(/\b(?:set|taking place|that takes? place) in (?=[A-Z])/, () => ({})),
  taking(
    /\be-?books?\b/i,
    () => ({ online: true }),
    () => "books",
  ),
  taking(
    /\bbeginners?'? (?=books?\b)/i,
    () => ({ beginner: true }),
    () => "",
  ),
  taking(
    /\brecent (?=books?\b)/i,
    (_, year) => ({ from: year - RECENT_YEARS + 1 }),
    () => "",
  ),
  taking(
    new RegExp(`\\b(?:from|in|of|published in|over) the (?:last|past) ${NUMBER} years\\b`, "i"),
    ([, n], year) => ({
      from: year - numberOf(n!.toLowerCase()) + 1,
    }),
  ),
  taking(/\b(?:published |written )?between (\d{4}) and (\d{4})\b/i, ([, a, b]) => ({
    from: Number(a),
    to: Number(b),
  })),
  taking(/\b(?:published |written )?(?:after|since) (\d{4})\b/i, ([found, a]) => ({
    from: Number(a) + (/after/i.test(found!) ? 1 : 0),
  })),
  taking(/\b(?:published |written )?before (\d{4})\b/i, ([, a]) => ({ to: Number(a) - 1 })),
  taking(/\b(?:from|in|of) the (\d{3}0)s\b/i, ([, a]) => ({ from: Number(a), to: Number(a) + 9 })),
  taking(/\bpublished in (\d{4})\b/i, ([, a]) => ({ from: Number(a), to: Number(a) })),
  taking(/\b(?:written )?in (Chinese|English|Japanese|French|German|Russian|Korean|Spanish)\b/i, ([, a]) => ({
    language: LANGUAGES[a!.toLowerCase()]!,
  })),
  taking(
    /\b(?:an? |the )?(Chinese|English|Japanese|French|German|Russian|Korean|Spanish) (?:translations?|versions?|editions?) of\b/i,
    ([, a]) => ({ language: LANGUAGES[a!.toLowerCase()]! }),
  ),
  taking(
    /(?<=\p{L}{2}.*)\s(?:in )?(Chinese|English|Japanese|French|German|Russian|Korean|Spanish) (?:translations?|versions?)\s*$/iu,
    ([, a]) => ({ language: LANGUAGES[a!.toLowerCase()]! }),
  ),
  taking(/\bfor (?:absolute |complete )?(?:beginners|a beginner|starters|dummies)\b/i, () => ({
    beginner: true,
  })),
  taking(
    /\b(?:written |books? )?by ([A-Z][\p{L}'’.-]*(?: (?:[A-Z][\p{L}'’.-]*|de|van|von|der))*)/u,
    ([, name]) => ({ author: name! }),
  ),
  taking(
    /\b(?:an? |some |any )?(?:books?|works?|titles?|something|anything|texts?) (?:about|on|concerning|dealing with)\b/i,
    () => ({}),
  ),
];
const ENGLISH_LEAD =
  /^(?:please |could you |can you )*(?:I(?:'m| am)? (?:want|need|would like|looking for|look for)|find(?: me)?|show me|recommend(?: me)?|are there|is there|do you have|looking for|have you)(?: to (?:read|borrow|find))?(?: any| some| an?)?\s+/i;

function readEnglish(text: string, year: number): Sentence | null {
  const asked = text.replace(ENGLISH_LEAD, "").replace(/[?.!\s]+$/, "");
  const draft = apply(ENGLISH, { text: asked, found: {} }, year);
  const words = draft.text
    .replace(
      /^\s*(?:an?|the|some|any)?\s*(?:good )?(?:books?|works?|titles?)\b(?=\s*$|\s+(?:about|on)\b)/i,
      " ",
    )
    .replace(/^\s*(?:about|on)\b/i, " ")
    .replace(/\s+/g, " ")
    .replace(/\b(?:text)?(?:books?|titles?)\s*$/i, "")
    .trim();
  const isChanged = draft.isChanged || asked.length < text.replace(/[?.!\s]+$/, "").length;
  return finished(words, draft.found, isChanged, text);
}

function apply(rules: readonly Rule[], draft: Draft, year: number): Draft & { isChanged: boolean } {
  let { text, found } = draft;
  let isChanged = false;
  for (const rule of rules) {
    const taken = rule(text, year);
    if (!taken) continue;
    text = taken.text;
    found = { ...found, ...taken.found };
    isChanged = true;
  }
  return { text, found, isChanged };
}

function finished(
  words: string,
  found: Omit<Sentence, "words">,
  isChanged: boolean,
  text: string,
): Sentence | null {
  if (!isChanged || words === text) return null;
  if (words === "" && Object.keys(found).length === 0) return null;
  return { words, ...found };
}

/**
 * Reads a sentence typed into the box; null when no rule reads more in it than its words. `year`: the one it is now.
 * 鲁迅写的小说 -> { words: "小说", author: "鲁迅" }; text with signs of its own (fields, quotes, operators) is left alone.
 */
export function readSentence(typed: string, year: number, libraries: LibraryNames = []): Sentence | null {
  const text = typed.normalize("NFKC").trim();
  if (text.length < 4 || text.length > LONGEST || /["“”《》:：*()]|\b(?:AND|OR|NOT)\b/.test(text))
    return null;
  return /\p{Script=Han}/u.test(text)
    ? readChinese(simplify(text), year, libraries)
    : readEnglish(text, year);
}
