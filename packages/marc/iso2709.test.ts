import { describe, expect, it } from "vitest";
import {
  type MarcRecord,
  MarcTooLongError,
  MarcUnwritableError,
  type ReadOptions,
  type ReadResult,
  readMarcBytes,
  writeIso2709,
} from "./index.ts";

const record = (title: string, id = "x1"): MarcRecord => ({
  leader: "00000nam a2200000 a 4500",
  fields: [
    { tag: "001", value: id },
    {
      tag: "245",
      ind1: "1",
      ind2: "0",
      subfields: [
        ["a", title],
        ["c", "Author"],
      ],
    },
  ],
});
const bytesOf = (title: string, id?: string): Buffer => Buffer.from(writeIso2709(record(title, id)));
const read = (...parts: Uint8Array[]): ReadResult[] =>
  readMarcBytes(Buffer.concat(parts), { format: "iso2709" });
const summary = (result: ReadResult | undefined): unknown =>
  result?.ok ? [result.record.fields[1], result.repairs.map((repair) => repair.code)] : result?.reason;
const titled = (title: string): unknown => record(title).fields[1];

describe("ISO 2709 that disagrees with itself", () => {
  it("with a wrong record length is read to its terminator", () => {
    const wrong = bytesOf("First");
    wrong.write("00999", 0);
    expect(read(wrong, bytesOf("Second")).map(summary)).toEqual([
      [titled("First"), ["record-length"]],
      [titled("Second"), []],
    ]);
  });

  it("with a wrong base address is read from the end of its directory", () => {
    const wrong = bytesOf("First");
    wrong.write("00000", 12);
    expect(read(wrong).map(summary)).toEqual([[titled("First"), ["base-address"]]]);
  });

  it("with field lengths counted in characters is read by its field terminators", () => {
    const wrong = bytesOf("中文");
    const length = Number(wrong.toString("latin1", 39, 43));
    wrong.write(String(length - 4).padStart(4, "0"), 39);
    expect(read(wrong).map(summary)).toEqual([[titled("中文"), ["directory"]]]);
  });

  it("without the terminator between two records is cut where the length and the next leader agree", () => {
    expect(read(bytesOf("First").subarray(0, -1), bytesOf("Second")).map(summary)).toEqual([
      [titled("First"), ["record-terminator"]],
      [titled("Second"), []],
    ]);
  });

  it("without the terminator at the end of the file is read when nothing else is missing", () => {
    expect(read(bytesOf("First").subarray(0, -1)).map(summary)).toEqual([
      [titled("First"), ["record-terminator"]],
    ]);
    expect(read(bytesOf("First").subarray(0, -5)).map(summary)).toEqual(["truncated"]);
  });

  it("with line ends, blanks and Ctrl-Z between records is read without remark", () => {
    const parts = [
      Buffer.from("\r\n"),
      bytesOf("First"),
      Buffer.from("\n \n"),
      bytesOf("Second"),
      Buffer.from("\x1a\n"),
    ];
    expect(read(...parts).map(summary)).toEqual([
      [titled("First"), []],
      [titled("Second"), []],
    ]);
  });

  it("with a directory of another count than its fields is refused with place and control number", () => {
    const wrong = bytesOf("First", "id-7");
    wrong[wrong.lastIndexOf(0x1e)] = 0x20;
    wrong[wrong.lastIndexOf(0x1e)] = 0x20;
    const [first, second] = read(bytesOf("Before"), wrong, bytesOf("After")).slice(1);
    expect(first).toMatchObject({
      ok: false,
      index: 1,
      offset: bytesOf("Before").length,
      reason: "directory-unreadable",
    });
    expect(summary(second)).toEqual([titled("After"), []]);
  });

  it("longer than the bound is refused and skipped", () => {
    const endless = Buffer.concat([Buffer.alloc(5000, "x"), Buffer.from("\x1d")]);
    const options: ReadOptions = { format: "iso2709", maxRecordBytes: 1000 };
    const results = readMarcBytes(
      Buffer.concat([Buffer.alloc(300_000, "x"), endless, bytesOf("After")]),
      options,
    );
    expect(results.map(summary)).toEqual(["record-too-long", [titled("After"), []]]);
  });
});

describe("fields out of order", () => {
  it("keep text without a subfield delimiter as $a", () => {
    const wrong = bytesOf("Title");
    wrong[wrong.indexOf(0x1f)] = 0x20;
    const [result] = read(wrong);
    expect(summary(result)).toEqual([
      {
        tag: "245",
        ind1: "1",
        ind2: "0",
        subfields: [
          ["a", " aTitle"],
          ["c", "Author"],
        ],
      },
      ["subfield-delimiter"],
    ]);
  });
});

describe("writing", () => {
  it("refuses records and fields that ISO 2709 cannot address, with their size", () => {
    const long = record("x".repeat(10_000));
    expect(() => writeIso2709(long)).toThrow(MarcTooLongError);
    const many: MarcRecord = {
      ...long,
      fields: Array.from({ length: 20 }, () => titled("y".repeat(9000)) as never),
    };
    let error: unknown;
    try {
      writeIso2709(many);
    } catch (caught) {
      error = caught;
    }
    expect(error).toMatchObject({
      name: "MarcTooLongError",
      tag: undefined,
      bytes: 24 + 12 * 20 + 2 + 20 * 9013,
    });
  });

  it("refuses tags of other than three characters rather than change them", () => {
    const odd: MarcRecord = { ...record("x"), fields: [{ tag: "HLD866", value: "v" }] };
    expect(() => writeIso2709(odd)).toThrow(MarcUnwritableError);
  });

  it("declares UTF-8 in leader/09 for MARC 21 and leaves UNIMARC alone", () => {
    const blank = { ...record("x"), leader: "00000nam  2200000 a 4500" };
    expect(writeIso2709(blank)[9]).toBe(0x61);
    const unimarc: MarcRecord = {
      leader: "00000nam  2200000   450 ",
      fields: [{ tag: "200", ind1: "1", ind2: " ", subfields: [["a", "题名"]] }],
    };
    expect(writeIso2709(unimarc)[9]).toBe(0x20);
  });
});
