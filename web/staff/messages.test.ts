import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import en from "./messages/en.json" with { type: "json" };
import zhHans from "./messages/zh-Hans.json" with { type: "json" };
import zhHant from "./messages/zh-Hant.json" with { type: "json" };

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.tsx?$/.test(name) && !name.includes(".test.") ? [readFileSync(path, "utf8")] : [];
  });
}

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
