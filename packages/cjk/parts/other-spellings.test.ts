import { expect, test } from "vitest";
import { shortAndSpellings, umlautsSpelledOut } from "./other-spellings.ts";

test("'n' between two Latin words is and, and one word", () => {
  expect(shortAndSpellings("Rock ’n’ Roll today")).toEqual(["Rock and Roll today", "RocknRoll today"]);
  expect(shortAndSpellings("Drum n bass")).toEqual(["Drum and bass", "Drumnbass"]);
  for (const text of ["n roll", "the n", "第 n 卷", "O'Neill", "an apple"])
    expect(shortAndSpellings(text), text).toEqual([]);
});

test("letters with two dots or a ring are spelled with two letters", () => {
  expect(umlautsSpelledOut("Müller")).toBe("Mueller");
  expect(umlautsSpelledOut("Mu\u0308ller")).toBe("Mueller");
  expect(umlautsSpelledOut("Ångström Øre")).toBe("aangstroem oere");
  expect(umlautsSpelledOut("Miller")).toBeUndefined();
});
