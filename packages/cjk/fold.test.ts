import { readFileSync } from "node:fs";
import fc from "fast-check";
import * as openccPreset from "opencc-js/preset/cn2t";
import { describe, expect, it } from "vitest";
import { fold, foldKey } from "./fold.ts";

const pairs = readFileSync(new URL("fixtures/same-text.tsv", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"))
  .map((line) => line.split("\t"));

/** Characters a random text is made of, chosen so that rules meet: marks, jamo, separators, surrogates, phrases. */
const oddCharacters = Array.from(
  "乾隆淨坤徵羽著名活覆藉沈紅樓夢瀋陽歴図芸術浜横人々〇○｜，。《》·　 aAeE'’+#cCüÜØæßİı\u0301\u0308\u3099ｶﾞカがＡ①½㈱" +
    "각한ㄱㅏש\u05b8ك\u064e\u0640\u200d\ufe0f𠮷𝐀٣й\u0306豈⽂薴挙戱",
);
const oddText = fc.array(fc.constantFrom(...oddCharacters, "\ud800", "\udc00", "\ud842"), { maxLength: 24 });

describe("fold", () => {
  it.each(pairs)("gives %s and %s one form (%s)", (one, other) => {
    expect(fold(one ?? "")).toBe(fold(other ?? ""));
    expect(fold(one ?? "")).not.toBe("");
  });

  it("has at least a hundred pairs to stand on", () => {
    expect(pairs.length).toBeGreaterThanOrEqual(100);
  });

  it("writes simplified Chinese in the form readers type", () => {
    expect(fold("皇后與以後")).toBe("皇后与以后");
    expect(fold("乾隆乾淨")).toBe("乾隆干净");
    expect(fold("歴史図書館")).toBe("历史图书馆");
  });

  it("writes small kana large, as cataloguers did for decades", () => {
    for (const [old, today] of [
      ["サツカー", "サッカー"],
      ["シヨツピング", "ショッピング"],
      ["きつと", "きっと"],
      ["ヴアイオリン", "ヴァイオリン"],
      ["シヨパン", "ｼｮﾊﾟﾝ"],
    ] as const)
      expect(fold(old), old).toBe(fold(today));
  });

  it("writes the Han digit before D, G and K as others do, and no other", () => {
    for (const text of ["三D打印", "三d打印", "三Ｄ打印", "３Ｄ打印", "3D打印"])
      expect(fold(text)).toBe("3d打印");
    expect(fold("五G时代")).toBe(fold("5G时代"));
    for (const text of ["第三D", "十三D", "三Dog", "三人行", "统一G"]) expect(fold(text)).not.toMatch(/\d/);
  });

  it("knows old and Japanese ways to write a character by the usual one", () => {
    for (const pair of [
      "㐂喜",
      "㐧第",
      "㔟势",
      "㝡最",
      "䑓台",
      "䖝虫",
      "䇿策",
      "嶌岛",
      "桒桑",
      "釼剑",
      "蘓苏",
      "辝辞",
      "駈驱",
      "亱夜",
    ]) {
      const [variant = "", usual = ""] = pair;
      expect([pair, fold(variant)]).toEqual([pair, usual]);
    }
    // Names are written with these, and mean other people.
    for (const pair of ["喆哲", "甦苏", "邨村", "龢和", "犇奔"])
      expect(fold(pair[0]!)).not.toBe(fold(pair[1]!));
  });

  it("keeps words that only look alike apart", () => {
    expect(fold("乾隆")).not.toBe(fold("干隆"));
    expect(fold("著名")).toBe("著名");
    expect(fold("芸娘")).toBe("芸娘");
    expect(fold("沙家浜")).toBe("沙家浜");
    expect(fold("打坏")).toBe("打坏");
  });

  it("keeps one space between words and none at the ends", () => {
    expect(fold("  Hello,   World! ")).toBe("hello world");
    expect(fold("红楼梦 dream of 红楼")).toBe("红楼梦 dream of 红楼");
  });

  it("treats an apostrophe as part of a word, after an article as its end", () => {
    expect(fold("O'Neill")).toBe("oneill");
    expect(fold("l'homme")).toBe("l homme");
    expect(fold("'quoted'")).toBe("quoted");
  });

  it("keeps C++ and C# apart from C, and no other signs", () => {
    expect([fold("C++"), fold("C#"), fold("C"), fold("a+b"), fold("50+")]).toEqual([
      "c++",
      "c#",
      "c",
      "a b",
      "50",
    ]);
  });

  it("is the same when applied twice", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          oddText.map((parts) => parts.join("")),
        ),
        (text) => {
          expect(fold(fold(text))).toBe(fold(text));
        },
      ),
      { numRuns: 4000 },
    );
  });

  it("is the same when applied twice to every single character of the basic plane and to all Han", () => {
    const unstable: string[] = [];
    for (let codePoint = 0; codePoint <= 0x323af; codePoint += 1) {
      const folded = fold(String.fromCodePoint(codePoint));
      if (fold(folded) !== folded) unstable.push(codePoint.toString(16));
    }
    expect(unstable).toEqual([]);
  });

  it("never throws, lone surrogates and raw UTF-16 included", () => {
    fc.assert(
      fc.property(fc.uint16Array({ maxLength: 60 }), (units) => {
        const text = String.fromCharCode(...units);
        expect(fold(text).isWellFormed()).toBe(true);
        expect(typeof foldKey(text)).toBe("string");
      }),
      { numRuns: 3000 },
    );
  });

  it("folds a text of 100,000 characters whole", () => {
    expect(fold("紅樓".repeat(50_000))).toBe("红楼".repeat(50_000));
  });

  it("folds each simplified character and all of OpenCC's traditional forms of it together", () => {
    const dictionaries: readonly unknown[] = Object.values(openccPreset.to).flat(2);
    const written = [...dictionaries, ...Object.values(openccPreset.from).flat(2)];
    const entries = String(written.find((entry) => String(entry).startsWith("㐷"))).split("|");
    expect(entries.length).toBeGreaterThan(3000);
    const exceptions: string[] = [];
    for (const entry of entries) {
      const [simplified = "", ...traditional] = entry.split(" ");
      for (const form of traditional)
        if (fold(form) !== fold(simplified)) exceptions.push(`${simplified}/${form}`);
    }
    expect(exceptions).toEqual([]);
  });
});

describe("foldKey", () => {
  it("writes volume and edition numbers in digits", () => {
    expect(foldKey("卷三十二")).toBe(foldKey("卷32"));
    expect(foldKey("第二版")).toBe(foldKey("第 2 版"));
    expect(foldKey("百二十回抄本")).toBe("120回抄本");
    expect(foldKey("一九九六年")).toBe("1996年");
  });

  it("leaves numbers that are names, and volumes named 上中下", () => {
    expect(foldKey("二十四史")).toBe("二十四史");
    expect(foldKey("三國志 上")).toBe("三国志上");
    expect(foldKey("下卷")).toBe("下卷");
  });
});
