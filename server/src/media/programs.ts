import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Programs } from "./schema.ts";

const run = promisify(execFile);
const SECONDS = 5;
const MOST_OUTPUT = 2 ** 24;

/** What a program prints; null: it is not installed, or fails. */
async function printed(name: string, words: readonly string[]): Promise<string | null> {
  return await run(name, [...words], { timeout: SECONDS * 1000 }).then(
    ({ stdout, stderr }) => stdout || stderr,
    () => null,
  );
}

/** Which optional programs are installed, and what they can do. Asked anew each time: they come and go without a restart. */
export async function findPrograms(): Promise<Programs> {
  const [ffmpeg, tesseract, languages] = await Promise.all([
    printed("ffmpeg", ["-version"]),
    printed("tesseract", ["--version"]),
    printed("tesseract", ["--list-langs"]),
  ]);
  return {
    ffmpeg: /ffmpeg version (\S+)/.exec(ffmpeg ?? "")?.[1] ?? null,
    tesseract: /tesseract (\S+)/.exec(tesseract ?? "")?.[1] ?? null,
    languages: (languages ?? "")
      .split("\n")
      .slice(1)
      .filter((name) => /^[a-z_]{3,30}$/i.test(name) && name !== "osd"),
  };
}

/** What was recognised on a picture, and how sure the program is, to 100. */
export type Recognised = { text: string; confidence: number | null };

const RECOGNISING_MS = 120_000;

/** Reads a picture with tesseract; throws where it is not installed or fails. `languages` as tesseract names them. */
export async function recognise(path: string, languages: readonly string[]): Promise<Recognised> {
  const { stdout } = await run("tesseract", [path, "stdout", "-l", languages.join("+"), "tsv"], {
    timeout: RECOGNISING_MS,
    maxBuffer: MOST_OUTPUT,
    env: { PATH: PATH, OMP_THREAD_LIMIT: "1" },
  });
  return readTsv(stdout);
}

/** Programs are looked for where systems put them. */
const PATH = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";
const HAN_END = /[\p{Script=Han}\p{P}]$/u;

/** Tesseract's table, one word a row: words of a line beside each other, Han without blanks. */
export function readTsv(table: string): Recognised {
  const lines = new Map<string, string>();
  let sum = 0;
  let words = 0;
  for (const row of table.split("\n").slice(1)) {
    const cells = row.split("\t");
    const word = cells[11]?.trim() ?? "";
    if (cells[0] !== "5" || word === "") continue;
    const key = cells.slice(1, 5).join(".");
    const line = lines.get(key) ?? "";
    lines.set(key, line === "" || HAN_END.test(line) ? line + word : `${line} ${word}`);
    sum += Number(cells[10]);
    words++;
  }
  return { text: [...lines.values()].join("\n"), confidence: words > 0 ? sum / words : null };
}
