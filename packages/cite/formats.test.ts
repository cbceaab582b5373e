import { describe, expect, test } from "vitest";
import { formatNames, writeReferences } from "./formats.ts";
import { bodyName, personName } from "./names.ts";
import { openUrl } from "./openurl.ts";
import type { Reference } from "./reference.ts";
import { plainTex, readBibtex, readRis, readTagged } from "./testing-readers.ts";
import { samples } from "./testing-samples.ts";

const all: Reference[] = Object.values(samples);

test("a book as RIS", () => {
  expect(writeReferences([samples.dream], "ris").split("\r\n")).toEqual([
    "TY  - BOOK",
    "AU  - 曹雪芹",
    "AU  - 高鹗",
    "TI  - 红楼梦",
    "PY  - 2008",
    "CY  - 北京",
    "PB  - 人民文学出版社",
    "ET  - 第3版",
    "SP  - 1606",
    "SN  - 9787020002207",
    "LA  - zh-Hans",
    "KW  - 章回小说--中国",
    "N1  - Hong lou meng",
    "ID  - 11",
    "ER  - ",
    "",
  ]);
});

test("a book as BibTeX: Han names whole in braces, western ones turned", () => {
  const entries = readBibtex(writeReferences([samples.dream, samples.pride, samples.thesis], "bibtex"));
  expect(entries.map((e) => [e.type, e.key])).toEqual([
    ["book", "cao2008-11"],
    ["book", "austen2001-31"],
    ["phdthesis", "ref2000-22"],
  ]);
  expect(entries[0]!.fields.get("author")).toBe("{曹雪芹} and {高鹗}");
  expect(entries[0]!.fields.get("title")).toBe("{红楼梦}");
  expect(entries[1]!.fields.get("author")).toBe("Austen, Jane");
  expect(entries[1]!.fields.get("editor")).toBe("Gray, Donald J.");
  expect(entries[1]!.fields.get("publisher")).toBe("W.W. Norton \\& Company");
  expect(entries[2]!.fields.get("school")).toBe("中国科学技术大学");
});

test("what TeX would read as commands is escaped, and addresses are not", () => {
  const odd = {
    ...samples.ebook,
    title: { main: "100% & {more} $5 #1 a_b c~d e^f \\end" },
    url: "https://x.example/a_b?c={d}&e=100%25",
    creators: [
      { name: bodyName("Procter and Gamble"), role: "author" as const },
      { name: personName("Sand and Gravel, Joe"), role: "author" as const },
    ],
  };
  const [entry] = readBibtex(writeReferences([odd], "bibtex"));
  expect(plainTex(entry!.fields.get("title")!)).toBe("100% & {more} $5 #1 a_b c~d e^f \\end");
  expect(entry!.fields.get("url")).toBe("https://x.example/a_b?c=%7Bd%7D&e=100%25");
  expect(entry!.fields.get("author")).toBe("{Procter and Gamble} and {Sand and Gravel}, Joe");
});

test("a translation as EndNote and NoteExpress", () => {
  const enw = readTagged(writeReferences([samples.translated, samples.body], "endnote"), /^%(.) (.+)$/u);
  expect(enw[0]).toEqual(
    expect.arrayContaining([
      ["0", "Book"],
      ["A", "博伯尔"],
      ["H", "徐超"],
      ["T", "银行业的未来与人工智能"],
    ]),
  );
  expect(enw[1]).toContainEqual(["A", "Stanford University. Department of Civil Engineering,"]);
  const net = readTagged(writeReferences([samples.translated], "noteexpress"), /^\{([^}]+)\}: (.+)$/u);
  expect(net[0]!.slice(0, 4)).toEqual([
    ["Reference Type", "Book"],
    ["Title", "银行业的未来与人工智能"],
    ["Author", "博伯尔"],
    ["Subsidiary Author", "徐超"],
  ]);
});

test("CSL-JSON keeps Han names literal and leaves out what is not known", () => {
  const [dream, , nothing] = JSON.parse(
    writeReferences([samples.dream, samples.pride, samples.nothingKnown], "csl-json"),
  ) as Record<string, unknown>[];
  expect(dream).toMatchObject({
    type: "book",
    author: [{ literal: "曹雪芹" }, { literal: "高鹗" }],
    issued: { "date-parts": [[2008]] },
    "publisher-place": "北京",
  });
  expect(nothing).toEqual({ id: "18", type: "book", title: "无名书", language: "zh-Hans" });
});

test("every format takes every sample, in order", () => {
  expect(readRis(writeReferences(all, "ris")).map((r) => r.get("ID")![0])).toEqual(all.map((r) => r.id));
  expect(readBibtex(writeReferences(all, "bibtex"))).toHaveLength(all.length);
  expect(new Set(readBibtex(writeReferences(all, "bibtex")).map((e) => e.key)).size).toBe(all.length);
  expect(readTagged(writeReferences(all, "endnote"), /^%(.) (.+)$/u)).toHaveLength(all.length);
  expect(readTagged(writeReferences(all, "noteexpress"), /^\{([^}]+)\}: (.+)$/u)).toHaveLength(all.length);
  for (const format of formatNames) expect(writeReferences([], format).trim()).toMatch(/^(\[\])?$/);
});

describe("COinS", () => {
  test("a book, a journal, a thesis, a map", () => {
    const read = (reference: Reference): URLSearchParams => new URLSearchParams(openUrl(reference));
    const pride = read({ ...samples.pride, recordUrl: "https://shelf.example/en/instance/31" });
    expect(pride.get("rft_val_fmt")).toBe("info:ofi/fmt:kev:mtx:book");
    expect(pride.getAll("rft_id")).toEqual([
      "urn:ISBN:9780393976045",
      "https://shelf.example/en/instance/31",
    ]);
    expect([pride.get("rft.aulast"), pride.get("rft.aufirst")]).toEqual(["Austen", "Jane"]);
    expect(read(samples.dream).getAll("rft.au")).toEqual(["曹雪芹", "高鹗"]);
    expect(read(samples.journal).get("rft.jtitle")).toBe("图书馆学通讯");
    expect(read(samples.journal).get("rft.aucorp")).toBe("中国图书馆学会");
    expect(read(samples.thesis).get("rft.inst")).toBe("中国科学技术大学");
    expect(read(samples.map).get("rft_val_fmt")).toBe("info:ofi/fmt:kev:mtx:dc");
  });
});

test("a publisher with “and” is one publisher, and pinyin is nobody's title", () => {
  const book: Reference = { ...samples.pride, publisher: "Taylor and Francis", place: "London and New York" };
  const [entry] = readBibtex(writeReferences([book], "bibtex"));
  expect(entry!.fields.get("publisher")).toBe("{Taylor and Francis}");
  expect(entry!.fields.get("address")).toBe("{London and New York}");
  const chinese: Reference = { ...samples.dream, romanisedTitle: { main: "Hong lou meng" } };
  const [ris] = readRis(writeReferences([chinese], "ris"));
  for (const tag of ["TI", "T1", "TT", "ST", "T3", "J2"])
    expect(ris!.get(tag) ?? []).not.toContain("Hong lou meng");
  expect(ris!.get("TI")).toEqual([expect.stringContaining("红楼梦")]);
  expect(writeReferences([chinese], "endnote")).not.toContain("%Q");
  expect(writeReferences([chinese], "noteexpress")).not.toContain("{Translated Title}");
});
