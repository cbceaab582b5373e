import { type MediaFacts, type MediaKind, minutesOf, perYearOf } from "./media-facts.ts";

/** Leader/06-07, of MARC 21 and CNMARC alike. */
export const LEVELS: Record<MediaKind, string> = {
  serial: "as",
  newspaper: "as",
  ejournal: "as",
  microform: "am",
  score: "cm",
  map: "em",
  music: "jm",
  audio: "im",
  video: "gm",
  ebook: "am",
  thesis: "am",
  large: "am",
  braille: "am",
  data: "mm",
  book: "am",
};

/** MARC 21 007 by kind: microfilm, map, disc, video disc, large print, Braille, on line. */
export const PHYSICAL: Partial<Record<MediaKind, string>> = {
  ejournal: "cr |||||||||||",
  microform: "hd afb---buca",
  score: "qu",
  map: "aj canzn",
  music: "sd fsngnnmmned",
  audio: "sd fsngnnmmned",
  video: "vd cvaizq",
  ebook: "cr |||||||||||",
  thesis: "ta",
  large: "tb",
  braille: "tc",
  data: "cr |||||||||||",
  book: "ta",
};

/** RDA content, media and carrier (MARC 21 336, 337, 338). */
export const CARRIERS: Record<MediaKind, [content: string, media: string, carrier: string]> = {
  serial: ["txt", "n", "nc"],
  newspaper: ["txt", "n", "nc"],
  ejournal: ["txt", "c", "cr"],
  microform: ["txt", "h", "hd"],
  score: ["ntm", "n", "nc"],
  map: ["cri", "n", "nb"],
  music: ["prm", "s", "sd"],
  audio: ["spw", "s", "sd"],
  video: ["tdi", "v", "vd"],
  ebook: ["txt", "c", "cr"],
  thesis: ["txt", "n", "nc"],
  large: ["txt", "n", "nc"],
  braille: ["tct", "n", "nc"],
  data: ["cod", "c", "cr"],
  book: ["txt", "n", "nc"],
};

/** 008/18 by issues a year. */
const FREQUENCIES: Record<number, string> = { 1: "a", 2: "f", 4: "q", 6: "b", 12: "m", 365: "d" };

/** 008/23 by kind. */
const FORMS: Partial<Record<MediaKind, string>> = {
  ejournal: "o",
  ebook: "o",
  data: "o",
  microform: "a",
  large: "d",
  braille: "f",
};

const WIDTH = 17;

/** 008/18-34 of the material (MARC 21 008). */
function material(facts: MediaFacts): string {
  const form = FORMS[facts.kind] ?? " ";
  switch (LEVELS[facts.kind]) {
    case "as":
      return `${FREQUENCIES[perYearOf(facts) ?? 0] ?? " "}r ${facts.kind === "newspaper" ? "n" : "p"} ${form}     0    0`;
    case "em":
      return "       a     0   ";
    case "cm":
      return "uuu".padEnd(WIDTH);
    case "jm":
      return "uun".padEnd(WIDTH);
    case "im":
      return "nnn".padEnd(WIDTH);
    case "gm":
      return `${String(minutesOf(facts)).padStart(3, "0")}            vl`;
    case "mm":
      return `     ${form}  a`.padEnd(WIDTH);
    default:
      return `     ${form}${facts.kind === "thesis" ? "m" : " "}    000 0 `;
  }
}

/** MARC 21 008 of a title. */
export function fixedOf(facts: MediaFacts, language: string): string {
  const dates = facts.year.endsWith("-") ? `c${facts.year.slice(0, 4)}9999` : `s${facts.year}    `;
  return `261101${dates}xx ${material(facts)}${language} d`;
}
