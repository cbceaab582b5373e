import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";
import { joinSheets, readSheets, readStaffSheets, type Sheet } from "./styles.ts";

const WEB = join(import.meta.dirname, "../../../web");
const sheets = await readSheets(WEB);
const minified = async (css: string): Promise<string> =>
  (await transform(css, { loader: "css", minify: true, target: ["es2022"] })).code;

const cascades = [
  ["the readers' site", sheets],
  ["the workbench", await readStaffSheets(WEB)],
] as const;

test("every sheet is one of the site's or the workbench's", () => {
  const read = new Set(cascades.flatMap(([, some]) => some.map((sheet) => relative(WEB, sheet.path))));
  const onDisk = readdirSync(WEB, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".css"),
  );
  expect(onDisk.filter((name) => !read.has(name))).toEqual([]);
  expect(cascades[1][1].length).toBeGreaterThan(8);
});

describe.each(cascades)("the cascade of %s", (_, sheets) => {
  test("does not depend on what files are called or in which order the disk gives them", () => {
    const usual = joinSheets(sheets);
    expect(joinSheets([...sheets].reverse())).toBe(usual);
    expect(joinSheets([...sheets.slice(7), ...sheets.slice(0, 7)])).toBe(usual);
    const renamed = sheets.map((sheet, i) => ({ ...sheet, path: `${String(97 - i)}.css` }));
    expect(joinSheets(renamed.sort((a, b) => a.path.localeCompare(b.path)))).toBe(usual);
  });

  test("has nothing outside a layer", async () => {
    const css = await minified(joinSheets(sheets));
    let depth = 0;
    let outside = "";
    for (const sign of css.replaceAll(/@layer [\w.,-]+;/g, "").replaceAll(/@layer [\w.-]+\{/g, "{")) {
      if (sign === "{") depth++;
      if (depth === 0) outside += sign;
      if (sign === "}") depth--;
    }
    expect(outside.trim()).toBe("");
  });
});

describe("the joining of sheets", () => {
  const layers: Sheet = { path: "layers.css", text: "@layer first, second;\n" };
  const one: Sheet = { path: "one.css", text: "@layer second {\n  a {\n    color: red;\n  }\n}\n" };
  test("refuses sheets without a layer, in an unknown layer, or two in one, and says which", () => {
    expect(() => joinSheets([layers, { path: "bare.css", text: "a{color:red}" }])).toThrow(/bare\.css.*none/);
    expect(() => joinSheets([layers, { path: "odd.css", text: "@layer third { a {} }" }])).toThrow(
      /odd\.css.*third/,
    );
    expect(() => joinSheets([layers, one, { ...one, path: "two.css" }])).toThrow(/two\.css and one\.css/);
    expect(() => joinSheets([one])).toThrow(/one sheet declares/);
    expect(joinSheets([one, layers])).toBe(`${layers.text}\n${one.text}`);
  });
});

test("a colour states both looks once, in one line", () => {
  const tokens = sheets.find((sheet) => sheet.text.includes("@layer tokens {"))!.text;
  const names = [...tokens.matchAll(/(--[\w-]+): var\(--light, #/g)].map((found) => found[1]!);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(tokens.split(`${name}:`).length, name).toBe(2);
});

test("a button in the main colour keeps to it while it is pointed at", () => {
  const css = sheets.map((sheet) => sheet.text).join("\n");
  const bodyOf = (selector: string): string =>
    new RegExp(`\\n *${selector.replaceAll(".", "\\.")} \\{([^}]*)\\}`).exec(css)?.[1] ?? "";
  const buttons = [...css.matchAll(/\n *([^\n{}:]+) \{[^{}]*background: var\(--main\);/g)].map(
    (one) => one[1]!,
  );
  expect(buttons).toEqual(expect.arrayContaining([".primary", ".search-large button"]));
  for (const button of buttons)
    expect(bodyOf(`${button}:hover`), button).toContain("background: var(--main-press);");
});

/** The words inside `className=…` of a source. */
function classesIn(source: string): string[] {
  const written = [...source.matchAll(/\bclassName=(?:"([^"]*)"|\{([^}]*(?:\$\{[^}]*\}[^}]*)*)\})/g)];
  return written.flatMap((found) => {
    const strings = found[1] ?? [...found[2]!.matchAll(/["`]([^"`]*)["`]/g)].map((one) => one[1]).join(" ");
    return strings.split(/[^\w-]+/);
  });
}

test("classes of a room's sheet are used by its own pages only; what several use is in web/ui or the frame", () => {
  const reader = join(WEB, "reader");
  const roomOf = (path: string): string => relative(reader, path).split(sep)[0]!;
  const owners = new Map<string, Set<string>>();
  for (const { path, text } of sheets) {
    const room = path.startsWith(reader) ? roomOf(path) : "ui";
    for (const [, name] of text.replaceAll(/\/\*[\s\S]*?\*\//g, "").matchAll(/\.([a-z][\w-]*)(?=[^{};]*\{)/g))
      owners.set(name!, (owners.get(name!) ?? new Set()).add(room));
  }
  const wrong: string[] = [];
  let seen = 0;
  for (const name of readdirSync(reader, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".tsx")) continue;
    const room = roomOf(join(reader, name));
    for (const used of classesIn(readFileSync(join(reader, name), "utf8"))) {
      const owner = owners.get(used);
      if (!owner) continue;
      seen++;
      if (![room, "ui", "frame"].some((one) => owner.has(one)))
        wrong.push(`${name}: ${used} of ${[...owner].join()}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(300);
});
