import { describe, expect, test } from "vitest";
import { readMarcBytes, writeIso2709 } from "../index.ts";

/** Bytes of a text in windows-1251: letters of Russian follow each other in both. */
function russian(given: string): Buffer {
  return Buffer.from(
    Array.from(given, (one) => {
      const code = one.codePointAt(0)!;
      return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code;
    }),
  );
}

const TITLE = "Основы теории электрических цепей";
const mrk = Buffer.concat([
  Buffer.from("=LDR  00000nam a2200000 i 4500\n=001  1\n=245  10$a"),
  russian(TITLE),
  Buffer.from("\n"),
]);
const json = Buffer.concat([
  Buffer.from(
    '{"leader":"00000nam a2200000 i 4500","fields":[{"245":{"ind1":"1","ind2":"0","subfields":[{"a":"',
  ),
  russian(TITLE),
  Buffer.from('"}]}}]}'),
]);
const xml = (declared: string): Buffer =>
  Buffer.concat([
    Buffer.from(
      `<?xml version="1.0"${declared}?><record><leader>00000nam a2200000 i 4500</leader><datafield tag="245" ind1="1" ind2="0"><subfield code="a">`,
    ),
    russian(TITLE),
    Buffer.from("</subfield></datafield></record>"),
  ]);

describe("formats that are UTF-8 by rule, in another encoding", () => {
  test.each([
    ["MARCMaker", mrk, "encoding-guess"],
    ["MARC-in-JSON", json, "encoding-guess"],
    ["MARCXML that declares UTF-8", xml(' encoding="UTF-8"'), "encoding-declaration"],
    ["MARCXML that declares nothing", xml(""), "encoding-declaration"],
  ])("%s is read by its bytes, and it is told", (_name, bytes, repair) => {
    const [result] = readMarcBytes(bytes);
    expect(result).toMatchObject({ ok: true, encoding: "windows-1251", repairs: [{ code: repair }] });
    expect(JSON.stringify(result)).toContain(TITLE);
  });

  test.each([
    ["cp1250", [0x50, 0xf8, 0xed, 0x9a], "Příš"],
    ["ISO-8859-2", [0x50, 0xf8, 0xed, 0xb9], "Příš"],
    ["TIS-620", [0xe4, 0xb7, 0xc2], "ไทย"],
    ["windows-1255", [0xf1, 0xf4, 0xf8], "ספר"],
  ])("XML may declare %s", (name, bytes, expected) => {
    const source = Buffer.concat([
      Buffer.from(
        `<?xml version="1.0" encoding="${name}"?><record><leader>00000nam  2200000 i 4500</leader>`,
      ),
      Buffer.from('<datafield tag="245" ind1="1" ind2="0"><subfield code="a">'),
      Buffer.from(bytes),
      Buffer.from("</subfield></datafield></record>"),
    ]);
    expect(JSON.stringify(readMarcBytes(source))).toContain(expected);
  });
});

test("files saved anew in UTF-16, with and without a mark, are read in every format", () => {
  const title = "围棋入门三十讲";
  const record = {
    leader: "00000nam a2200000 i 4500",
    fields: [
      { tag: "001", value: "1" },
      { tag: "245", ind1: "1", ind2: "0", subfields: [["a", title]] as [string, string][] },
    ],
  };
  const sources = [
    Buffer.from(writeIso2709(record)).toString("utf8"),
    `=LDR  00000nam a2200000 i 4500\n=001  1\n=245  10$a${title}\n`,
    `{"leader":"00000nam a2200000 i 4500","fields":[{"001":"1"},{"245":{"ind1":"1","ind2":"0","subfields":[{"a":"${title}"}]}}]}`,
  ];
  for (const source of sources)
    for (const mark of ["\ufeff", ""]) {
      const little = Buffer.from(mark + source, "utf16le");
      for (const bytes of [little, Buffer.from(little).swap16()])
        expect(readMarcBytes(bytes)).toMatchObject([
          {
            ok: true,
            encoding: "utf-16",
            record: { fields: [{ value: "1" }, { subfields: [["a", title]] }] },
          },
        ]);
    }
});

function recordOf(fields: readonly [string, Buffer][], scheme = " "): Buffer {
  let directory = "";
  let start = 0;
  for (const [tag, content] of fields) {
    directory += tag + String(content.length + 1).padStart(4, "0") + String(start).padStart(5, "0");
    start += content.length + 1;
  }
  const base = 25 + directory.length;
  const head = `${String(base + start + 1).padStart(5, "0")}nam ${scheme}22${String(base).padStart(5, "0")}   4500`;
  return Buffer.concat([
    Buffer.from(`${head}${directory}\x1e`),
    ...fields.flatMap(([, content]) => [content, Buffer.from([0x1e])]),
    Buffer.from([0x1d]),
  ]);
}

const inGbk = (before: string, hex: string): Buffer =>
  Buffer.concat([Buffer.from(before), Buffer.from(hex, "hex")]);

test("a name whose bytes in GBK are UTF-8 too is read like its record", () => {
  const bytes = recordOf([
    ["245", inGbk("10\x1fa", "b3c7cad0b9e6bbaed4adc0ed")],
    ["260", inGbk("  \x1fb", "b8dfb5c8bdccd3fdb3f6b0e6c9e7")],
    ["700", inGbk("1 \x1fa", "e1afb9e2bbaa")],
  ]);
  expect(readMarcBytes(bytes)).toMatchObject([
    {
      encoding: "gb18030",
      record: {
        fields: [
          { subfields: [["a", "城市规划原理"]] },
          { subfields: [["b", "高等教育出版社"]] },
          { subfields: [["a", "岑光华"]] },
        ],
      },
    },
  ]);
});

test("a record whose fields are in two encodings loses nothing", () => {
  const bytes = recordOf([
    ["100", inGbk("1 \x1fa", "cdf5d0a1c3f7")],
    ["245", Buffer.from("10\x1fa城市规划原理")],
    ["260", inGbk("  \x1fb", "b8dfb5c8bdccd3fdb3f6b0e6c9e7")],
  ]);
  expect(readMarcBytes(bytes)).toMatchObject([
    {
      ok: true,
      record: {
        fields: [
          { subfields: [["a", "王小明"]] },
          { subfields: [["a", "城市规划原理"]] },
          { subfields: [["b", "高等教育出版社"]] },
        ],
      },
      repairs: [{ code: "encoding-guess", found: "utf-8, gb18030" }],
    },
  ]);
});

test.each([
  [
    "Veille de f\xe3ete / Roger Boutefeu ; pre\xe2face de Louis Pauwels. Paris : \xe2Editions du Seuil",
    "fête",
  ],
  [
    "Philosophie de la R\xe2evolution fran\xf0caise : pr\xe2ec\xe2ede\xe2 de Montesquieu",
    "Révolution française",
  ],
])("MARC-8 with one misplaced mark is no Latin-1 and no Turkish", (text, expected) => {
  const title = Buffer.from(`10\x1fa${text}`, "latin1");
  const bytes = Buffer.concat([
    Buffer.from(`${String(38 + title.length + 1).padStart(5, "0")}nam  2200037   4500245`),
    Buffer.from(`${String(title.length + 1).padStart(4, "0")}00000\x1e`),
    title,
    Buffer.from("\x1e\x1d"),
  ]);
  const [result] = readMarcBytes(bytes);
  expect(result).toMatchObject({ ok: true, encoding: "marc-8" });
  expect(JSON.stringify(result)).toContain(expected);
});

test("French of windows-1252 with a capital that MARC-8 lacks is not taken for MARC-8 with losses", () => {
  const latin = Buffer.from("10\x1faFaçade dorée / Lévi-Strauss, André. Éditions Hélène, Besançon", "latin1");
  const bytes = Buffer.concat([
    Buffer.from(`${String(38 + latin.length + 1).padStart(5, "0")}nam  2200037   4500245`),
    Buffer.from(`${String(latin.length + 1).padStart(4, "0")}00000\x1e`),
    latin,
    Buffer.from("\x1e\x1d"),
  ]);
  expect(readMarcBytes(bytes)).toMatchObject([{ ok: true, encoding: "latin-1" }]);
});

/** Bytes of a name as a system of its time wrote them. */
const LEGACY: [string, string, string][] = [
  ["鲁迅", "c2b3d1b8", "gb18030"],
  ["岑光华", "e1afb9e2bbaa", "gb18030"],
  ["王", "cdf5", "gb18030"],
  ["王力", "cdf5c1a6", "gb18030"],
  ["茅盾", "c3a9b6dc", "gb18030"],
  ["冰心", "b1f9d0c4", "gb18030"],
  ["王力", "a4fda44f", "big5"],
  ["林語堂", "aa4cbb79b0f3", "big5"],
  ["梁實秋", "b1e7b9eaacee", "big5"],
  ["魯迅", "be7ca8b3", "big5"],
  ["老舍", "a6d1aad9", "big5"],
  ["茅盾", "ad54acde", "big5"],
  ["柏楊", "ac66b7a8", "big5"],
  ["白先勇", "a5d5a5fdab69", "big5"],
  ["陶淵明", "b3b3b257a9fa", "big5"],
  ["村上", "91ba8fe3", "shift-jis"],
  ["김구", "b1e8b1b8", "euc-kr"],
  ["조정래", "c1b6c1a4b7a1", "euc-kr"],
  ["Müller, Jörg", "4dfc6c6c65722c204af67267", "latin-1"],
  ["Élie", "c96c6965", "latin-1"],
  ["Чехов", "d7e5f5eee2", "windows-1251"],
  ["Чехов", "fec5c8cfd7", "koi8-r"],
  ["Łoś", "a36f9c", "windows-1250"],
];
describe.each(["边城与湘行散记研究", "Studies in Chinese history", "Études françaises"])(
  "in a record of UTF-8, %s, one short field",
  (title) => {
    test.each(LEGACY)("%s (%s, %s) is read alone and the rest stays", (name, hex, encoding) => {
      const [result] = readMarcBytes(
        recordOf(
          [
            ["100", inGbk("1 \x1fa", hex)],
            ["245", Buffer.from(`10\x1fa${title}`)],
          ],
          "a",
        ),
      );
      expect(result).toMatchObject({
        record: { fields: [{ subfields: [["a", name]] }, { subfields: [["a", title]] }] },
      });
      expect(JSON.stringify(result)).toContain(encoding);
    });
  },
);

test.each([
  ["chi", "錢穆", "bffabf70"],
  ["jpn", "安部公房", "b0c2c9f4b8f8cbbc"],
  ["rus", "Толстой", "d2eeebf1f2eee9"],
])("where bytes leave a choice the record's language (%s) decides: %s", (language, name, hex) => {
  const coded = Buffer.from(`990101s2001    xx            000 0 ${language}  `);
  const [result] = readMarcBytes(
    recordOf(
      [
        ["008", coded],
        ["100", inGbk("1 \x1fa", hex)],
        ["245", Buffer.from("10\x1fa吶喊選集")],
      ],
      "a",
    ),
  );
  expect(result).toMatchObject({
    record: { fields: [{}, { subfields: [["a", name]] }, { subfields: [["a", "吶喊選集"]] }] },
  });
});

test("letters that somebody wrote in UTF-8 stay, however rare beside each other", () => {
  for (const text of ["«Чехов»", "10° Ünal", "№ 5 «Ночь»", "α-Ωμέγα", "Ŷ×β", "¿Qué?", "c³ Ωm", "²Δx"]) {
    const [result] = readMarcBytes(recordOf([["245", Buffer.from(`10\x1fa${text}`)]], "a"));
    expect(result).toMatchObject({ encoding: "utf-8", repairs: [] });
    expect(JSON.stringify(result)).toContain(text);
  }
});
