import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readMarcBytes } from "@commonshelf/marc";
import type { Address } from "./addresses.ts";
import type { OutsideAnswer } from "./ask.ts";
import { refuse } from "./refusals.ts";
import type { Question, Target } from "./schema.ts";
import { type QuestionField, questionFields } from "./words.ts";

const PROGRAM = "yaz-client";
const TIMEOUT_MS = 20_000;
const MOST_OUTPUT = 2 ** 20;

/** Use attributes of Bib-1 (Z39.50 attribute set Bib-1, type 1). */
const USE: Record<QuestionField, number> = { isbn: 7, issn: 8, title: 4, author: 1003, any: 1016 };

/** The question as a prefix query (PQF) of Bib-1. Refuses `copy-question-empty` 400. */
export function pqfOf(question: Question): string {
  const terms = questionFields.flatMap((field) => {
    // Quotes, backslashes and line ends would end the term, or the command.
    const term = question[field]?.replace(/["\\\p{Cc}]/gu, " ").trim();
    return term ? [`@attr 1=${USE[field]} "${term}"`] : [];
  });
  if (terms.length === 0) throw refuse("copy-question-empty");
  return [...terms.slice(1).map(() => "@and"), ...terms].join(" ");
}

/**
 * Asks a Z39.50 server through the program `yaz-client`. Refuses `target-program-missing` 501 where it is not installed,
 * `copy-question-empty` 400, `target-unreachable` 502, `target-diagnostic` 502.
 */
export async function askZ3950(
  target: Target,
  address: Address,
  question: Question,
  page: { from: number; size: number },
  environment: NodeJS.ProcessEnv,
): Promise<OutsideAnswer> {
  const query = pqfOf(question);
  const folder = await mkdtemp(join(tmpdir(), "commonshelf-z3950-"));
  try {
    const file = join(folder, "records.mrc");
    const host = address.family === 6 ? `[${address.address}]` : address.address;
    const commands = [
      `open tcp:${host}:${target.port}/${target.database || "Default"}`,
      `format ${target.syntax}`,
      `find ${query}`,
      `show ${page.from}+${page.size}`,
      "quit",
    ];
    const said = await runClient(["-m", file], `${commands.join("\n")}\n`, folder, environment);
    const hits = /Number of hits: (\d+)/.exec(said)?.[1];
    const wrong = /Diagnostic message\(s\) from database:\s*(.+)/.exec(said)?.[1];
    if (hits === undefined) {
      if (wrong) throw refuse("target-diagnostic", { detail: wrong.slice(0, 300) });
      throw refuse("target-unreachable", { host: target.host, detail: "" });
    }
    if (hits === "0") {
      if (wrong) throw refuse("target-diagnostic", { detail: wrong.slice(0, 300) });
      return { total: 0, results: [] };
    }
    const encoding = target.encoding === "auto" ? {} : { encoding: target.encoding };
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    return { total: Number(hits), results: readMarcBytes(bytes, { format: "iso2709", ...encoding }) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runClient(
  words: string[],
  commands: string,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  return new Promise((done, fail) => {
    // Settings of whoever runs the server are none of ours: it looks for them at home.
    const child = spawn(PROGRAM, words, { cwd: folder, env: { PATH: environment.PATH, HOME: folder } });
    let said = "";
    const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
    const take = (chunk: Buffer): void => {
      if (said.length < MOST_OUTPUT) said += chunk.toString("latin1");
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      fail(error.code === "ENOENT" ? refuse("target-program-missing", { program: PROGRAM }) : error);
    });
    child.once("close", () => {
      clearTimeout(timer);
      done(said);
    });
    // It may end before it has read everything.
    child.stdin.on("error", () => undefined);
    child.stdin.end(commands);
  });
}
