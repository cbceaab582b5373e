/** What somebody did for a thing, as far as catalogues tell it apart. */
export type ContributorRole =
  | "author"
  | "translator"
  | "editor"
  | "compiler"
  | "illustrator"
  | "annotator"
  | "other";

/** Relator codes of MARC 21 and UNIMARC for the roles we tell apart. */
const CODES: Record<string, ContributorRole> = {
  aut: "author",
  cre: "author",
  cmp: "author",
  art: "author",
  dis: "author",
  aud: "author",
  trl: "translator",
  edt: "editor",
  edc: "editor",
  pbd: "editor",
  com: "compiler",
  ill: "illustrator",
  ann: "annotator",
  cwt: "annotator",
  "070": "author",
  "230": "author",
  "040": "author",
  "100": "author",
  "730": "translator",
  "340": "editor",
  "651": "editor",
  "220": "compiler",
  "440": "illustrator",
  "020": "annotator",
  "210": "annotator",
  // Conductor, director, narrator, performer.
  "250": "other",
  "300": "other",
  "550": "other",
  "590": "other",
};

/** Words of roles in the scripts of catalogues; of several in one phrase the first pattern here counts: 编译 translates. */
const WORDS: [RegExp, ContributorRole][] = [
  [
    /transl|\btrad|übers|traduc|tradu[tz]|перев|(?<!\p{L})пер(?!\p{L})|譯|译|訳|옮|역자|번역|^역$|مترجم|ترجم|ترجمه|תרגו|מתרג|dịch|แปล|تەرجى|översät|overs[aæ]t|vertaa?l|przekł|przeł|tłum|fordít|suomen|překl|přel(?:ož|\.)|çevir|çev\.|μετάφρ|μτφρ|terjemah|prijevod|превод|переклад/iu,
    "translator",
  ],
  [
    /編著|编著|編着|编着|author|auteur|autor|verfass|writer|creator|composer|compositeur|автор|著|撰|작성|지은|지음|글쓴|저자|^저$|مؤلف|تأليف|تاليف|نویسنده|נכתב|מחבר|作者|述|tác giả|ผู้แต่ง|ئاپتور|yazar|συγγραφ|förfat|forfat|szerző|kirjoitt/iu,
    "author",
  ],
  [
    /compil|zusammenst|сост|輯|辑|纂|彙編|汇编|整理|편찬|گردآور|جمع|biên soạn|sưu tầm|รวบรวม|تۈزگۈچى|zbier|összeáll/iu,
    "compiler",
  ],
  [
    /edit|éditeur|hrsg|herausg|redak|\bred\b|ред\b|редактор|編|编|엮|편집|편저|^편$|تحرير|ویراست|ערך|עורך|chủ biên|บรรณาธิการ|szerk|toimitt|επιμέλεια|düzenle|hazırla/iu,
    "editor",
  ],
  [/illustr|zeichn|drawings|худож|繪|绘|図|图|画|畫|그림|رسوم|تصویرگر|איור|מאייר/iu, "illustrator"],
  [/annot|comment|kommentar|注|註|校|箋|笺|疏|解說|解说|주해|역주|شرح|تحقيق/iu, "annotator"],
  // 着 stands for 著 in many records.
  [/着$|原作|^作$|文$/u, "author"],
];

/** Known roles that are no authorship: a main entry with one of them stays `other`. */
const NO_AUTHOR =
  /publish|print|issuing|owner|perform|conduct|sing|actor|spons|fund|host|donor|collect|dedicat|depict|出版|发行|發行|印刷|收藏|演|指挥|指揮|唱|赞助|贊助|主办|主辦/iu;

/**
 * The kind of contribution named by relator terms and codes. `isMain`: a main entry, which is an author where nothing known
 * says otherwise; another entry without a known word is `other`.
 */
export function roleOf(words: readonly string[], isMain: boolean): ContributorRole {
  const said = words.map((word) => word.trim()).filter(Boolean);
  for (const word of said) {
    const code = CODES[word.toLowerCase().replace(/^.*\/relators\//, "")];
    if (code) return code;
  }
  const phrase = said.join(" ").replace(/[\s.,;:，；]+$/u, "");
  for (const [pattern, role] of WORDS) if (pattern.test(phrase)) return role;
  return isMain && !NO_AUTHOR.test(phrase) && !said.some((word) => /^[a-z]{3}$/.test(word))
    ? "author"
    : "other";
}
