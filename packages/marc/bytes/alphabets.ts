import type { Encoding } from "../reading.ts";

/** Letters beyond A to Z of languages, by the page that has them all. */
const ALPHABETS = {
  "latin-1": [
    "àâæçèéêëîïôùûüÿœ",
    "áéíñóúüç",
    "àáâãçéêíóôõúü",
    "àèéìíîòóùú",
    "äöüßéè",
    "åäöøæéèüá",
    "áðéíóúýþæöø",
    "àèéíïóòúüç·",
    "áèéëêïíóöüú",
    "äöõüšžå",
  ],
  "iso-8859-2": ["áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "ąćęłńóśźż", "áéíóöőúüű", "čćđšž", "ăâîşţ"],
  "windows-1254": ["çğıöşüâîû"],
  "windows-1257": ["āčēģīķļņōŗšūž", "ąčęėįšųūž", "äöõüšž"],
  "windows-1258": [vietnamese()],
} as const satisfies Record<string, readonly string[]>;
/** The vowels of Vietnamese with every tone, and đ. */
function vietnamese(): string {
  const tones = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"];
  const vowels = [..."aăâeêioôơuưy"].flatMap((vowel) => tones.map((tone) => (vowel + tone).normalize("NFC")));
  return `${vowels.filter((vowel) => vowel > "\x7f").join("")}đ`;
}

/** Without one of these a text of ý, þ and ð is Turkish, where the same bytes are ı, ş and ğ. */
const ICELANDIC_VOWELS = /[áéíóúæö]/u;
const FEWEST = 3;

type Page = keyof typeof ALPHABETS;

/**
 * The page of one byte for a letter whose alphabets have every letter of the text, when Latin-1 has no language that does:
 * Turkish and the languages of Central Europe. Nothing is said of texts with few letters beyond ASCII.
 */
export function pageByAlphabet(bytes: Uint8Array): Encoding | undefined {
  const isWindows = bytes.some((byte) => byte >= 0x80 && byte < 0xa0);
  const central = isWindows ? "windows-1250" : "iso-8859-2";
  const isIn = (label: string, page: Page): boolean => isSpelt(new TextDecoder(label).decode(bytes), page);
  if (isWesternLatin(bytes)) return undefined;
  if (isIn("windows-1254", "windows-1254")) return "windows-1254";
  if (isIn(central, "iso-8859-2"))
    return isIn("iso-8859-4", "windows-1257") && hasRareLetters(bytes) ? "iso-8859-4" : central;
  if (isIn("windows-1257", "windows-1257")) return isWindows ? "windows-1257" : "iso-8859-13";
  if (!isWindows && isIn("iso-8859-4", "windows-1257")) return "iso-8859-4";
  if (isIn("windows-1258", "windows-1258")) return "windows-1258";
  return isIn("macintosh", "latin-1") && isWindows ? "macintosh" : undefined;
}

/** Slovak has ŕ and ĺ in few words; where they abound, they are ā and å of the Baltic page. */
function hasRareLetters(bytes: Uint8Array): boolean {
  const high = bytes.filter((byte) => byte > 0xa0);
  return high.filter((byte) => byte === 0xe0 || byte === 0xe5).length >= 0.25 * high.length;
}

/**
 * Signs that MARC-8 has for other scripts (joiner, non-joiner) or in pairs (around what filing passes over), standing alone
 * in Latin words: there they are é, ç and à of an old Macintosh.
 */
export function hasLoneSigns(bytes: Uint8Array): boolean {
  let opened = 0;
  for (const byte of bytes) {
    if (byte === 0x8d || byte === 0x8e) return true;
    if (byte === 0x88) opened++;
    if (byte === 0x89) opened--;
  }
  return opened !== 0;
}

/** Whether Latin-1 has a language with all letters of the text. */
export function isWesternLatin(bytes: Uint8Array): boolean {
  return isSpelt(new TextDecoder("windows-1252").decode(bytes), "latin-1");
}

/** A capital behind a small letter (âEditions is MARC-8), a sign between letters or before one: nobody writes so. */
const MISSPELT =
  /\p{Ll}(?![A-Z])\p{Lu}|(?![a-z])\p{Ll}[A-Z](?=[a-z])|\p{L}[\u00a1-\u00b6\u00b8-\u00bf×÷]\p{L}|[\u00a2-\u00aa\u00ac-\u00ba\u00bc-\u00be×÷]\p{L}/u;

/** ğ follows a vowel, always: franğcaise is the ç of MARC-8. */
const TURKISH_MISSPELT = /[bcçdfghjklmnpqrsştvwxyz]ğ/iu;

/** Whether some language of the page is written with these letters. */
function isSpelt(text: string, page: Page): boolean {
  const words = text.replace(/\p{Cc}./gu, " ").normalize("NFC");
  if (page === "windows-1254" && TURKISH_MISSPELT.test(words)) return false;
  if (MISSPELT.test(words) || /\p{M}/u.test(words)) return false;
  const letters = [...words].filter((one) => one > "\x7f" && /\p{L}/u.test(one));
  if (letters.length < FEWEST) return false;
  const small = letters.map((one) => (one === "İ" ? "ı" : one.toLowerCase()));
  if (page === "latin-1" && small.every((one) => "ýþð".includes(one)) && !ICELANDIC_VOWELS.test(words))
    return false;
  return ALPHABETS[page].some((alphabet: string) => small.every((one) => alphabet.includes(one)));
}
