import type { Encoding } from "../reading.ts";

/** Letters beyond A to Z of languages, by the page that has them all. */
const ALPHABETS: Readonly<Record<"latin-1" | "iso-8859-2" | "windows-1254", readonly string[]>> = {
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
  "iso-8859-2": ["áčďéěíňóřšťúůýžäĺľôŕ", "ąćęłńóśźż", "áéíóöőúüű", "čćđšž", "ăâîşţ"],
  "windows-1254": ["çğıöşüâîû"],
};
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
  return isIn(central, "iso-8859-2") ? central : undefined;
}

/** Whether Latin-1 has a language with all letters of the text. */
export function isWesternLatin(bytes: Uint8Array): boolean {
  return isSpelt(new TextDecoder("windows-1252").decode(bytes), "latin-1");
}

/** A capital behind a small letter, a sign between letters or before one: nobody writes so. */
const MISSPELT =
  /\p{Ll}(?![A-Z])\p{Lu}|\p{L}[\u00a1-\u00b6\u00b8-\u00bf×÷]\p{L}|[\u00a2-\u00aa\u00ac-\u00ba\u00bc-\u00be×÷]\p{L}/u;

/** Whether some language of the page is written with these letters. */
function isSpelt(text: string, page: Page): boolean {
  const words = text.replace(/\p{Cc}./gu, " ").normalize("NFC");
  if (MISSPELT.test(words)) return false;
  const letters = [...words].filter((one) => one > "\x7f" && /\p{L}/u.test(one));
  if (letters.length < FEWEST) return false;
  const small = letters.map((one) => (one === "İ" ? "ı" : one.toLowerCase()));
  if (page === "latin-1" && small.every((one) => "ýþð".includes(one)) && !ICELANDIC_VOWELS.test(words))
    return false;
  return ALPHABETS[page].some((alphabet) => small.every((one) => alphabet.includes(one)));
}
