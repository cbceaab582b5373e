import { expect, test } from "vitest";
import { decoderOf } from "./asian-pages.ts";

const hex = (text: string): Buffer => Buffer.from(text.replace(/ /g, ""), "hex");

test.each([
  // What KS X 1001 has, and what only Unified Hangul has: the first, the last, and some that books use.
  ["euc-kr", "b1e8 c0af c1a4", "김유정"],
  ["euc-kr", "8141 c652", "갂힣"],
  ["euc-kr", "8c63 b9e6 b0a2 c7cf", "똠방각하"],
  ["euc-kr", "4b53 20 a2e6", "KS €"],
  // Hong Kong's characters, one beyond the basic plane, and the kana and signs that Taiwan's systems added.
  ["big5", "adbb b4e4 9def ac47 a8c6", "香港嘅故事"],
  ["big5", "8745", "𧉧"],
  ["big5", "c6e0 c6f1", "々か"],
])("%s reads %s", (label, bytes, text) => {
  expect(decoderOf(label).decode(hex(bytes))).toBe(text);
});

test("a character cut between two chunks is read whole", () => {
  for (const [label, bytes, text] of [
    ["euc-kr", hex("8c63b9e6"), "똠방"],
    ["big5", hex("9defac47"), "嘅故"],
  ] as const) {
    const decoder = decoderOf(label);
    const parts = [...bytes].map((byte) => decoder.decode(Uint8Array.of(byte), { stream: true }));
    expect(parts.join("") + decoder.decode()).toBe(text);
  }
});

test("what has no meaning is marked, never guessed", () => {
  expect(decoderOf("euc-kr").decode(hex("c9ff 41"))).toContain("\ufffd");
  expect(decoderOf("euc-kr").decode(hex("b1"))).toBe("\ufffd");
});
