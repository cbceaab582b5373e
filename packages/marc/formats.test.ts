import { describe, expect, it } from "vitest";
import { detectFormat, type MarcField, type ReadResult, readMarcBytes } from "./index.ts";

const fields: MarcField[] = [
  { tag: "001", value: "x1" },
  {
    tag: "245",
    ind1: "1",
    ind2: " ",
    subfields: [
      ["a", "Title"],
      ["c", "Author"],
    ],
  },
];
const leader = "00000nam a2200000 a 4500";
const inner = (prefix = ""): string =>
  `<${prefix}leader>${leader}</${prefix}leader><${prefix}controlfield tag="001">x1</${prefix}controlfield>` +
  `<${prefix}datafield tag="245" ind1="1" ind2=" "><${prefix}subfield code="a">Title</${prefix}subfield>` +
  `<${prefix}subfield code="c">Author</${prefix}subfield></${prefix}datafield>`;
const read = (text: string | Uint8Array): ReadResult[] => readMarcBytes(Buffer.from(text as string));
const fieldsOf = (results: ReadResult[]): unknown[] =>
  results.map((result) => (result.ok ? result.record.fields : result.reason));

describe("MARCXML", () => {
  it.each([
    ["a bare record", `<record>${inner()}</record>`],
    ["a prefixed collection", `<m:collection xmlns:m="u"><m:record>${inner("m:")}</m:record></m:collection>`],
    [
      "an OAI-PMH answer, deleted records told",
      `<?xml version="1.0"?><OAI-PMH><ListRecords><record><header status="deleted"/></record><record><header/><metadata><record>${inner()}</record></metadata></record></ListRecords></OAI-PMH>`,
    ],
    [
      "an SRU answer",
      `<srw:searchRetrieveResponse><srw:records><srw:record><srw:recordData><record>${inner()}</record></srw:recordData></srw:record></srw:records></srw:searchRetrieveResponse>`,
    ],
    [
      "an Alma answer",
      `<bibs><bib><mms_id>9</mms_id><title>T</title><record>${inner()}</record></bib></bibs>`,
    ],
    [
      "a document type and comments",
      `<!DOCTYPE x [<!ENTITY e "v">]><!-- <record> --><record>${inner()}</record>`,
    ],
  ])("is read from %s", (_, xml) => {
    expect(fieldsOf(read(xml)).filter((one) => (one as unknown) !== "deleted")).toEqual([fields]);
  });

  it("resolves the five entities, references and CDATA, and refuses other entities with their place", () => {
    const xml = (text: string): string => `<record><controlfield tag="001">${text}</controlfield></record>`;
    expect(fieldsOf(read(xml("&lt;&amp;&#x4e2d;&#65;<![CDATA[<&]]>")))).toEqual([
      [{ tag: "001", value: "<&中A<&" }],
    ]);
    expect(read(`<collection>\n${xml("x &nbsp;")}</collection>`)).toMatchObject([
      { ok: false, reason: "not-well-formed", message: expect.stringContaining("line 2, column 35") },
    ]);
  });

  it("goes on at the next record after one that is not well-formed", () => {
    const bad = `<record>${inner().replace("</subfield>", "")}</record>`;
    const results = read(
      `<collection><record>${inner()}</record>${bad}<record>${inner()}</record></collection>`,
    );
    expect(fieldsOf(results)).toEqual([fields, "not-well-formed", fields]);
    expect(results[1]).toMatchObject({ controlNumber: "x1" });
  });

  it("leaves out control characters that XML forbids, and says so", () => {
    const [result] = read(`<record>${inner().replace("Title", "Ti\x1ftle")}</record>`);
    expect(result?.ok && [result.record.fields, result.repairs]).toEqual([
      fields,
      [{ code: "control-character", tag: "245", count: 1 }],
    ]);
  });

  it("reads the encoding that the declaration or the byte order mark names", () => {
    const text = `<?xml version="1.0" encoding="GB2312"?><record><controlfield tag="001">`;
    const gb = Buffer.concat([
      Buffer.from(text),
      Buffer.from("d6d0", "hex"),
      Buffer.from("</controlfield></record>"),
    ]);
    expect(readMarcBytes(gb)).toMatchObject([{ encoding: "gb18030", record: { fields: [{ value: "中" }] } }]);
    const utf16 = Buffer.from(`\ufeff<record>${inner()}</record>`, "utf16le");
    expect(readMarcBytes(utf16)).toMatchObject([{ encoding: "utf-16", record: { fields } }]);
  });
});

describe("MARC-in-JSON", () => {
  const data = { ind1: "1", ind2: " ", subfields: [{ a: "Title" }, { c: "Author" }] };
  const plain = { leader, fields: [{ "001": "x1" }, { "245": data }] };
  const pairs = [
    { code: "a", value: "Title" },
    { code: "c", value: "Author" },
  ];
  it.each([
    ["one record", plain],
    ["an array", [plain]],
    ["an object around an array", { total: 1, records: [plain] }],
    [
      "rows",
      {
        leader,
        fields: [
          ["001", "x1"],
          ["245", "1 ", "a", "Title", "c", "Author"],
        ],
      },
    ],
    [
      "Catmandu rows",
      {
        record: [
          ["LDR", null, null, "_", leader],
          ["001", null, null, "_", "x1"],
          ["245", "1", " ", "a", "Title", "c", "Author"],
        ],
      },
    ],
    [
      "tagged objects",
      {
        leader,
        fields: [
          { tag: "001", value: "x1" },
          { tag: "245", ind1: "1", ind2: " ", subfields: pairs },
        ],
      },
    ],
    [
      "controlfield and datafield",
      {
        leader,
        controlfield: [{ tag: "001", data: "x1" }],
        datafield: [{ tag: "245", ind: "1 ", subfield: pairs }],
      },
    ],
    [
      "the compact form",
      {
        l: leader,
        f: [
          ["001", "x1"],
          ["245", "1 ", "a", "Title", "c", "Author"],
        ],
      },
    ],
  ])("is read from %s", (_, value) => {
    expect(readMarcBytes(Buffer.from(JSON.stringify(value, null, 1)))).toMatchObject([
      { record: { leader, fields } },
    ]);
  });

  it("is read line by line, a bad line refused on its own", () => {
    const lines = `${JSON.stringify(plain)}\n{"leader": oops}\n${JSON.stringify(plain)}\n`;
    expect(fieldsOf(read(lines))).toEqual([fields, "not-well-formed", fields]);
  });
});

describe("MARCMaker", () => {
  it("is read with its blanks and braces", () => {
    const text =
      "=LDR  00000nam\\a2200000\\a\\4500\r\n=001  x1\r\n=245  1\\$aTitle$cAuthor\r\n\r\n=LDR  x\n=020  \\\\$c{dollar}5\n";
    expect(fieldsOf(read(text))).toEqual([
      fields,
      [{ tag: "020", ind1: " ", ind2: " ", subfields: [["c", "$5"]] }],
    ]);
  });
});

describe("what cannot be read", () => {
  it.each([
    ["mab2", "00471nM2.01200024      h001..."],
    ["mab2", "### 00471nM2.01200024      h\n001 12\n"],
    ["pica", "003@ $0123456789\n021A $aTitle\n"],
    ["aleph-sequential", "000000001 FMT   L BK\n000000001 LDR   L 00000nam\n"],
    ["html", "<!DOCTYPE html><html><body>Sign in</body></html>"],
    ["text", "Dear colleagues, the file is attached.\n"],
    ["empty", " \n"],
    ["image", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"],
  ])("is refused by name: %s", (name, text) => {
    expect(detectFormat(Buffer.from(text, "latin1"))).toBe(name);
    expect(readMarcBytes(Buffer.from(text, "latin1"))).toMatchObject([
      { ok: false, reason: `format-${name}` },
    ]);
  });
});

describe("MARCXML that names another encoding than it has", () => {
  const xml = (encoding: string, title: string): string =>
    `<?xml version="1.0" encoding="${encoding}"?><collection><record><leader>00000nam a2200000 i 4500</leader><datafield tag="245" ind1="1" ind2="0"><subfield code="a">${title}</subfield></datafield></record></collection>`;
  it.each([
    ["GBK", "紅樓夢研究", "gb18030"],
    ["Big5", "红楼梦研究", "big5"],
    ["ISO-8859-1", "Études préliminaires à la poésie", "latin-1"],
    ["windows-1251", "История", "windows-1251"],
  ])("is read as UTF-8 where it was converted and still says %s", (name, title, declared) => {
    expect(readMarcBytes(Buffer.from(xml(name, title)))).toMatchObject([
      {
        record: { fields: [{ subfields: [["a", title]] }] },
        encoding: "utf-8",
        repairs: [{ code: "encoding-declaration", declared, found: "utf-8" }],
      },
    ]);
  });
  it("is read as it says where its few bytes are UTF-8 by chance", () => {
    const bytes = Buffer.from(xml("GBK", "\xc4\xa3 1"), "latin1");
    expect(readMarcBytes(bytes)).toMatchObject([
      { record: { fields: [{ subfields: [["a", "模 1"]] }] }, encoding: "gb18030", repairs: [] },
    ]);
  });
});
