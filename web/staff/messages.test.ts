import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { expect, test } from "vitest";
import { playingProblems } from "../../server/src/assets/words.ts";
import { postingKinds } from "../../server/src/moderation/words.ts";
import en from "./messages/en.json" with { type: "json" };
import zhHans from "./messages/zh-Hans.json" with { type: "json" };
import zhHant from "./messages/zh-Hant.json" with { type: "json" };

/** Paths of the sources below a folder, tests left out. */
function sourcePaths(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourcePaths(path);
    return /\.tsx?$/.test(name) && !name.includes(".test.") ? [path] : [];
  });
}

const sources = (folder: string): string[] => sourcePaths(folder).map((path) => readFileSync(path, "utf8"));

const SERVER = join(import.meta.dirname, "../../server/src");
/** Where the refusals of the operations that the workbench asks for are made. */
const REFUSING = [
  "kernel",
  "people",
  "consortium",
  "catalogue",
  "cataloguing",
  "policies",
  "circulation",
  "off-line",
  "loads",
  "transport",
  "placement",
  "storage",
  "tasks",
  "stocktaking",
  "insight",
  "copying",
  "workbench",
  "assets",
  "object-formats",
  "collections",
  "readers",
  "patron-sync",
  "notices",
  "media",
  "exhibitions",
  "collection-exchange",
  "object-edits",
];
/** Nobody at a workbench meets these: the server does not start. */
const UNSEEN = new Set(["region-served"]);

/** Every refusal code that the sources of these rooms declare or throw. */
function refusalCodes(): string[] {
  const texts = REFUSING.flatMap((room) => sources(join(SERVER, room)));
  const thrown = texts.flatMap((text) =>
    [...text.matchAll(/(?:Problem|refuse)\(\s*"([a-z-]+)"/g)].map((m) => m[1]!),
  );
  const declared = texts
    .filter((text) => text.includes("satisfies RefusalTable"))
    .flatMap((text) => [...text.matchAll(/^\s+"?([a-z-]+)"?: \d{3},?$/gm)].map((m) => m[1]!));
  return [...new Set([...thrown, ...declared])].filter((code) => !UNSEEN.has(code));
}

test("every refusal that an operation of the workbench may answer has its sentence", () => {
  const codes = refusalCodes();
  expect(codes.length).toBeGreaterThan(120);
  expect(codes.filter((code) => !(`problem.${code}` in zhHans))).toEqual([]);
});

test("every operation that the workbench asks for is described by the server", () => {
  const { paths } = JSON.parse(readFileSync(join(SERVER, "../../docs/openapi.json"), "utf8")) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const texts = sourcePaths(import.meta.dirname)
    .filter((path) => path.endsWith("operations.ts"))
    .map((path) => readFileSync(path, "utf8"));
  const asked = [...texts.join("\n").matchAll(/^ {2}"(GET|POST|PUT|PATCH|DELETE) (\S+)":/gm)];
  expect(asked.length).toBeGreaterThan(300);
  const unknown = asked.filter(
    ([, method, path]) => !paths[`/api/v1${path!.replace(/:(\w+)/g, "{$1}")}`]?.[method!.toLowerCase()],
  );
  expect(unknown.map(([name]) => name)).toEqual([]);
});

/** What sends requests beside `ask`, and why: no answer of the API is read there. */
const FETCHING = {
  "api.ts": "`ask` itself",
  "exhibitions/region-picker.tsx": "the manifest of an object",
  "off-line/reach.ts": "the server's clock, which stands in a header",
  "off-line/service-worker.ts": "the page and its files",
};

test("the API is asked by `ask` alone, in the server's own shapes", () => {
  const fetching = sourcePaths(import.meta.dirname)
    .filter((path) => /\bfetch\(/.test(readFileSync(path, "utf8")))
    .map((path) => relative(import.meta.dirname, path).replaceAll(sep, "/"));
  expect(fetching.sort()).toEqual(Object.keys(FETCHING));
});

test("every sentence exists in all three languages", () => {
  expect(Object.keys(zhHant).sort()).toEqual(Object.keys(zhHans).sort());
  expect(Object.keys(en).sort()).toEqual(Object.keys(zhHans).sort());
  expect(Object.values({ ...en, ...zhHans, ...zhHant }).filter((text) => text.trim() === "")).toEqual([]);
});

test("every key that is used exists", () => {
  const used = sources(import.meta.dirname).flatMap((text) =>
    [...text.matchAll(/\bt\("([^"]+)"/g)].map((m) => m[1]!),
  );
  expect(used.length).toBeGreaterThan(40);
  expect([...new Set(used)].filter((key) => !(key in zhHans))).toEqual([]);
});

test("why a recording could not be made ready is told in words", () => {
  for (const texts of [en, zhHans, zhHant])
    for (const problem of playingProblems)
      expect(texts, problem).toHaveProperty([`media.problem.${problem}`]);
});

test("every kind of text that waits for moderators has a name", () => {
  for (const words of [en, zhHans, zhHant])
    expect(postingKinds.filter((kind) => !(`moderation.posting.${kind}` in words))).toEqual([]);
});
