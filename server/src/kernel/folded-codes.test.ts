import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestDatabase } from "./testing.ts";
import { foldCode } from "./text.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test("case, width, blanks and invisible characters do not make another number; noughts and hyphens do", () => {
  for (const spelling of [
    "t20lamp7",
    "Ｔ２０ＬＡＭＰ７",
    " T20 LAMP7 ",
    "T20\u00a0LAMP7\u3000",
    "T20\u200bLAMP7\r",
    "*T20LAMP7*",
    "＊t20lamp7＊",
    " *T20 LAMP7*\r",
    "]A0T20LAMP7",
    "]C1*t20lamp7*",
  ])
    expect(foldCode(spelling)).toBe("T20LAMP7");
  expect(new Set(["0150", "150", "15-0", "15 00"].map(foldCode)).size).toBe(4);
  // One star alone is a number's own, and so is what only looks like a mark.
  expect(["*150", "150*", "**", "*", "1*5*0", "]A0", "A]0"].map(foldCode)).toEqual([
    "*150",
    "150*",
    "**",
    "*",
    "1*5*0",
    "]A0",
    "A]0",
  ]);
});

test("the database folds as the program does", async () => {
  const samples = [
    "abc",
    "ＡＢｃ１２",
    " x\ty ",
    "ß-ä",
    "１２\u3000３",
    "a\u00adb\ufeffc",
    "①",
    "ﬁ9",
    "条码０１",
    "A\u2028b\u202ec",
    "*abc*",
    "***",
    "＊１＊",
    "*1",
    "]a0*b*",
    "]A0",
  ];
  for (const code of [
    ...samples,
    ...Array.from({ length: 300 }, (_, i) => `k${String.fromCodePoint(1 + i * 53)}z`),
  ]) {
    if (/[\ud800-\udfff]/.test(code)) continue;
    const { rows } = await sql<{ folded: string }>`select kernel.folded_code(${code}) as folded`.execute(
      database.db,
    );
    expect([code, rows[0]!.folded]).toEqual([code, foldCode(code)]);
  }
});
