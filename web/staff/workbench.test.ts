import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";

test("every page of the workbench has an address and a key of its own", async () => {
  vi.stubGlobal("localStorage", { getItem: () => null });
  vi.stubGlobal("document", { documentElement: {} });
  const { pages } = await import("./workbench.tsx");
  const twice = (values: string[]): string[] => values.filter((value, at) => values.indexOf(value) !== at);
  expect(twice(pages.map((page) => page.id))).toEqual([]);
  expect(twice(pages.flatMap((page) => page.key ?? []))).toEqual([]);
});

test("every page stands in a place of its own, and none is of nobody", async () => {
  vi.stubGlobal("localStorage", { getItem: () => null });
  vi.stubGlobal("document", { documentElement: {} });
  const { pages } = await import("./workbench.tsx");
  const places = pages.map(({ group, place }) => `${group} ${place}`);
  expect(places.filter((place, at) => places.indexOf(place) !== at)).toEqual([]);
  const folders = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" });
  expect(folders.filter((path) => /^[\w-]+[\\/]pages\.tsx$/.test(path)).length).toBeGreaterThan(20);
  expect(pages.length).toBeGreaterThan(30);
});

test("a library is named to people, not by its code; records alone go by code and number", () => {
  const paths = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" });
  const bare =
    /(?<![=$\w])\{(?:\w+\.)+member(?: \?\? [^}]*)?\}(?!<\/code>|(?:<\/b>)?\s+(?:<\w[^>]*>)?(?:\{\w+\.controlNumber|v\{))/g;
  const found = paths
    .filter((path) => path.endsWith(".tsx"))
    .flatMap((path) =>
      [...readFileSync(join(import.meta.dirname, path), "utf8").matchAll(bare)].map(
        ([one]) => `${path} ${one}`,
      ),
    );
  expect(found).toEqual([]);
});

test("a class that a room's sheet lays out is laid out by no other sheet: all of them are one in the browser", () => {
  const paths = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" });
  const sheetsOf = new Map<string, string[]>();
  for (const path of paths.filter((name) => name.endsWith(".css"))) {
    const css = readFileSync(join(import.meta.dirname, path), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
    for (const name of new Set([...css.matchAll(/(?:^|\})\s*(\.[\w-]+)\s*\{/g)].map((found) => found[1]!)))
      sheetsOf.set(name, [...(sheetsOf.get(name) ?? []), path]);
  }
  const shared = [...sheetsOf].filter(
    ([, sheets]) => sheets.length > 1 && sheets.some((one) => one.includes("/")),
  );
  expect(shared).toEqual([]);
});
