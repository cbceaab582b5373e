import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { floorOf, floors } from "./stairs.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const ROOMS = import.meta.dirname;
const SKIPPED = new Set(["node_modules", "var", "dist", ".git", "fixtures"]);
const LONGEST_FILE = 450;

function filesUnder(folder: string, wanted: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesUnder(path, wanted);
    return wanted.test(entry.name) ? [path] : [];
  });
}

const sources = filesUnder(ROOT, /\.(ts|tsx|mjs)$/).filter((path) => !path.endsWith(".gen.ts"));
const textOf = new Map(sources.map((path) => [path, readFileSync(path, "utf8")]));

type Import = { from: string; to: string; line: string };

function importsOf(path: string): Import[] {
  const text = textOf.get(path)!;
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((found) => ({
    from: path,
    to: found[1]!,
    line: found[0],
  }));
}

/** Room of a server file: its first folder under server/src. */
function roomOf(path: string): string | undefined {
  const parts = relative(ROOMS, path).split(sep);
  return parts.length > 1 && !parts[0]!.startsWith("..") ? parts[0] : undefined;
}

const serverImports = sources
  .filter((path) => roomOf(path) !== undefined)
  .flatMap(importsOf)
  .filter((i) => i.to.startsWith("."));

describe("stairs", () => {
  test("every room has a floor", () => {
    const rooms = readdirSync(ROOMS).filter(
      (name) => statSync(join(ROOMS, name)).isDirectory() && name !== "messages",
    );
    expect(rooms.filter((room) => floorOf(room) === undefined)).toEqual([]);
    expect(floors.flat().filter((room) => !rooms.includes(room))).toEqual([]);
  });

  test("a room enters only rooms below it, and only through their front door", () => {
    const wrong: string[] = [];
    for (const one of serverImports) {
      const target = resolve(dirname(one.from), one.to);
      const from = roomOf(one.from)!;
      const to = roomOf(target);
      if (to === undefined || to === from || to === "messages") continue;
      const isTest =
        one.from.endsWith(".test.ts") || one.from.includes("testing") || one.from.includes("fixture");
      if (floorOf(to)! >= floorOf(from)! && !isTest)
        wrong.push(`${relative(ROOT, one.from)} climbs to ${to}`);
      const isWorld = isTest && target.endsWith(`${sep}testing.ts`);
      const isDoor = target.endsWith(`${sep}${to}${sep}index.ts`) || target.endsWith("schema.ts");
      if (to !== "kernel" && !isDoor && !isWorld)
        wrong.push(`${relative(ROOT, one.from)} enters ${to} by ${one.to}`);
    }
    expect(wrong).toEqual([]);
  });

  test("packages know neither rooms nor each other's insides", () => {
    const wrong = sources
      .filter((path) => relative(ROOT, path).startsWith(`packages${sep}`))
      .flatMap(importsOf)
      .filter((i) => /server\/|kysely|fastify|node:(fs|net|http)/.test(i.to))
      .filter((i) => !/\.test\.ts$|bench/.test(i.from));
    expect(wrong.map((i) => `${relative(ROOT, i.from)}: ${i.to}`)).toEqual([]);
  });
});

describe("tables", () => {
  test("a room writes only tables of its own schema", () => {
    const wrong: string[] = [];
    for (const path of sources) {
      const room = roomOf(path);
      if (room === undefined || room === "cli" || path.endsWith(".test.ts") || path.includes("testing"))
        continue;
      for (const found of textOf
        .get(path)!
        .matchAll(/\b(?:insert into|update|delete from|copy)\s+([a-z_]+)\.[a-z_]+/g)) {
        const schema = found[1]!;
        if (schema !== room && floorOf(schema) !== undefined)
          wrong.push(`${relative(ROOT, path)}: ${found[0]}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("foreign keys point down", () => {
    const wrong: string[] = [];
    for (const path of filesUnder(ROOMS, /\.sql$/)) {
      const room = roomOf(path)!;
      for (const found of readFileSync(path, "utf8").matchAll(/references\s+([a-z_]+)\./g))
        if (floorOf(found[1]!)! > floorOf(room)!) wrong.push(`${relative(ROOT, path)}: ${found[0]}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe("house rules", () => {
  test("the environment is read in one place", () => {
    const allowed =
      /kernel[/\\](config|testing|postgres-account)\.ts$|cli[/\\]testing-server\.ts$|\.test\.ts$|^bench|^e2e|^packages|\.config\.ts$/;
    const wrong = sources.filter(
      (path) => /(?<!")process\.env/.test(textOf.get(path)!) && !allowed.test(relative(ROOT, path)),
    );
    expect(wrong.map((path) => relative(ROOT, path))).toEqual([]);
  });

  test("no focused, skipped or unfinished work is left", () => {
    const marks = new RegExp(
      ["\\.only\\(", "\\.todo\\(", "FIX" + "ME", "TO" + "DO\\b", "console\\.log\\(", "@ts-" + "ignore"].join(
        "|",
      ),
    );
    const wrong = sources.filter(
      (path) =>
        !path.endsWith("tidy.test.ts") &&
        !/^bench/.test(relative(ROOT, path)) &&
        marks.test(textOf.get(path)!),
    );
    expect(wrong.map((path) => relative(ROOT, path))).toEqual([]);
  });

  test("files stay short enough to hold one noun", () => {
    const data =
      /(-data|phrases|variant-forms|simplified|japanese-forms|wade-giles|eacc|tables?|fold-classes|pinyin-phrases)[^/\\]*\.ts$/;
    const long = sources
      .filter((path) => !data.test(path))
      .map((path) => ({ path: relative(ROOT, path), lines: textOf.get(path)!.split("\n").length }))
      .filter((file) => file.lines > LONGEST_FILE);
    expect(long).toEqual([]);
  });
});
