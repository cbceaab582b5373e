/** Schemes a call number can be filed by: Chinese Library Classification (中图法), Dewey, Library of Congress, anything else. */
export type ShelfScheme = "clc" | "ddc" | "lcc" | "other";

/** Chinese numbers first, as most of the region's shelves are; Dewey, LC and the rest stand behind them. */
const SCHEME_MARK: Record<ShelfScheme, string> = { clc: "1", ddc: "2", lcc: "3", other: "4" };
/** Ends a class, so that what is shorter comes first: K81/T119 before K81-53. */
const END = "\u0001";
const LONGEST = 120;
const MOST_DIGITS = 15;

const CLASS =
  '[A-Z]{1,3}\\d[\\d.]*(?:[A-Z]{1,2}(?=$|\\s*\\/|\\s+\\.?[A-Z]?\\d))?(?:[-=+:]\\d[\\d.]*|\\(\\d+\\)|"\\d+"|<\\d+>)*';
const DEWEY = "\\d{3}\\.\\d+|\\d{3}(?=[\\s/]*[A-Z])";
const BOOK = "\\s*[\\s/]\\s*\\.?[A-Z0-9][\\w.:=-]*|\\.[A-Z]\\d\\w*";
const WHOLE = new RegExp(`^(?:${CLASS}|${DEWEY})(?:${BOOK})*$`, "i");
const LONGEST_TYPED = 40;

/** True for a text that looks like a call number or the beginning of one: TP312C/L36, QA76.73.C15 K47 1988, 823.914. */
export function isCallNumber(text: string): boolean {
  return text.length <= LONGEST_TYPED && WHOLE.test(text);
}

/** Signs of the CLC in the order the scheme files them (中图法使用手册: a - ( ) " " = < > : +), before any digit. */
const CLC_SIGNS: Record<string, string> = {
  A: "!",
  "-": '"',
  "(": "#",
  '"': "$",
  "=": "%",
  "<": "&",
  ":": "'",
  "+": "(",
};

/** Capitals, half-width, one space between words: the form in which call numbers are read and compared. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[“”]/g, '"')
    .replace(/[〈《]/g, "<")
    .replace(/[〉》]/g, ">")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, LONGEST);
}

/**
 * The scheme of a call number by its look: a cutter (`.G61`, ` G61 2017`) makes it LC, three digits Dewey, a letter (or T
 * and a letter) with decimals CLC. `TP312 .J38` is LC, `TP312` and `TP312/88` are CLC.
 */
export function schemeOf(callNumber: string): ShelfScheme {
  const text = plain(callNumber);
  if (/^\d{3}(?!\d)/.test(text)) return "ddc";
  if (
    /^[A-Z]{1,3} ?\d{1,4}(\.\d+)?( ?\.? ?[A-Z]\d+| \d{4}\b)/.test(text) &&
    !/^[A-Z]{1,2}[\d.]+\//.test(text)
  )
    return "lcc";
  if (/^(T[A-Z]|[A-Z])(?=$|[\d\-(="<:+[/ ])/.test(text)) return "clc";
  return /^[A-Z]{2,3} ?\d/.test(text) ? "lcc" : "other";
}

/**
 * Where a call number stands on the shelf, as bytes that compare in shelf order; a beginning (`I24`) stands before all that
 * begin so. `scheme`: known from the record, else read from the number itself.
 */
export function callNumberKey(callNumber: string, scheme: ShelfScheme = schemeOf(callNumber)): Buffer {
  const text = plain(callNumber);
  const rest =
    scheme === "clc"
      ? clcKey(text)
      : scheme === "ddc"
        ? ddcKey(text)
        : scheme === "lcc"
          ? lccKey(text)
          : natural(text);
  return Buffer.from(SCHEME_MARK[scheme] + rest, "utf8").subarray(0, LONGEST);
}

/** First bytes of everything filed by a scheme, or of the CLC class of a letter. */
export function shelfSectionKey(section: string): Buffer {
  const scheme = (["ddc", "lcc", "other"] as const).find((s) => s === section);
  return Buffer.from(scheme ? SCHEME_MARK[scheme] : SCHEME_MARK.clc + section, "utf8");
}

/** 中图法: letters, then digits as a decimal fraction (24 < 247.5 < 25), signs before digits; the book number after the stroke. */
function clcKey(text: string): string {
  const found = /^([A-Z]{1,2}(?=[^A-Z]|$)|[A-Z])([^/\s]*)(.*)$/.exec(text);
  if (!found) return natural(text);
  const [, letters, number, book] = found;
  const signed = [...number!.replace(/[)\]>[.]/g, "")].map((c) => CLC_SIGNS[c] ?? c).join("");
  return letters + signed + (book ? END + natural(book.replace(/^[\s/]+/, "")) : "");
}

/** Dewey: digits as a decimal fraction, then the book number. */
function ddcKey(text: string): string {
  const found = /^(\d{3})(?:\.(\d+))?(.*)$/.exec(text)!;
  return found[1]! + (found[2] ?? "") + (found[3] ? END + words(found[3]) : "");
}

/** LC: letters, a whole number, its decimals, cutters as decimal fractions, years and volumes as numbers. */
function lccKey(text: string): string {
  const found = /^([A-Z]{1,3}) ?(\d+)?(?:\.(\d+))?(.*)$/.exec(text);
  if (!found) return natural(text);
  const [, letters, number, decimals, rest] = found;
  const head = letters + (number || rest ? END : "") + (number ? counted(number) : "");
  return head + (decimals ?? "") + (rest ? END + words(rest) : "");
}

/** Words of a book number: cutters by letter and decimal fraction, anything else naturally. */
function words(text: string): string {
  return text
    .split(/[\s/.]+/)
    .filter(Boolean)
    .map((word) => {
      const cutter = /^([A-Z]+)(\d+)([A-Z]*)$/.exec(word);
      const isVolume = cutter !== null && /^(V|VOL|NO|PT|C|BD|T)$/.test(cutter[1]!) && cutter[2]!.length < 2;
      return cutter && !isVolume ? cutter.slice(1).join("") : natural(word);
    })
    .join(END);
}

/** Digits as whole numbers, everything else as it stands; strokes and spaces part. */
function natural(text: string): string {
  return text.replace(/\d+/g, counted).replace(/[\s/]+/g, END);
}

/** A whole number with the count of its digits before it, so that 99 comes before 2131. */
function counted(digits: string): string {
  const bare = digits.replace(/^0+(?=\d)/, "").slice(0, MOST_DIGITS);
  return String.fromCharCode(0x30 + bare.length) + bare;
}

const LONGEST_CALL_NUMBER = 40;

/** A call number without what people write differently: width, capitals, spaces and the stroke before the book number. */
export function callNumberForm(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[\s/]+/gu, "")
    .slice(0, LONGEST_CALL_NUMBER);
}

/** Keys of a call number or class: the whole, and each of its beginnings, as readers shorten them. */
export function callNumberKeys(text: string): string[] {
  const form = callNumberForm(text);
  if (form === "") return [];
  return [`C=${form}`, ...Array.from(form, (_, i) => `c=${form.slice(0, i + 1)}`)];
}
