import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readStaffCatalogue } from "./messages/catalogues.ts";
import { commands, schedule } from "./rooms.ts";

const words = readStaffCatalogue("zh-Hans");

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !/test/.test(path))
  .map((path) => readFileSync(join(import.meta.dirname, path), "utf8"));

/** Acts that are written by hand: the name given to `writeAudit`, or to what a room has around it. */
function writtenActs(): string[] {
  return sources.flatMap((source) => {
    const given = source.matchAll(/\b(?:writeAudit|note|goLive)\([^"`]*?"([a-z-]+(?:\.[a-z-]+)+)"/g);
    const chosen = source.matchAll(/const action = \w+ \? "([a-z-]+\.[a-z-]+)" : "([a-z-]+\.[a-z-]+)"/g);
    return [...given, ...chosen].flatMap(([, ...acts]) => acts);
  });
}

test("every act that the audit can hold has its words", () => {
  const declared = commands.filter((one) => one.audit !== "events").map((one) => one.name);
  const written = writtenActs();
  expect(declared.length).toBeGreaterThan(100);
  expect(written.length).toBeGreaterThan(30);
  const acts = [...new Set([...declared, ...written])].sort();
  expect(acts.filter((act) => !(`action.${act}` in words))).toEqual([]);
});

test("every kind of thing that the audit names has its word", () => {
  const kinds = sources.flatMap((source) =>
    [
      ...source.matchAll(
        /subject[^=\n]{0,3}[:=] \{ kind: "([a-z-]+)"|writeAudit\([^{]*\{ kind: "([a-z-]+)"|\babout\("([a-z-]+)"\)/g,
      ),
    ].map((found) => found[1] ?? found[2] ?? found[3]!),
  );
  expect(new Set(kinds).size).toBeGreaterThan(50);
  expect([...new Set(kinds)].filter((kind) => !(`audit.subject.${kind}` in words)).sort()).toEqual([]);
});

test("every field that an entry of the audit tells besides has its word", () => {
  const details = sources
    .filter((source) => /audit|noted/i.test(source))
    .flatMap((source) => [
      ...source.matchAll(
        /(?:\bdetail: |\b(?:noted|about)\w*\([^{}()]*(?:\([^()]*\))?[^{}()]*, )\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}/g,
      ),
    ])
    .concat(
      sources.flatMap((source) => [...source.matchAll(/\bwriteAudit\([^;]*?,\s*\{([^{}]*)\},?\s*\);/g)]),
    )
    .map(([, fields]) => fields!.replace(/\{[^{}]*\}|\([^()]*\)|`[^`]*`/g, ""));
  const fields = details.flatMap((one) =>
    one.split(",").flatMap((part) => /^\s*([a-zA-Z]\w*)\s*(?::|$)/.exec(part)?.[1] ?? []),
  );
  expect(new Set(fields).size).toBeGreaterThan(80);
  expect([...new Set(fields)].filter((field) => !(`audit.detail.${field}` in words)).sort()).toEqual([]);
});

test("every task that repeats by itself is told to the office in words", () => {
  const jobs = schedule.map((line) => line.split(" ").at(-1)!);
  expect(jobs.length).toBeGreaterThan(40);
  expect([...new Set(jobs)].filter((job) => !(`repeating.job.${job}` in words)).sort()).toEqual([]);
});
