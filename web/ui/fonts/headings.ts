import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const WEB = join(import.meta.dirname, "../..");
const MESSAGES = join(WEB, "../server/src/messages");

/** The scripts that have a face, and where it lies. */
export const FACES = { "zh-Hans": "headings-hans.woff2", "zh-Hant": "headings-hant.woff2" } as const;
export type FaceLanguage = keyof typeof FACES;

/** The faces by the names the sheet has for them. */
export function readFaces(): { file: string; body: Buffer }[] {
  return Object.values(FACES).map((file) => ({ file, body: readFileSync(join(import.meta.dirname, file)) }));
}

/** Headings in the class `song` whose words are chosen by more than one name, and what stands in them. */
const CHOSEN = [
  "home.near",
  "home.courses",
  "home.columns",
  "home.arrivals.own",
  "home.arrivals.library",
  "home.arrivals.language",
  "results.total",
  "results.total-all",
  "results.total-expert",
  "count.titles_other",
  "home.motto_other",
  "home.motto",
];
/** Figures and signs that stand in headings. */
const SIGNS = "0123456789,，。、：；？！（）《》“”‘’「」『』·—…% ";

/** Sources of the reader's pages, by path. */
export function readerSources(): Map<string, string> {
  const paths = readdirSync(join(WEB, "reader"), { recursive: true, encoding: "utf8" });
  return new Map(
    paths
      .filter((path) => path.endsWith(".tsx"))
      .map((path) => [path, readFileSync(join(WEB, "reader", path), "utf8")]),
  );
}

/** Keys of the messages that stand in the class `song`: the fixed headings, never titles of books. */
export function headingKeys(sources: ReadonlyMap<string, string> = readerSources()): string[] {
  const inClass = /(?:<H[123]\b|className="(?:[^"]* )?song")[^<>]*>\s*\{t\(\s*"([^"]+)"/g;
  const found = [...sources.values()].flatMap((text) => [...text.matchAll(inClass)].map(([, key]) => key!));
  return [...new Set([...found, ...CHOSEN])].sort();
}

/** The characters a face must have: those of the fixed headings in its language, figures and signs. */
export function headingCharacters(language: FaceLanguage): Set<string> {
  const folder = join(MESSAGES, language);
  const messages: Record<string, string> = Object.assign(
    {},
    ...readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8"))),
  );
  const words = headingKeys().map((key) => (messages[key] ?? "").replace(/\{\{[^}]*\}\}/g, ""));
  return new Set([...SIGNS, ...words.join("")]);
}
