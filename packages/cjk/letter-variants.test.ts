import { expect, test } from "vitest";
import { fold } from "./fold.ts";
import { tokens } from "./tokens.ts";

const same = (...texts: string[]): void => {
  for (const text of texts) expect(fold(text), text).toBe(fold(texts[0]!));
};
const apart = (a: string, b: string): void => expect(fold(a)).not.toBe(fold(b));

test("hamza, alef, ya, kaf, ta marbuta and points do not part Arabic and Persian words", () => {
  same("أحمد", "احمد", "اَحْمَد");
  same("إسلام", "اسلام", "الإسلام".slice(2));
  same("على", "علي", "علی");
  same("كتاب", "کتاب", "كـــتاب");
  same("مكتبة", "مكتبه");
  same("مسؤول", "مسوول");
  same("الشعراء", "الشعرا");
  apart("پدر", "بدر");
  apart("گل", "كل");
});

test("Uyghur letters that are two stay two", () => {
  apart("ئاتا", "اتا");
  apart("كىتاب", "كيتاب");
  apart("ئۇيغۇر", "ئويغور");
  expect(fold("ئۇيغۇرچە")).toBe("ئۇيغۇرچە");
});

test("Hebrew points and geresh, Devanagari nasals and dots fall away", () => {
  same("שָׁלוֹם", "שלום");
  same("צה״ל", "צהל");
  same("हिन्दी", "हिंदी", "हिँदी");
  same("फ़िल्म", "फिल्म");
});

test("folding is idempotent in all these scripts", () => {
  for (const text of ["الشعراءء", "ىء ئى", "أإآ", "सम्मान अन्न", "ئاىى", "กำ", "ក្រុម"])
    expect(fold(fold(text)), text).toBe(fold(text));
});

test("scripts without spaces are cut into letters with their marks, spaced ones into words", () => {
  expect(tokens(fold("ศึกษา")).map((token) => token.text)).toEqual(["ศึ", "ก", "ษ", "า"]);
  expect(tokens(fold("ကမ္ဘာ")).every((token) => token.kind === "cluster")).toBe(true);
  expect(tokens(fold("हिंदी भाषा")).map((token) => token.kind)).toEqual(["other", "other"]);
});
