import { expect, test } from "vitest";
import { readMarcBytes } from "./index.ts";

/** One ISO 2709 record around the bytes of its 245 $a. */
function record(title: Buffer, leader09 = " "): Buffer {
  const fields: [string, Buffer][] = [
    ["001", Buffer.from("1")],
    ["245", Buffer.concat([Buffer.from("10\x1fa"), title])],
  ];
  let directory = "";
  let start = 0;
  for (const [tag, content] of fields) {
    directory += tag + String(content.length + 1).padStart(4, "0") + String(start).padStart(5, "0");
    start += content.length + 1;
  }
  const base = 25 + directory.length;
  const head = `${String(base + start + 1).padStart(5, "0")}nam ${leader09}22${String(base).padStart(5, "0")}   4500`;
  return Buffer.concat([
    Buffer.from(`${head}${directory}\x1e`),
    ...fields.flatMap(([, content]) => [content, Buffer.from([0x1e])]),
    Buffer.from([0x1d]),
  ]);
}

function read(bytes: Buffer): { encoding: string; title: string } {
  const [result] = readMarcBytes(bytes);
  if (!result?.ok) return { encoding: "refused", title: result?.reason ?? "" };
  const field = result.record.fields.find((f) => f.tag === "245");
  return {
    encoding: result.encoding,
    title: field && "subfields" in field ? (field.subfields[0]?.[1] ?? "") : "",
  };
}

const hex = (text: string): Buffer => Buffer.from(text.replace(/ /g, ""), "hex");

test.each([
  ["traditional Chinese in GBK", "gb18030", "d3a2 cda8 b0af ccdc c06e 835a 5d", "a"],
  ["traditional Chinese in Big5", "big5", "ac f5 bc d3 b9 da ac e3 a8 73", "a"],
  ["Japanese in Shift_JIS", "shift-jis", "93 fa 96 7b 95 b6 8a 77 82 cc 97 f0 8e 6a", "a"],
  ["Japanese in EUC-JP", "euc-jp", "c6 fc cb dc a4 ce ca b8 b3 d8 a4 c8 bc d2 b2 f1", "a"],
  ["Korean in EUC-KR", "euc-kr", "c7 d1 b1 b9 bf aa bb e7 bf ac b1 b8", "a"],
  ["Korean in EUC-KR, declared MARC-8", "euc-kr", "c7 d1 b1 b9 bf aa bb e7 bf ac b1 b8", " "],
  ["simplified Chinese in GB 18030", "gb18030", "d6d0 b9fa b5e4 bcae d1d0 bebf", "a"],
])("%s is read without a loss", (_, encoding, bytes, leader09) => {
  const label = encoding === "shift-jis" ? "shift_jis" : encoding;
  const right = new TextDecoder(label).decode(hex(bytes));
  expect(right).not.toContain("\ufffd");
  expect(read(record(hex(bytes), leader09))).toEqual({ encoding, title: right });
});

test("Latin words with marks are no Cyrillic words, however many marks there are", () => {
  // MARC-8: macron (E5) before its letter, one misplaced mark, Greek by reference.
  const text = Buffer.concat([
    Buffer.from(
      "H\xe5e agora t\xe5on Ath\xe5en\xe5on kai h\xe5e politik\xe5e z\xe5o\xe5e t\xe5es pole\xe5os t\xe5on kair\xe5on &#x0397; \xe5",
      "latin1",
    ),
  ]);
  const { encoding, title } = read(record(text));
  expect(encoding).toBe("marc-8");
  expect(title).toContain("Hē agora tōn Athēnōn");
  expect(title).toContain("Η");
  expect(title).not.toMatch(/\p{Script=Cyrillic}/u);
});

const xml = (encoding: string, title: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      `<?xml version="1.0" encoding="${encoding}"?><collection><record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">1</controlfield><datafield tag="245" ind1="1" ind2="0"><subfield code="a">`,
    ),
    title,
    Buffer.from("</subfield></datafield></record></collection>"),
  ]);

test("an XML declaration of ISO 8859-1 keeps the marks of non-sorting text; quotation marks of Windows are read", () => {
  const marked = read(xml("ISO-8859-1", Buffer.from("\x98Le \x9ccin\xe9ma", "latin1")));
  expect(marked).toEqual({ encoding: "latin-1", title: "\u0098Le \u009ccinéma" });
  expect(read(xml("ISO-8859-1", Buffer.from("l\x92\xe9t\xe9", "latin1"))).title).toBe("l’été");
  expect(read(xml("windows-1252", Buffer.from("\x9cuvre", "latin1"))).title).toBe("œuvre");
});

test("XML in other encodings of the East, declared or not", () => {
  expect(read(xml("Shift_JIS", hex("93fa967b95b6")))).toEqual({ encoding: "shift-jis", title: "日本文" });
  expect(read(xml("EUC-KR", hex("c7d1b1b9")))).toEqual({ encoding: "euc-kr", title: "한국" });
  expect(read(xml("UTF-8", hex("d6d0b9fab5e4bcaed1d0bebf"))).title).toBe("中国典籍研究");
});

const leaderOf = (leader: string): string => {
  const [result] = readMarcBytes(
    Buffer.from(
      `<record><leader>${leader}</leader><controlfield tag="001">1</controlfield><datafield tag="245" ind1="1" ind2="0"><subfield code="a">T</subfield></datafield></record>`,
    ),
    { format: "marcxml" },
  );
  return result?.ok ? result.record.leader : "refused";
};

test("positions of a leader are found by what they hold", () => {
  expect(leaderOf(" 01142cam a2200301 a 4500")).toBe("01142cam a2200301 a 4500");
  expect(leaderOf("      cam a2200301 a 4500")).toBe("     cam a2200301 a 4500");
  expect(leaderOf("     cam a22     1a 4500")).toBe("     cam a22     1a 4500".padEnd(24));
  expect(leaderOf("cam a2200301 a 4500")).toBe("     cam a2200301 a 4500");
  expect(leaderOf("01142cam a2200301 a 4500  ")).toBe("01142cam a2200301 a 4500");
});

test("line ends in XML are line feeds, an empty subfield code is reported and kept", () => {
  const [result] = readMarcBytes(
    Buffer.from(
      '<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">1</controlfield><datafield tag="500" ind1=" " ind2=" "><subfield code="a">one\r\ntwo\rthree&#13;</subfield><subfield code="">stray</subfield></datafield></record>',
    ),
    { format: "marcxml" },
  );
  if (!result?.ok) throw new Error("refused");
  const field = result.record.fields.at(-1)!;
  expect("subfields" in field && field.subfields).toEqual([
    ["a", "one\ntwo\nthree\r"],
    ["", "stray"],
  ]);
  expect(result.repairs).toContainEqual({ code: "subfield-code", tag: "500", declared: "" });
});
