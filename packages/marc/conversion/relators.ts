/** Roles: relator code of MARC 21, relator code of UNIMARC (appendix C), term of MARC 21, word of CNMARC $4. */
const ROLES: readonly (readonly [marc: string, unimarc: string, term: string, word: string])[] = [
  ["aut", "070", "author", "著"],
  ["cre", "", "creator", "创作"],
  ["trl", "730", "translator", "译"],
  ["edt", "340", "editor", "编"],
  ["com", "220", "compiler", "辑"],
  ["ill", "440", "illustrator", "绘"],
  ["adp", "010", "adapter", "改编"],
  ["ann", "020", "annotator", "注"],
  ["act", "005", "actor", "演"],
  ["arr", "030", "arranger", "编曲"],
  ["art", "040", "artist", "绘画"],
  ["aft", "075", "author of afterword", "作跋"],
  ["aui", "080", "author of introduction", "作序"],
  ["bkd", "130", "book designer", "装帧设计"],
  ["cll", "170", "calligrapher", "书"],
  ["ctg", "180", "cartographer", "制图"],
  ["chr", "200", "choreographer", "编舞"],
  ["ctb", "205", "contributor", "参编"],
  ["cmm", "210", "commentator", "评"],
  ["cwt", "212", "commentator for written text", "疏"],
  ["cmp", "230", "composer", "作曲"],
  ["cnd", "250", "conductor", "指挥"],
  ["crr", "270", "corrector", "校"],
  ["dnc", "275", "dancer", "舞蹈"],
  ["dte", "280", "dedicatee", "受献"],
  ["dgg", "295", "degree granting institution", "学位授予"],
  ["drt", "300", "director", "导演"],
  ["dis", "305", "dissertant", "论文作者"],
  ["dst", "310", "distributor", "发行"],
  ["dnr", "320", "donor", "捐赠"],
  ["egr", "350", "engraver", "刻"],
  ["flm", "370", "film editor", "剪辑"],
  ["fmo", "390", "former owner", "旧藏"],
  ["fnd", "400", "funder", "资助"],
  ["hnr", "420", "honoree", "受奖"],
  ["ive", "460", "interviewee", "口述"],
  ["ivr", "470", "interviewer", "采访"],
  ["isb", "475", "issuing body", "颁布"],
  ["lbt", "480", "librettist", "剧词"],
  ["lyr", "520", "lyricist", "作词"],
  ["mus", "545", "musician", "演奏"],
  ["nrt", "550", "narrator", "朗读"],
  ["orm", "557", "organizer", "主办"],
  ["oth", "570", "other", "其他责任者"],
  ["prf", "590", "performer", "表演"],
  ["pht", "600", "photographer", "摄影"],
  ["prt", "610", "printer", "印刷"],
  ["pro", "630", "producer", "制片"],
  ["prg", "635", "programmer", "程序设计"],
  ["pfr", "640", "proofreader", "校对"],
  ["pbl", "650", "publisher", "出版"],
  ["pbd", "651", "publishing director", "总编辑"],
  ["rev", "675", "reviewer", "审"],
  ["aus", "690", "screenwriter", "编剧"],
  ["sad", "695", "scientific advisor", "学术顾问"],
  ["scr", "700", "scribe", "抄"],
  ["scl", "705", "sculptor", "雕塑"],
  ["sng", "721", "singer", "演唱"],
  ["spn", "723", "sponsor", "赞助"],
  ["ths", "727", "thesis advisor", "指导"],
  ["wam", "770", "writer of accompanying material", "附文"],
];

/** Words of CNMARC that name a role above otherwise. */
const OTHER_WORDS: Record<string, string> = {
  撰: "aut",
  编著: "aut",
  编着: "aut",
  着: "aut",
  作: "aut",
  文: "aut",
  主编: "edt",
  编辑: "edt",
  编者: "edt",
  编写: "aut",
  合著: "aut",
  翻译: "trl",
  编译: "trl",
  选编: "com",
  汇编: "com",
  编纂: "com",
  选辑: "com",
  插图: "ill",
  图: "ill",
  画: "ill",
  注释: "ann",
  校注: "ann",
  点校: "crr",
  摄: "pht",
  序: "aui",
  主审: "rev",
  導演: "drt",
  譯: "trl",
  編: "edt",
  主編: "edt",
  輯: "com",
  繪: "ill",
};

const byCode = new Map(ROLES.flatMap((role) => [[role[0], role] as const, [role[1], role] as const]));
const byTerm = new Map(ROLES.map((role) => [role[2], role]));
const byWord = new Map<string, (typeof ROLES)[number]>([
  ...ROLES.map((role) => [role[3], role] as const),
  ...Object.entries(OTHER_WORDS).map(([word, code]) => [word, byCode.get(code)!] as const),
]);
byCode.delete("");

/** A role as somebody wrote it: code of either format, term or Chinese word; its end without marks. */
function roleOfText(text: string): (typeof ROLES)[number] | undefined {
  const plain = text
    .trim()
    .replace(/^.*\/relators\//, "")
    .replace(/[\s.,;:，。]+$/u, "");
  return byCode.get(plain.toLowerCase()) ?? byTerm.get(plain.toLowerCase()) ?? byWord.get(plain);
}

/** What 1XX and 7XX say of a role ($e or $j, and $4) as $4 of CNMARC: words, each once; what is unknown as it stands. */
export function roleWords(terms: readonly string[], codes: readonly string[]): string[] {
  const words = [...terms, ...codes].map((text) => {
    const plain = text.trim().replace(/[\s.,;:，]+$/u, "");
    return /\p{Script=Han}/u.test(plain) ? plain : (roleOfText(plain)?.[3] ?? plain);
  });
  // A code beside a word of the same role says nothing more.
  const named = new Set(terms.flatMap((term) => roleOfText(term)?.[0] ?? []));
  return [
    ...new Set(words.filter((word, i) => i < terms.length || !named.has(roleOfText(word)?.[0] ?? ""))),
  ].filter(Boolean);
}

/** $4 of CNMARC as term and code of MARC 21: the word as it stands beside a Chinese name, else the term of MARC 21. */
export function relators(words: readonly string[], isHan: boolean): { terms: string[]; codes: string[] } {
  const roles = words.map((word) => roleOfText(word));
  const terms = words.map((word, i) => {
    const plain = word.trim();
    return roles[i] && (!isHan || !/\p{Script=Han}/u.test(plain)) ? roles[i][2] : plain;
  });
  return {
    terms: [...new Set(terms)],
    codes: [...new Set(roles.flatMap((role) => (role ? [role[0]] : [])))],
  };
}

const WROTE = new Set(["aut", "cre", "cmp", "art", "pht", "ctg", "dis", "cll", "ive", "scl", "aus"]);

/** Whether whoever has these roles made the work: no role at all says so too. */
export function isMaker(words: readonly string[]): boolean {
  return words.length === 0 || words.some((word) => WROTE.has(roleOfText(word)?.[0] ?? ""));
}

/** Whether whoever has these roles put a work of others together: in CNMARC they answer for it where nobody wrote it. */
export function isEditor(words: readonly string[]): boolean {
  return words.some((word) => ["edt", "com", "isb", "adp"].includes(roleOfText(word)?.[0] ?? ""));
}
