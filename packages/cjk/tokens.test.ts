import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "./fold.ts";
import { hasHan, scriptOf } from "./scripts.ts";
import { editDistance1, similarity } from "./similarity.ts";
import { hanGrams, isFunctionBigram, stem, tokens, words } from "./tokens.ts";

describe("tokens", () => {
  it("gives one piece per Han character, word and number", () => {
    const pieces = tokens(fold("Java程序設計 第2版 한국 かな война"));
    expect(pieces.map((piece) => piece.text)).toEqual([
      "java",
      "程",
      "序",
      "设",
      "计",
      "第",
      "2",
      "版",
      "한",
      "국",
      "か",
      "な",
      "воина",
    ]);
    expect(pieces.map((piece) => piece.position)).toEqual([...pieces.keys()]);
    expect(new Set(pieces.map((piece) => piece.kind))).toEqual(
      new Set(["latin", "han", "number", "hangul", "kana", "other"]),
    );
  });

  it("keeps c++ and 4k whole", () => {
    expect(tokens("c++ 4k 30").map((piece) => `${piece.kind}:${piece.text}`)).toEqual([
      "latin:c++",
      "latin:4k",
      "number:30",
    ]);
  });

  it("agrees with the grammar written as one pattern", () => {
    const grammar =
      /(?<han>[\p{Script=Han}々〇])|(?<kana>[\p{Script=Hiragana}\p{Script=Katakana}ー])|(?<hangul>\p{Script=Hangul})|(?<number>[0-9]+(?![\p{Script=Latin}0-9]))|(?<latin>[\p{Script=Latin}0-9]+[+#]*)|(?<other>[\p{L}\p{M}\p{N}]+?(?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Latin}]|[^\p{L}\p{M}\p{N}]|$))/gu;
    const pieces = (text: string) =>
      [...text.matchAll(grammar)].map((match, position) => ({
        kind: Object.entries(match.groups!).find(([, value]) => value !== undefined)![0],
        text: match[0],
        position,
      }));
    const unspaced =
      /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Yi}\p{Script=Bopomofo}\p{Script=Tai_Le}\p{Script=New_Tai_Lue}\p{Script=Tai_Tham}\p{Script=Tai_Viet}\p{Script=Javanese}]/u;
    const mixed = fc
      .array(fc.constantFrom(..."红𠀀々〇かカー한a0é+#б١́ .-", "c++", "2版", "ーб", "12"), { maxLength: 12 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(mixed, fc.string({ unit: "binary" })), (text) => {
        fc.pre(!unspaced.test(text));
        expect(tokens(text)).toEqual(pieces(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("loses no letter or digit of folded text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const folded = fold(text);
        expect(
          tokens(folded)
            .map((piece) => piece.text)
            .join(""),
        ).toBe(folded.replaceAll(" ", ""));
      }),
    );
  });
});

describe("grams and words", () => {
  it("pairs neighbours within a run", () => {
    expect(hanGrams("红楼梦 第2版")).toEqual({
      unigrams: ["红", "楼", "梦", "第", "版"],
      bigrams: ["红楼", "楼梦"],
    });
    expect(hanGrams("𠀀中").bigrams).toEqual(["𠀀中"]);
    expect(hanGrams("plain")).toEqual({ unigrams: [], bigrams: [] });
  });

  it("gives the rest as words", () => {
    expect(words("c++程序设计 第2版 война и мир")).toEqual(["c++", "2", "война", "и", "мир"]);
  });

  it("together cover the folded text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const folded = fold(text);
        const covered = hanGrams(folded).unigrams.join("").length + words(folded).join("").length;
        expect(covered).toBe(folded.replaceAll(" ", "").length);
      }),
    );
  });

  it("knows bigrams that carry no subject", () => {
    expect([isFunctionBigram("的与"), isFunctionBigram("红的")]).toEqual([true, false]);
  });
});

describe("stem", () => {
  it.each([
    ["libraries", "library"],
    ["books", "book"],
    ["classes", "class"],
    ["class", "class"],
    ["boxes", "box"],
    ["status", "status"],
    ["analysis", "analysis"],
    ["series", "series"],
    ["movies", "movie"],
    ["ties", "tie"],
    ["news", "news"],
    ["gas", "gas"],
    ["houses", "house"],
  ])("folds %s to %s", (word, expected) => {
    expect(stem(word)).toBe(expected);
  });
});

/** The script by Unicode properties alone, letter by letter. */
function scriptByProperties(text: string): string {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return "Jpan";
  if (/\p{Script=Hangul}/u.test(text)) return "Kore";
  if (hasHan(text)) return "Han";
  const counts = (["Latin", "Cyrillic", "Greek", "Hebrew", "Arabic"] as const).map(
    (name) => text.match(new RegExp(`\\p{Script=${name}}`, "gu"))?.length ?? 0,
  );
  const most = Math.max(...counts);
  return most === 0 ? "Zyyy" : ["Latn", "Cyrl", "Grek", "Hebr", "Arab"][counts.indexOf(most)]!;
}

describe("scripts", () => {
  it.each([
    ["红楼梦", "Hans"],
    ["紅樓夢", "Hant"],
    ["中文", "Hani"],
    ["皇后", "Hani"],
    ["日本の歴史", "Jpan"],
    ["歴史図書館", "Jpan"],
    ["한국 文學", "Kore"],
    ["Java 程序", "Hani"],
    ["Dream", "Latn"],
    ["Война и мир", "Cyrl"],
    ["Ἰλιάς", "Grek"],
    ["שלום", "Hebr"],
    ["كتاب", "Arab"],
    ["1996 !", "Zyyy"],
    ["", "Zyyy"],
  ])("tells %s as %s", (text, script) => {
    expect(scriptOf(text)).toBe(script);
  });

  it("of any text is what the properties of its characters say, half surrogates included", () => {
    const piece = fc.oneof(
      fc.constantFrom(..."aＡюΩשع한かｶ中〇𠮷𝒜𐐀1 。"),
      fc.string({ unit: "binary", maxLength: 3 }),
      fc.constantFrom("\ud842", "\udfb7"),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join("");
        const expected = scriptByProperties(text);
        // Some Han is written in Japan only.
        const forms = expected === "Han" ? ["Hans", "Hant", "Hani", "Jpan"] : [expected];
        expect(forms).toContain(scriptOf(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("finds Han of every plane", () => {
    expect([hasHan("a中"), hasHan("𠀀"), hasHan("かな"), hasHan("abc")]).toEqual([true, true, false, false]);
  });
});

describe("similarity", () => {
  it("is 1 for one title in two scripts and 0 for nothing in common", () => {
    expect(similarity("《紅樓夢》", "红楼梦")).toBe(1);
    expect(similarity("呐喊", "彷徨")).toBe(0);
    expect(similarity("", "")).toBe(0);
  });

  it("punishes one difference in a short title more than in a long one", () => {
    const short = similarity("呐喊", "呐咸");
    const long = similarity("中国古代文学史研究资料汇编", "中国古代文学史研究资料选编");
    expect(short).toBeLessThan(0.5);
    expect(long).toBeGreaterThan(0.8);
  });

  it("is symmetric and between 0 and 1", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(similarity(a, b)).toBe(similarity(b, a));
        expect(similarity(a, b)).toBeGreaterThanOrEqual(0);
        expect(similarity(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("sees one edit and no more", () => {
    expect(editDistance1("红楼梦", "红楼")).toBe(true);
    expect(editDistance1("红楼梦", "红楼春")).toBe(true);
    expect(editDistance1("abcd", "abdc")).toBe(true);
    expect(editDistance1("abcd", "acbde")).toBe(false);
    expect(editDistance1("", "a")).toBe(true);
    expect(editDistance1("ab", "cd")).toBe(false);
    expect(editDistance1("same", "same")).toBe(true);
  });
});
