import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { themeColours } from "../../../server/src/collections/words.ts";

const sheet = readFileSync(join(import.meta.dirname, "collections.css"), "utf8");
const tokens = readFileSync(join(import.meta.dirname, "../../ui/tokens.css"), "utf8");
const looks = ["light", "dark"] as const;

/** A colour of a token in one look. */
function colour(css: string, name: string, look: (typeof looks)[number]): string {
  const line = new RegExp(`--${name}: var\\(--light, (#[0-9a-f]{6})\\) var\\(--dark, (#[0-9a-f]{6})\\)`).exec(
    css,
  );
  return line![look === "light" ? 1 : 2]!;
}

const fixed = (name: string): string => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(sheet)![1]!;

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

test("black on white is 21, a colour on itself 1", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#a8352a", "#a8352a")).toBe(1);
});

const cases = themeColours.flatMap((name) => looks.map((look) => [name, look] as const));
test.each(cases)("whatever ink a curator picks, words are read: %s in the %s look", (name, look) => {
  const own = new RegExp(`\\.col-ink-${name} \\{[^}]*\\}`).exec(sheet)![0];
  const ground = colour(own, "col-ground", look);
  expect(contrast(fixed("col-on"), ground)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(fixed("col-on-2"), ground)).toBeGreaterThanOrEqual(4.5);
  for (const paper of ["paper", "paper-2"])
    expect(contrast(colour(own, "col-line", look), colour(tokens, paper, look))).toBeGreaterThanOrEqual(4.5);
});

test.each(looks)(
  "the word of the main button is read in the %s look, also while it is pointed at",
  (look) => {
    const on = /--on-main: (#[0-9a-f]{6});/.exec(tokens)![1]!;
    for (const name of ["main", "main-press"])
      expect(contrast(on, colour(tokens, name, look)), name).toBeGreaterThanOrEqual(4.5);
  },
);
