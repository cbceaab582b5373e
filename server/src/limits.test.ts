import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { limits } from "./testing-limits.ts";
import { takenStill, workings } from "./testing-workings.ts";
import { filesUnder } from "./tidy-measure.ts";

const HERE = import.meta.dirname;
const DECLARED = /^(?:export )?const ([A-Z][A-Z_0-9]+)(?:: ?[^=\n]+)? = ([\d_.* A-Z]+);/gm;
/** Names that tell a rule for people: so many a day, for so many days, after so many tries. */
const RULE =
  /_(?:DAYS|HOURS|MONTHS|YEARS)(?:_MS|_AHEAD|_MAX)?$|^(?:DAYS|HOURS|MONTHS|YEARS)_|_PER_(?:DAY|HOUR|WEEK|MINUTE|NETWORK|BROWSER|NEST|COPY|LOAN|ZONE|JOURNEY_DAY)$|ATTEMPTS$|WITNESSES$|_CAP$|FAILURES_MAX$|RENEWALS_MAX$/;
const BOUND = /^(?:MOST|LONGEST|LEAST|FEWEST|FURTHEST|FARTHEST)_/;
const isWorking = (file: string, name: string): boolean => workings[file]?.includes(name) ?? false;

/** Limits that no test goes beyond: half a million records, and an archive of more than a gigabyte, would have to be made. */
const TOO_MUCH = new Set([
  "loads/bulk/preview.ts MOST_RECORDS",
  "collection-exchange/take-in.ts LONGEST_HEAD",
]);

/** Numbers that the sources declare at their top, by file. */
const declared = new Map(
  filesUnder(HERE, /\.ts$/)
    .filter((path) => !/\.test\.ts$|testing/.test(path))
    .map((path) => [
      relative(HERE, path).split(sep).join("/"),
      new Map([...readFileSync(path, "utf8").matchAll(DECLARED)].map(([, name, value]) => [name!, value!])),
    ]),
);

describe.each(Object.entries(limits))("%s", (file, numbers) => {
  test.each(Object.entries(numbers))("%s is %s", (name, value) => {
    expect(declared.get(file)?.get(name)).toBe(value);
  });
});

test("every number that is a rule for people stands in the table", () => {
  const missing = [...declared].flatMap(([file, numbers]) =>
    [...numbers.keys()]
      .filter(
        (name) =>
          (RULE.test(name) || BOUND.test(name)) &&
          !isWorking(file, name) &&
          limits[file]?.[name] === undefined,
      )
      .map((name) => `${file} ${name}`),
  );
  expect(missing).toEqual([]);
});

test("every number beyond which something is refused stands in the table", () => {
  const missing = [...declared].flatMap(([file, numbers]) => {
    const source = readFileSync(join(HERE, file), "utf8");
    return [...numbers]
      .filter(
        ([name]) =>
          !isWorking(file, name) &&
          limits[file]?.[name] === undefined &&
          refusedBeside(source, name).length > 0,
      )
      .map(([name, value]) => `${file} ${name} ${value}`);
  });
  expect(missing).toEqual([]);
});

test("what is listed as working of the house is there, and no rule beside", () => {
  const gone = Object.entries(workings).flatMap(([file, names]) =>
    names
      .filter((name) => !declared.get(file)?.has(name) || limits[file]?.[name] !== undefined)
      .map((name) => `${file} ${name}`),
  );
  expect(gone).toEqual([]);
});

test("no test takes a limit from the source that it should say itself; the list may only shrink", () => {
  const taken = filesUnder(HERE, /\.test\.ts$/)
    .filter((path) => path !== import.meta.filename)
    .flatMap((path) => {
      const file = relative(HERE, path).split(sep).join("/");
      return limitsTaken(path).length > 0 && !takenStill.has(file) ? [file] : [];
    });
  expect(taken).toEqual([]);
  expect([...takenStill].filter((file) => limitsTaken(join(HERE, file)).length === 0)).toEqual([]);
});

test("every limit is met by a test: by its name, or by what is refused beyond it", () => {
  const tests = filesUnder(HERE, /\.test\.ts$/)
    .filter((path) => !path.endsWith("limits.test.ts") || path.includes("peer-loans"))
    .map((path) => readFileSync(path, "utf8"));
  const unmet = Object.entries(limits).flatMap(([file, numbers]) => {
    const source = readFileSync(join(HERE, file), "utf8");
    return Object.keys(numbers)
      .filter((name) => {
        const codes = refusedBeside(source, name);
        return (
          codes.length > 0 &&
          !TOO_MUCH.has(`${file} ${name}`) &&
          ![name, ...codes].some((word) => tests.some((text) => text.includes(word)))
        );
      })
      .map((name) => `${file} ${name}`);
  });
  expect(unmet).toEqual([]);
});

/** Limits of the table that a test imports from the file that declares them. */
function limitsTaken(path: string): string[] {
  const imports = [...readFileSync(path, "utf8").matchAll(/^import \{([^}]*)\}\s*from "(\.[^"]+)"/gms)];
  return imports.flatMap(([, names, from]) => {
    const known =
      limits[
        relative(HERE, resolve(dirname(path), from!))
          .split(sep)
          .join("/")
      ] ?? {};
    return names!
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name in known);
  });
}

/** Codes that are refused in the lines that use a limit. */
function refusedBeside(source: string, name: string): string[] {
  const lines = source.split("\n");
  return lines.flatMap((line, at) =>
    new RegExp(`\\b${name}\\b`).test(line) && !/^(export )?const /.test(line)
      ? [
          ...lines
            .slice(at, at + 3)
            .join("\n")
            .matchAll(/(?:(?:refuse|Problem)\(\s*|\bcode: )"([\w-]+)"/g),
        ].map(([, code]) => code!)
      : [],
  );
}
