import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import {
  fromCompact,
  isData,
  type MarcRecord,
  MarcUnwritableError,
  marcXmlFooter,
  marcXmlHeader,
  type ReadResult,
  readMarcBytes,
  toCompact,
  writeIso2709,
  writeMarcJson,
  writeMarcXml,
} from "./index.ts";
import { decodeMarc8 } from "./marc8.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const folder = process.env.COMMONSHELF_TEST_DATA ?? join(root, "../shared/data");
const present = existsSync(join(folder, "MANIFEST.tsv"));

/**
 * Files where the figures differ from MANIFEST.tsv (counted by a lenient independent reader): records read, results
 * refused, and why that is right.
 */
const EXCEPTIONS: Record<string, { read: number; refused: string[]; because: string }> = {
  "cnmarc/text/cnmarc_text_dev.txt": {
    read: 0,
    refused: ["format-text"],
    because: "a listing for people; the manifest counts its lines",
  },
  "marc21/cob_index/integrating_resources.xml": {
    read: 0,
    refused: ["not-well-formed"],
    because: "a bare & in a URL: line 161 is not XML",
  },
  "marc21/cob_index/serial_no_control_fields.xml": {
    read: 0,
    refused: ["not-a-record"],
    because: "a leader and not one field",
  },
  "marc21/evergreen/serials_marc21.xml": {
    read: 7,
    refused: [],
    because: "seven records without a root element: not well-formed as a document, each record is",
  },
  "marc21/mod-data-import/invalidMarcFile.mrc": {
    read: 0,
    refused: ["format-text"],
    because: "says 'invalid marc file' and is",
  },
  "marc21/php-marc/alma-bibs-api-invalid.xml": {
    read: 1,
    refused: [],
    because: "declares UTF-16 and is UTF-8: an XML parser stops, the text is sound",
  },
  "marc21/pymarc/bad_records.mrc": {
    read: 5,
    refused: ["directory-unreadable", "directory-unreadable", "not-a-record"],
    because:
      "two directories of 13 bytes, one record without fields; three wrong base addresses are repaired",
  },
};

/** Not MARC, and the manifest counts no records or counts lines: refused with this reason. */
const NOT_MARC: Record<string, string> = {
  "marc21/cob_index/subject_topic_missing.xml": "no-records",
  "marc21/php-marc/authority.json": "format-json",
  "marc21/php-marc/bibliographic.json": "format-json",
  "marc21/php-marc/bibliographic2.json": "format-json",
  "marc21/php-marc/bibliographic3.json": "format-json",
  "marc21/php-marc/bibliographic4.json": "format-json",
  "marc21/php-marc/holdings.json": "format-json",
  "marc21/pymarc/test_marc8.txt": "format-text",
  "marc21/pymarc/test_utf8.txt": "format-text",
  "marc21/traject/namespace-test.xml": "no-records",
  "marc21/traject/oai-pmh-one-record-2.xml": "format-dublin-core",
  "marc21/traject/oai-pmh-one-record-first.xml": "format-dublin-core",
  "marc21/traject/sample-oai-no-namespace.xml": "format-dublin-core",
  "marc21/traject/sample-oai-pmh.xml": "format-dublin-core",
  "unimarc/best-ppn-api/distribution.xml": "no-records",
};

/** Fields of MARC-8 records where yaz-marcdump reads otherwise, by file, and why ours is kept. */
const YAZ_DIFFERENCES: Record<string, { fields: number; because: string }> = {
  "marc21/evergreen/hebrew.marc": { fields: 1, because: "yaz drops a blank at the end after switching sets" },
  "marc21/pymarc/bad_eacc_encoding.dat": {
    fields: 1,
    because: "yaz drops unknown EACC codes, we show U+FFFD",
  },
  "marc21/pymarc/bad_marc8_escape.dat": {
    fields: 8,
    because: "yaz gives up a subfield at an unknown escape",
  },
  "marc21/ruby-marc/marc8_accented_chars.marc": { fields: 4, because: "leader/09 is wrong: yaz believes it" },
  "marc21/solrmarc/record_set_045.mrc": { fields: 1, because: "yaz drops a subfield that ends in a mark" },
  "marc21/traject/bad_subfield_code.marc": {
    fields: 1,
    because: "a mark as subfield code: yaz takes two bytes",
  },
  "marc21/traject/escaped_character_reference.marc8.marc": {
    fields: 1,
    because: "yaz keeps &#x…; undecoded",
  },
};

type Source = { file: string; format: string; records: number; bytes: Buffer; results: ReadResult[] };
const sources: Source[] = [];

beforeAll(() => {
  if (!present) {
    if (process.env.CI === "true") throw new Error(`real test data is missing: ${folder}`);
    return;
  }
  for (const line of readFileSync(join(folder, "MANIFEST.tsv"), "utf8").split("\n").slice(1)) {
    const [file = "", , format = "", records] = line.split("\t");
    if (!/^(?:marc21|unimarc|cnmarc|authority)\//.test(file)) continue;
    const raw = readFileSync(join(folder, file));
    const bytes = file.endsWith(".gz") ? gunzipSync(raw) : raw;
    sources.push({ file, format, records: Number(records), bytes, results: readMarcBytes(bytes) });
  }
});

describe.skipIf(!present && process.env.CI !== "true")("real files of many libraries", () => {
  it("gives as many records as an independent reader counted, or differs for a known reason", () => {
    expect(sources.length).toBeGreaterThan(350);
    for (const { file, records, results } of sources) {
      const read = results.filter((result) => result.ok).length;
      const refused = results.flatMap((result) => (result.ok ? [] : [result.reason as string]));
      const known = EXCEPTIONS[file];
      const reason = NOT_MARC[file];
      const expected = known ?? (reason ? { read: 0, refused: [reason] } : { read: records, refused: [] });
      expect({ file, read, refused }).toEqual({ file, read: expected.read, refused: expected.refused });
    }
  });

  it("gives back every record that was clean UTF-8 ISO 2709 byte for byte", () => {
    let clean = 0;
    for (const { file, format, bytes, results } of sources) {
      if (format !== "iso2709") continue;
      for (const result of results) {
        if (!result.ok || result.repairs.length > 0 || !["utf-8", "ascii"].includes(result.encoding))
          continue;
        const original = bytes.subarray(result.offset, bytes.indexOf(0x1d, result.offset) + 1);
        // An ASCII record of MARC 21 that says blank in leader/09 says `a` when written.
        if (original[9] !== 0x61 && result.encoding === "ascii") original[9] = 0x61;
        const written = Buffer.from(writeIso2709(result.record));
        if (original[9] === 0x61 && written[9] !== 0x61) written[9] = 0x61;
        expect({ file, index: result.index, same: written.equals(original) }).toEqual({
          file,
          index: result.index,
          same: true,
        });
        clean++;
      }
    }
    expect(clean).toBeGreaterThan(9000);
  });

  it("keeps every record through MARCXML, MARC-in-JSON, the compact form and ISO 2709", () => {
    let unwritable = 0;
    for (const { file, results } of sources) {
      const records = results.flatMap((result) =>
        result.ok ? [withoutControlCharacters(result.record)] : [],
      );
      if (records.length === 0) continue;
      const fields = records.map((record) => record.fields);
      const xml = Buffer.from(marcXmlHeader + records.map(writeMarcXml).join("") + marcXmlFooter);
      const json = Buffer.from(records.map((record) => JSON.stringify(writeMarcJson(record))).join("\n"));
      expect({ file, xml: isDeepStrictEqual(fieldsRead(xml), fields) }).toEqual({ file, xml: true });
      expect({ file, json: isDeepStrictEqual(fieldsRead(json), fields) }).toEqual({ file, json: true });
      for (const record of records) {
        expect(isDeepStrictEqual(fromCompact(toCompact(record)), record)).toBe(true);
        try {
          const back = fieldsRead(writeIso2709(record));
          expect(isDeepStrictEqual(back, [record.fields]) || { file, record, back }).toBe(true);
        } catch (error) {
          if (!(error instanceof MarcUnwritableError)) throw error;
          unwritable++;
        }
      }
    }
    // Alma's HLD866 and INST tags, tags of two characters, and codes like "updated".
    expect(unwritable).toBeLessThanOrEqual(20);
  }, 60_000);

  it("reads MARC-8 as pymarc's own pairs of lines do", () => {
    const marc8 = splitLines(readFileSync(join(folder, "marc21/pymarc/test_marc8.txt")));
    const expected = readFileSync(join(folder, "marc21/pymarc/test_utf8.txt"), "utf8").split("\n");
    expect(marc8.length).toBe(expected.length);
    const different = marc8.filter((line, i) => decodeMarc8(line).text !== expected[i]?.normalize("NFC"));
    // One line holds windows-1252 punctuation, which is not MARC-8.
    expect(different.length).toBe(1);
  });

  it.skipIf(spawnSync("yaz-marcdump", ["-V"]).error !== undefined)(
    "reads MARC-8 records as yaz-marcdump does, or differs for a known reason",
    () => {
      let same = 0;
      for (const { file, format, bytes, results } of sources) {
        if (format !== "iso2709") continue;
        const marc8 = results.filter((result) => result.ok && result.encoding === "marc-8");
        if (marc8.length === 0) continue;
        const input = marc8.map(({ offset }) => bytes.subarray(offset, bytes.indexOf(0x1d, offset) + 1));
        const ours = marc8.map((result) => (result.ok ? fieldTexts(result.record) : []));
        const theirs = yazRecords(Buffer.concat(input)).map(fieldTexts);
        expect({ file, records: theirs.length }).toEqual({ file, records: ours.length });
        const different = ours.flatMap((fields, i) => fields.filter((text, k) => text !== theirs[i]?.[k]));
        expect({ file, different: different.length }).toEqual({
          file,
          different: YAZ_DIFFERENCES[file]?.fields ?? 0,
        });
        same += ours.flat().length - different.length;
      }
      expect(same).toBeGreaterThan(37_000);
    },
    60_000,
  );
});

function fieldsRead(bytes: Uint8Array): unknown[] {
  return readMarcBytes(bytes).map((result) => (result.ok ? result.record.fields : result));
}

function withoutControlCharacters(record: MarcRecord): MarcRecord {
  return JSON.parse(JSON.stringify(record), (_, value) =>
    typeof value === "string" ? value.replace(/(?![\t\n\r\x7f-\x9f])\p{Cc}|[\ufffe\uffff]/gu, "") : value,
  );
}

function fieldTexts(record: MarcRecord): string[] {
  return record.fields.map((field) => {
    const text = isData(field) ? field.subfields.map((pair) => pair.join("=")).join("|") : field.value;
    return text.normalize("NFC");
  });
}

function yazRecords(input: Buffer): MarcRecord[] {
  const path = join(mkdtempSync(join(tmpdir(), "marc-")), "records.mrc");
  writeFileSync(path, input);
  const options = ["-i", "marc", "-f", "marc8", "-t", "utf-8", "-o", "marcxml", path];
  const { stdout } = spawnSync("yaz-marcdump", options, { maxBuffer: 1e8 });
  rmSync(dirname(path), { recursive: true });
  return readMarcBytes(stdout).flatMap((result) => (result.ok ? [result.record] : []));
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, from)) {
    lines.push(bytes.subarray(from, end));
    from = end + 1;
  }
  return [...lines, bytes.subarray(from)];
}
