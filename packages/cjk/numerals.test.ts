import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arabicVolumeNumbers, parseHanNumber } from "./numerals.ts";

const digits = "零一二三四五六七八九";

/** The textbook way of writing a number below ten thousand, to read back. */
function writeNumber(value: number): string {
  const scales = ["", "十", "百", "千"];
  const figures = Array.from(String(value), Number);
  const written = figures.map((figure, i) =>
    figure === 0 ? "零" : `${digits[figure]}${scales[figures.length - 1 - i]}`,
  );
  return written.join("").replace(/零+/g, "零").replace(/零$/, "");
}

describe("Chinese numbers", () => {
  it.each([
    ["三十二", 32],
    ["百二十", 120],
    ["〇", 0],
    ["十", 10],
    ["十五", 15],
    ["廿四", 24],
    ["二十有三", 23],
    ["百又八", 108],
    ["卅一", 31],
    ["一百零八", 108],
    ["两千", 2000],
    ["一九九六", 1996],
    ["二〇〇八", 2008],
    ["一万二千", 12000],
    ["三亿五千万", 350_000_000],
    ["貳拾參", 23],
    ["叁佰", 300],
    ["32", 32],
  ])("reads %s as %d", (text, value) => {
    expect(parseHanNumber(text)).toBe(value);
  });

  it.each(["", "三国", "二十二十", "第三", "百千", "十百", "-3", "1.5"])("refuses %s", (text) => {
    expect(parseHanNumber(text)).toBeNull();
  });

  it("reads back every number below ten thousand", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), (value) => {
        expect(parseHanNumber(writeNumber(value))).toBe(value);
      }),
    );
  });

  it("rewrites only numbers of volumes, editions and years", () => {
    expect(arabicVolumeNumbers("三国演义第一百二十回")).toBe("三国演义第120回");
    expect(arabicVolumeNumbers("文集三国")).toBe("文集三国");
    expect(arabicVolumeNumbers("文集三")).toBe("文集3");
  });
});
