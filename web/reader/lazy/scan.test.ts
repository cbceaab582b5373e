import { expect, test } from "vitest";
import { createAgreement, isBookCode } from "./scan.ts";

test("only barcodes of books count", () => {
  expect(isBookCode("9787020002207")).toBe(true);
  expect(isBookCode("9787020002208")).toBe(false);
  expect(isBookCode("6901234567892")).toBe(false);
  expect(isBookCode("978702000220")).toBe(false);
});

test("a read counts when two frames agree, and once", () => {
  const agree = createAgreement("isbn");
  const reads = [
    "9787020002207",
    "9787020002214",
    "9787020002207",
    "9787020002207",
    "9787020002207",
    undefined,
    "9787020002207",
    "9787020002207",
  ];
  expect(reads.map((read) => agree(read))).toEqual([
    null,
    null,
    null,
    "9787020002207",
    null,
    null,
    null,
    null,
  ]);
  const code = createAgreement("code");
  expect([code("https://a"), code("https://a"), code("https://b"), code("https://b")]).toEqual([
    null,
    "https://a",
    null,
    "https://b",
  ]);
});
