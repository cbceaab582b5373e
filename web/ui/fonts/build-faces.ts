import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { FACES, type FaceLanguage, headingCharacters } from "./headings.ts";

/** Cuts fonts down; like them it is needed once in a while only, and no part of the project. */
const CUTTER = "subset-font";
/** Where the npm packages of Google Fonts keep the weight of our headings. */
const SOURCES: Record<FaceLanguage, string> = {
  "zh-Hans": "@expo-google-fonts/noto-serif-sc/600SemiBold/NotoSerifSC_600SemiBold.ttf",
  "zh-Hant": "@expo-google-fonts/noto-serif-tc/600SemiBold/NotoSerifTC_600SemiBold.ttf",
};

/** Writes both faces anew from the packages installed in a folder: `npm run faces -- FOLDER`; see README. */
async function buildFaces(folder: string): Promise<void> {
  const require = createRequire(join(resolve(folder), "package.json"));
  const subsetFont = require(CUTTER) as (
    font: Buffer,
    text: string,
    options: { targetFormat: "woff2" },
  ) => Promise<Buffer>;
  for (const language of Object.keys(FACES) as FaceLanguage[]) {
    const font = await readFile(require.resolve(SOURCES[language]));
    const characters = [...headingCharacters(language)].sort().join("");
    const face = await subsetFont(font, characters, { targetFormat: "woff2" });
    await writeFile(join(import.meta.dirname, FACES[language]), face);
    process.stdout.write(`${FACES[language]}: ${[...characters].length} characters, ${face.length} bytes\n`);
  }
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("Name the folder the fonts are installed in; see web/ui/fonts/README.md");
await buildFaces(folder);
