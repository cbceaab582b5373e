import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What a title of the demo is that is no printed book in Chinese or a language of the West; `book`: in another script. */
export type MediaKind =
  | "serial"
  | "newspaper"
  | "ejournal"
  | "microform"
  | "score"
  | "map"
  | "music"
  | "audio"
  | "video"
  | "ebook"
  | "thesis"
  | "large"
  | "braille"
  | "data"
  | "book";

/** A text and, of a script that libraries romanise, its romanisation (else ""). */
export type Written = { text: string; roman: string };

/** A title of the demo in another medium. All are fictional, their publishers say so. */
export type MediaFacts = {
  /** Behind the numbers of all books; control numbers are made of it. */
  number: number;
  kind: MediaKind;
  lang: string;
  title: Written;
  subtitle: Written;
  names: (Written & { role: string })[];
  publisher: Written;
  place: Written;
  /** A year, or of serials the first with a hyphen: `2019-`. */
  year: string;
  extent: string;
  size: string;
  /** What only its kind has: frequency and holdings, scale and corners, minutes, degree. */
  detail: string;
  clc: string;
  subjects: string[];
  /** Codes of the members that hold it. */
  members: string[];
  summary: string;
};

/** Numbers of books end long before. */
const FIRST_NUMBER = 7001;

function written(text: string): Written {
  const [main = "", roman = ""] = text.split("=");
  return { text: main, roman };
}

/** All of them, in the order of their file. */
export function readMedia(): MediaFacts[] {
  const path = join(import.meta.dirname, "..", "facts", "other-media.tsv");
  const lines = readFileSync(path, "utf8").split("\n").slice(1).filter(Boolean);
  return lines.map((line, i) => {
    const [kind, lang, title, roman, subtitle, names, publisher, place, year, extent, ...rest] = line.split(
      "\t",
    ) as [MediaKind, string, ...string[]];
    const [detail, clc, subjects, members, summary] = rest as [string, string, string, string, string];
    const [length = "", size = ""] = extent!.split(" ; ");
    return {
      number: FIRST_NUMBER + i,
      kind,
      lang,
      title: { text: title!, roman: roman! },
      subtitle: written(subtitle!),
      names: names!
        .split(";")
        .filter(Boolean)
        .map((one) => {
          const [name = "", role = "author"] = one.split("/");
          return { ...written(name), role };
        }),
      publisher: written(publisher!),
      place: written(place!),
      year: year!,
      extent: length,
      size,
      detail,
      clc,
      subjects: subjects.split(";"),
      members: members.split(","),
      summary,
    };
  });
}

/** What a library has of a serial: how many issues a year, volumes, years. Those it joined late with begin later. */
type Holdings = { perYear: number; volumes: [first: number, last: number]; years: [number, number] };

/** `f6 v3-7 2021-2025` -> six issues a year, volumes 3 to 7 in these years; `place`: of the library among those that hold it. */
export function holdingsOf(facts: MediaFacts, place: number): Holdings | null {
  const found = /^f(\d+) v(\d+)-(\d+) (\d{4})-(\d{4})$/.exec(facts.detail);
  if (!found) return null;
  const [perYear, volume, lastVolume, year, lastYear] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const later = Math.min(place, lastYear - year);
  return { perYear, volumes: [volume + later, lastVolume], years: [year + later, lastYear] };
}

/** Issues a year of what comes out again and again. */
export function perYearOf(facts: MediaFacts): number | null {
  const found = /^f(\d+)/.exec(facts.detail);
  return found ? Number(found[1]) : null;
}

/** Minutes that a recording or a film lasts: the number its detail begins with. */
export function minutesOf(facts: MediaFacts): number {
  return Number.parseInt(facts.detail, 10) || 0;
}

/** What the detail says behind its first word. */
export function detailRest(facts: MediaFacts): string {
  return facts.detail.replace(/^\S+ ?/, "");
}

/** Address of what is read on line: of a host that nobody can have (RFC 2606). */
export function addressOf(facts: MediaFacts): string {
  return ["ebook", "ejournal", "data"].includes(facts.kind)
    ? `https://example.org/yunze/${facts.kind}/${facts.number}`
    : "";
}
