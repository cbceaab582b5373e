import { type DemoItem, itemsOf } from "../records.ts";
import type { DemoMember } from "../region.ts";
import { addressOf, holdingsOf, type MediaFacts } from "./media-facts.ts";

/** Minutes of an arc and degrees, as MARC writes a corner: `1134500` -> `E113°45′00″`. */
function degrees(code: string, hemisphere: string): string {
  return `${hemisphere}${Number(code.slice(0, -4))}°${code.slice(-4, -2)}′${code.slice(-2)}″`;
}

/** Scale and corners of a map: in words, and as MARC 21 034 and CNMARC 123 code them. */
export function cornersOf(
  facts: MediaFacts,
  scaleWord: string,
): { words: string; scale: string; codes: string[] } {
  const [scale = "", west = "", east = "", north = "", south = ""] = facts.detail.split(" ");
  return {
    scale,
    words: `${scaleWord} 1:${scale} (${degrees(west, "E")}–${degrees(east, "E")}/${degrees(north, "N")}–${degrees(south, "N")})`,
    codes: [`E${west}`, `E${east}`, `N${north}`, `N${south}`],
  };
}

const CHINESE: Record<number, string> = {
  1: "年刊",
  2: "半年刊",
  4: "季刊",
  6: "双月刊",
  12: "月刊",
  365: "日报",
};
const ENGLISH: Record<number, string> = {
  1: "Annual",
  2: "Semiannual",
  4: "Quarterly",
  6: "Bimonthly",
  12: "Monthly",
};

/** How often it comes out, in words: `6` -> 双月刊. */
export function frequencyWords(perYear: number, lang: string): string {
  return (lang === "en" ? ENGLISH : CHINESE)[perYear] ?? "";
}

/** Copies of a title at a member: of a serial a bound volume a year, of what is only on line none. */
export function mediaItems(member: DemoMember, facts: MediaFacts, place: number): DemoItem[] {
  if (addressOf(facts) !== "") return [];
  const authors = facts.names.map(({ text, roman, role }) => ({
    name: (roman || text).replace(/ ?[（(].*$/u, ""),
    role,
  }));
  const [first] = itemsOf(member, {
    number: facts.number,
    title: facts.title.roman || facts.title.text,
    authors,
    clc: facts.clc,
  });
  const shelf = shelfOf(member, facts);
  const item = { ...first!, ...shelf };
  const holdings = holdingsOf(facts, place);
  if (!holdings) return [item];
  const [from, to] = holdings.years;
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    ...item,
    barcode: `${item.barcode.slice(0, -1)}${i}`,
    part: `v.${holdings.volumes[0] + i} (${from + i})`,
  }));
}

/** Music stands in the music library, where there is one. */
function shelfOf(member: DemoMember, { kind }: MediaFacts): { location: string; branch: string } | undefined {
  const music = member.branches.find((one) => one.code === "MUSIC");
  return music && (kind === "score" || kind === "music")
    ? { location: music.location, branch: music.code }
    : undefined;
}
