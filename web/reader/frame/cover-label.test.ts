import fc from "fast-check";
import { expect, test } from "vitest";
import { layOutLabel } from "./cover-label.ts";
import { tintOf } from "./tint.ts";

const shown = (title: string): string[] => layOutLabel(title).lines.map((line) => line.text);

test("a short Han title stands in one column", () => {
  expect(shown("史记")).toEqual(["史记"]);
  expect(layOutLabel("史记").vertical).toBe(true);
});

test("a longer Han title stands in columns from the right, evenly filled", () => {
  const label = layOutLabel("中国古代文学作品选注");
  expect(label.lines.map((line) => line.text)).toEqual(["中国古代文", "学作品选注"]);
  expect(label.lines[0]!.x).toBeGreaterThan(label.lines[1]!.x);
});

test("a title in Latin letters is broken between words", () => {
  expect(shown("Pride and Prejudice")).toEqual(["Pride and", "Prejudice"]);
  expect(layOutLabel("Pride and Prejudice").vertical).toBe(false);
});

test.each([
  "Modern Quantum Mechanics",
  "Reinforcement Learning An Introduction",
  "Probability and Measure",
  "Capital in the Twenty-First Century",
  "Transaction Processing Concepts and Techniques",
  "Sense and Sensibility",
  "Approximation Algorithms",
])("no word of %s is broken but at its own hyphen, and none reaches over the label", (title) => {
  const label = layOutLabel(title);
  const whole = title.split(/[ -]/);
  for (const { text } of label.lines) {
    for (const word of text.replace("…", "").split(/[ -]/).filter(Boolean)) expect(whole).toContain(word);
    // A bold serif takes about two thirds of an em a letter.
    expect(text.length * 0.62 * label.fontSize).toBeLessThanOrEqual(label.width);
  }
});

test("kana is vertical, Hebrew is horizontal", () => {
  expect(layOutLabel("こころ").vertical).toBe(true);
  expect(layOutLabel("ספר משנה").vertical).toBe(false);
});

test("what does not fit is cut with an ellipsis", () => {
  expect(shown("中".repeat(80)).join("")).toMatch(/…$/);
  expect(shown("word ".repeat(60)).at(-1)).toMatch(/…$/);
});

test("any title fits on the cover", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), (title) => {
      const label = layOutLabel(title);
      expect(label.x + label.width).toBeLessThanOrEqual(92);
      expect(label.y + label.height).toBeLessThanOrEqual(136);
      expect(label.lines.length).toBeLessThanOrEqual(6);
      expect([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).toContain(tintOf(title));
    }),
  );
});
