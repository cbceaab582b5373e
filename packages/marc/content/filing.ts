/** A title proper; `nonfiling`: how many of its characters the record passes over. */
type FiledTitle = { main: string; nonfiling?: number };

const HAN = /[\p{Script=Han}〇]/u;

/** Articles by language (ISO 639-2/B): what filing passes over where the record does not say. */
const ARTICLES: Record<string, string> = {
  eng: "the|an?",
  fre: "les?|la|l'|une?|des",
  ger: "der|die|das|eine?",
  spa: "el|la|lo|los|las|una?|unos|unas",
  ita: "il|lo|la|gli|le|i|l'|un[oa]?|un'",
  por: "os?|as?|uma?|uns|umas",
  dut: "de|het|een|'t|'n",
  afr: "die|'n",
  nds: "de|dat|een",
  yid: "der|di|dos|an?|דער|די|דאָס|דאס",
  gre: "ο|η|το|οι|τα|ένας|μία|μια|ένα|ho|hē|to|hoi|hai|ta",
  grc: "ὁ|ἡ|τὸ|οἱ|αἱ|τὰ|ho|hē|to|hoi|hai|ta",
  swe: "den|det|de|en|ett",
  dan: "den|det|de|en|et",
  nor: "den|det|de|en|et|ei",
  nob: "den|det|de|en|et|ei",
  nno: "den|det|dei|ein|eit|ei",
  cat: "els?|la|les|l'|una?|uns|unes",
  glg: "os?|as?|unha|un",
  hun: "az?|egy",
  gle: "an|na",
  wel: "yr?",
  rum: "un|o",
  epo: "la",
  mao: "te|ngā|nga|he",
  haw: "ka|ke|nā|na|he",
  tgl: "ang mga|ang|mga",
  ara: "al-|el-",
  per: "al-",
  heb: "ha-|he-",
};

const patterns = new Map<string, RegExp | null>();

function articleOf(language: string): RegExp | null {
  const known = patterns.get(language);
  if (known !== undefined) return known;
  const words = ARTICLES[language]?.split("|") ?? [];
  const pattern =
    words.length === 0
      ? null
      : new RegExp(
          `^["'«“‘(\\[]*(?:${words.map((w) => w.replace("'", "['’]") + (/['-]$/.test(w) ? "" : " +")).join("|")})(?=\\S)`,
          "iu",
        );
  patterns.set(language, pattern);
  return pattern;
}

/**
 * How many characters of a title proper filing passes over: what the record says (second indicator of 245, marks of
 * non-sorting text), else an article of the title's language. A count that would cut a word is a slip and not followed.
 */
function nonfilingLength(title: FiledTitle, languages: readonly string[]): number {
  const { main, nonfiling } = title;
  if (nonfiling !== undefined) {
    const cutsWord =
      /[\p{L}\p{N}]$/u.test(main.slice(0, nonfiling)) && /^[\p{L}\p{N}]/u.test(main.slice(nonfiling));
    const blanks = nonfiling > 0 ? /^\s*/.exec(main.slice(nonfiling))![0].length : 0;
    if (!cutsWord && nonfiling + blanks < main.length) return nonfiling + blanks;
  }
  if (HAN.test(main)) return 0;
  for (const language of languages) {
    const found = articleOf(language)?.exec(main)?.[0];
    if (found && found.length < main.length) return found.length;
  }
  return 0;
}

/** Languages whose articles are passed over in a title somebody typed, who says no language. */
const USUAL = ["eng", "fre", "ger", "spa", "ita"];

/** The text a title is filed by, in all lists and orders: without what filing passes over. */
export function filingText(title: FiledTitle, languages: readonly string[] = USUAL): string {
  return title.main.slice(nonfilingLength(title, languages));
}

/**
 * Marks in each title of an instance what filing passes over (ISO 6630), for lists that keep titles as texts: as its
 * records say, else by its languages.
 */
export function markFiling({
  title,
  parallelTitle,
  languages,
}: {
  title: FiledTitle;
  parallelTitle: FiledTitle | null;
  languages: readonly string[];
}): (text: string) => string {
  return (main) => {
    const length = nonfilingLength(
      [title, parallelTitle].find((t) => t?.main === main) ?? { main },
      languages,
    );
    return length === 0 ? main : `\u0098${main.slice(0, length)}\u009c${main.slice(length)}`;
  };
}

/** A marked title as it is `shown`, and as it is `filed`. */
export function withoutFilingMarks(text: string): { shown: string; filed: string } {
  const found = /^\u0098(.*?)\u009c/u.exec(text);
  if (!found) return { shown: text, filed: text };
  const rest = text.slice(found[0].length);
  return { shown: found[1] + rest, filed: rest };
}

const MARKED = /^(?:[\u0088\u0098](.*?)[\u0089\u009c]|<<(.*?)>>|¬(.*?)¬)(\s*)/u;

/** Length of the non-sorting text at the beginning of a title as recorded, marks not counted; undefined without marks. */
export function markedNonfiling(value: string | undefined): number | undefined {
  const found = MARKED.exec((value ?? "").trimStart());
  if (!found) return undefined;
  const text = (found[1] ?? found[2] ?? found[3] ?? "").replace(/\s+/g, " ").trimStart();
  return text.endsWith(" ") || found[4] === "" ? text.length : text.length + 1;
}
