import { describe, expect, it } from "vitest";
import {
  type Encoding,
  isData,
  type MarcField,
  type ReadOptions,
  type ReadResult,
  readMarcBytes,
} from "./index.ts";
import { decodeMarc8 } from "./marc8.ts";

/** ISO 2709 around fields given as bytes. */
function frame(fields: [tag: string, content: Buffer][], leader09: string, tail = "4500"): Buffer {
  let directory = "";
  let start = 0;
  for (const [tag, content] of fields) {
    directory += tag + String(content.length + 1).padStart(4, "0") + String(start).padStart(5, "0");
    start += content.length + 1;
  }
  const base = 25 + directory.length;
  const length = base + start + 1;
  const leader = `${String(length).padStart(5, "0")}nam ${leader09}22${String(base).padStart(5, "0")}   ${tail}`;
  const data = fields.flatMap(([, content]) => [content, Buffer.from([0x1e])]);
  return Buffer.concat([Buffer.from(`${leader}${directory}\x1e`), ...data, Buffer.from([0x1d])]);
}

const hex = (text: string): Buffer => Buffer.from(text.replace(/ /g, ""), "hex");
const title = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from("10\x1fa"), bytes]);
const marc21 = (bytes: Buffer, leader09 = " "): Buffer => frame([["245", title(bytes)]], leader09);
const cnmarc = (bytes: Buffer, sets = "0120"): Buffer =>
  frame(
    [
      ["100", Buffer.from(`  \x1fa20020204d1994    em y0chiy${sets}    ea`)],
      ["200", title(bytes)],
    ],
    " ",
    "450 ",
  );

function read(
  bytes: Buffer,
  options?: ReadOptions,
): { encoding?: Encoding; title?: string; repairs: string[] } {
  const result: ReadResult | undefined = readMarcBytes(bytes, options)[0];
  if (!result?.ok) return { repairs: [result?.reason ?? ""] };
  const field: MarcField | undefined = result.record.fields.find((one) => /^2/.test(one.tag));
  const text = field && isData(field) ? field.subfields[0]?.[1] : undefined;
  return { encoding: result.encoding, title: text, repairs: result.repairs.map((repair) => repair.code) };
}

describe("the encoding of a record", () => {
  it("is UTF-8 where the bytes are, whatever leader/09 says", () => {
    expect(read(marc21(Buffer.from("Résumé 中文"), "a"))).toEqual({
      encoding: "utf-8",
      title: "Résumé 中文",
      repairs: [],
    });
    expect(read(marc21(Buffer.from("Résumé")))).toMatchObject({
      encoding: "utf-8",
      repairs: ["encoding-declaration"],
    });
  });

  it("is MARC-8 where marks stand before letters, even if leader/09 says UTF-8", () => {
    const bytes = Buffer.from("Genevi\xe1eve R\xe2esum\xe2e", "latin1");
    expect(read(marc21(bytes))).toEqual({ encoding: "marc-8", title: "Geneviève Résumé", repairs: [] });
    expect(read(marc21(bytes, "a"))).toMatchObject({ encoding: "marc-8", repairs: ["encoding-declaration"] });
  });

  it("is GB 18030 in CNMARC that declares nothing of it, down to four-byte codes", () => {
    expect(read(cnmarc(hex("d6d0b9fab5e4bcae")))).toEqual({
      encoding: "gb18030",
      title: "中国典籍",
      repairs: [],
    });
    expect(read(cnmarc(hex("d6d0b9fab5e4bcae"), "50  ")).repairs).toEqual(["encoding-declaration"]);
    expect(read(cnmarc(hex("8131d235")))).toMatchObject({ encoding: "gb18030", repairs: [] });
  });

  it("is GBK for traditional text too, whatever is declared, and never for Big5", () => {
    const traditional = hex("87fab3c720e558e65295f8");
    for (const [bytes, repair] of [
      [cnmarc(traditional, "50  "), "encoding-declaration"],
      [cnmarc(traditional), "encoding-guess"],
      [marc21(traditional, "a"), "encoding-declaration"],
    ] as const)
      expect(read(bytes)).toEqual({ encoding: "gb18030", title: "圍城 錢鍾書", repairs: [repair] });
    const mixed = hex("87f8c1a2d6d0d1eb884495f8f05ec9c6b1be95f8c4bf");
    expect(read(cnmarc(mixed, "50  ")).title).toBe("國立中央圖書館善本書目");
    const big5 = hex("bb4fc657c160b7fea9b2b9cfaed1c05dc2c3aed1");
    for (const bytes of [cnmarc(big5, "50  "), cnmarc(big5), marc21(big5, "a")])
      expect(read(bytes).encoding).not.toBe("gb18030");
  });

  it("is GB for a short text that is valid UTF-8 by chance, when the source is known as CNMARC", () => {
    expect(read(cnmarc(hex("cdaacda8")), { flavour: "cnmarc" }).encoding).toBe("gb18030");
  });

  it("is GB throughout a Chinese record that says UTF-8, though 页 and 小学 alone are UTF-8 by chance", () => {
    const fieldText = (tag: string, content: Buffer): string | undefined => {
      const bytes = frame(
        [
          ["100", Buffer.from("  \x1fa20020204d1994    em y0chiy50      ea")],
          ["101", Buffer.from("0 \x1fachi")],
          ["200", title(hex("d6d0b9fab5e4bcae"))],
          [tag, Buffer.concat([Buffer.from("  \x1fa"), content])],
        ],
        " ",
        "450 ",
      );
      const [result] = readMarcBytes(bytes);
      const field = result?.ok ? result.record.fields.find((one) => one.tag === tag) : undefined;
      return field && isData(field) ? field.subfields[0]?.[1] : undefined;
    };
    expect(fieldText("215", Buffer.concat([Buffer.from("412"), hex("d2b3")]))).toBe("412页");
    expect(fieldText("606", hex("d0a1d1a7"))).toBe("小学");
    expect(fieldText("701", Buffer.concat([hex("d2b6d3a5"), Buffer.from("\x1f9ye ying")]))).toBe("叶鹰");
  });

  it("is ISO 5426 in UNIMARC that declares it", () => {
    expect(read(cnmarc(Buffer.from("Th\xc2e\xc3atre", "latin1"), "0103"))).toMatchObject({
      title: "Théâtre",
    });
    expect(read(cnmarc(Buffer.from("Th\xc2e\xc3atre", "latin1"), "03  "))).toMatchObject({
      encoding: "iso-5426",
      repairs: [],
    });
  });

  it("is a Cyrillic code page only when the letters show it", () => {
    const russian = hex("cef1edeee2fb20e3e8e4f0e0e2ebe8f7e5f1eaeee3ee20f0e0f1f7e5f2e0");
    expect(read(marc21(russian))).toEqual({
      encoding: "windows-1251",
      title: "Основы гидравлического расчета",
      repairs: ["encoding-guess"],
    });
  });

  it("is GB 18030 for Tibetan, whose codes of four bytes are digits between Greek letters elsewhere", () => {
    const history = hex(
      "8132f1308132f4388132f0358132e9358132ee388132fa318132f3388132e9358132f2338132f4388132e9358132f2328132f7308132fa318132f4308132f236",
    );
    for (const bytes of [marc21(history), marc21(history, "a"), cnmarc(history)])
      expect(read(bytes)).toMatchObject({ encoding: "gb18030", title: "བོད་ཀྱི་ལོ་རྒྱུས" });
  });

  it("is Latin-1 in CNMARC where ISO 5426 would set capitals behind small letters", () => {
    expect(read(cnmarc(Buffer.from("Café société à Orléans", "latin1"))).title).toBe(
      "Café société à Orléans",
    );
    expect(read(cnmarc(Buffer.from("Th\xc2e\xc3atre et cr\xc2eation", "latin1"))).title).toBe(
      "Théâtre et création",
    );
  });

  it("is Hebrew, not capitals of KOI8", () => {
    const hebrew = hex("fae5ece3e5fa20e9f9f8e0ec203a20f9eef2e5ef20e3e5e1f0e5e12c20e9f8e5f9ece9ed");
    for (const bytes of [marc21(hebrew), marc21(hebrew, "a"), cnmarc(hebrew)])
      expect(read(bytes).title).toBe("תולדות ישראל : שמעון דובנוב, ירושלים");
  });

  it("is the hint where UTF-8 does not fit, and never instead of UTF-8", () => {
    expect(read(marc21(Buffer.from("caf\xe9", "latin1")), { encoding: "latin-1" })).toMatchObject({
      title: "café",
    });
    expect(read(marc21(Buffer.from("café"), "a"), { encoding: "latin-1" })).toMatchObject({ title: "café" });
  });

  it("stays UTF-8 with a few bad bytes, which are counted", () => {
    const bytes = Buffer.concat([Buffer.from("中文典籍研究"), Buffer.from([0xff])]);
    expect(read(marc21(bytes, "a"))).toEqual({
      encoding: "utf-8",
      title: "中文典籍研究\ufffd",
      repairs: ["bad-characters"],
    });
  });
});

describe("MARC-8", () => {
  it.each([
    ["1b24312130212130221b2842", "一丁"],
    ["1b284e41424f1b2842", "або"],
    ["1b2832607a1b2842", "את"],
    ["1b284b", "(K"],
    ["1b6761 1b73 61", "αa"],
    ["48 1b6232 1b73 4f", "H₂O"],
    ["1b28336f1b2842", "\u064f"],
    ["eb74ec73", "t͡s"],
    ["e1f261", "ạ̀"],
    ["88546865208941", "\u0098The \u009cA"],
    ["2623784e003b", "&#xN\0;"],
    ["262378344530303b", "一"],
  ])("%s reads %s", (bytes, expected) => {
    expect(decodeMarc8(hex(bytes)).text).toBe(expected.normalize("NFC"));
  });

  it("goes back to the default sets at a subfield delimiter", () => {
    expect(decodeMarc8(hex("1b284e41 1f61 41")).text).toBe("а\x1faA");
  });
});
