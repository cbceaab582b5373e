import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { callNumberKey, schemeOf, shelfSectionKey } from "./call-number-key.ts";

const sorted = (list: string[]): string[] =>
  [...list].sort((a, b) => Buffer.compare(callNumberKey(a), callNumberKey(b)));

/** Every list stands in shelf order; sorting it backwards must bring it back. */
const shelves: Record<string, string[]> = {
  "CLC: digits are a decimal fraction, the stroke ends the class": [
    "I2", "I210.6/12", "I24", "I242.4", "I242.4/1", "I242.47", "I246", "I247", "I247.5/7", "I247.57/3", "I25",
  ],
  "CLC: letters and two letters of T": ["A1", "B0", "K890", "T-0", "TB1", "TP", "TP3", "TP31", "TP311.138", "TQ", "U1", "Z2"],
  "CLC: a class before its signs, its signs before its subclasses": [
    "K81/T119", "K81a", "K81-53", "K81(2)", 'K81"1"', "K81=6", "K81<3>", "K81:2", "K81+K82", "K810", "K82",
  ],
  "CLC: running numbers count, volumes count": [
    "I247.5/99", "I247.5/99:2", "I247.5/99:10", "I247.5/123", "I247.5/2131", "I247.5/G65", "I247.5/G657", "I247.5/G657:8",
  ],
  "DDC: decimals, then cutters, then years": [
    "001.4", "005.13 K39", "200", "895.1", "895.1 A1", "895.13 S54 1999", "895.13 S54 2006", "895.1352 B2", "895.2",
  ],
  "LC: letters, whole numbers, cutters as decimals, years, volumes": [
    "G1", "GR60 .G61 2017 V.2", "GR60 .G61 2017 V.10", "GR60 .G7", "GR110 .A2", "GR1000 .B3", "PL2765 .A1", "Q1 .S3", "QA76.73 .J38 2005",
    "QA76.9 .A25", "QA276 .D59", "QA276 .D6", "QA2760 .A1",
  ],
  "schemes one after the other": ["Z89/1", "001.4", "999 Z9", "AC1 .A2", "ZA3075 .B6 2001", "特藏-001", "特藏-12"],
}; // biome-ignore format: shelves

describe("shelf order", () => {
  for (const [name, shelf] of Object.entries(shelves))
    test(name, () => expect(sorted([...shelf].reverse())).toEqual(shelf));
});

test("a number is read by its own look", () => {
  const cases: [string, string][] = [
    ["K890/G657:8", "clc"],
    ["K890/G657", "clc"],
    ["TP312/88", "clc"],
    ["TP312", "clc"],
    ["TP312 .J38 2005", "lcc"],
    ["GR60 .G61 2017 v.4", "lcc"],
    ["PN6110.R4 G60 1968", "lcc"],
    ["QA276 D59 2006", "lcc"],
    ["J228.2/P235 v.2", "clc"],
    ["895.1352 S54", "ddc"],
    ["Ｉ２４７．５／１２", "clc"],
    ["特藏 12", "other"],
    ["12345", "other"],
  ];
  for (const [number, scheme] of cases) expect([number, schemeOf(number)]).toEqual([number, scheme]);
});

test("full-width, small letters and Chinese quotation marks change nothing", () => {
  expect(callNumberKey("ｋ８９０／g657")).toEqual(callNumberKey("K890/G657"));
  expect(callNumberKey("D669〈2〉")).toEqual(callNumberKey("D669<2>"));
});

test("a section stands before what is in it", () => {
  expect(Buffer.compare(shelfSectionKey("I"), callNumberKey("I1"))).toBe(-1);
  expect(Buffer.compare(shelfSectionKey("J"), callNumberKey("I9/9"))).toBe(1);
  expect(Buffer.compare(shelfSectionKey("ddc"), callNumberKey("Z99"))).toBe(1);
});

test("any text has a key of bounded length, and a beginning never stands behind the whole", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      expect(callNumberKey(text).length).toBeLessThanOrEqual(120);
    }),
  );
  for (const whole of ["I247.57", "K890", "TP311"])
    for (let n = 1; n < whole.length; n++)
      expect(
        Buffer.compare(callNumberKey(whole.slice(0, n), "clc"), callNumberKey(whole)),
      ).toBeLessThanOrEqual(0);
});
