import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { fromCompact, isData, type MarcRecord, readMarcBytes, recordFlavour } from "@commonshelf/marc";
import { expect, test } from "vitest";
import { schemaMarc } from "./schema-marc.ts";
import { asMarc21, marcXchange, servedMarcXml } from "./served-record.ts";

const DATA = process.env.COMMONSHELF_TEST_DATA ?? resolve(import.meta.dirname, "../../../../shared/data");

/** The rules of MARC21slim.xsd 1.1 (Library of Congress), as the schema states them; what a record breaks, one text each. */
function breaches(record: MarcRecord): string[] {
  const found: string[] = [];
  const check = (isRight: boolean, text: string): void => {
    if (!isRight) found.push(text);
  };
  check(
    /^[\d ]{5}[\dA-Za-z ]{1}[\dA-Za-z]{1}[\dA-Za-z ]{3}(2| )(2| )[\d ]{5}[\dA-Za-z ]{3}(4500| {4})$/.test(
      record.leader,
    ),
    `leader ${record.leader}`,
  );
  let isData1 = false;
  for (const field of record.fields) {
    if (!isData(field)) {
      check(!isData1, `control field ${field.tag} after a data field`);
      check(/^00[1-9A-Za-z]{1}$/.test(field.tag), `control tag ${field.tag}`);
      continue;
    }
    isData1 = true;
    check(
      /^(0([1-9A-Z][0-9A-Z])|0([1-9a-z][0-9a-z]))$|^(([1-9A-Z][0-9A-Z]{2})|([1-9a-z][0-9a-z]{2}))$/.test(
        field.tag,
      ),
      `tag ${field.tag}`,
    );
    check(/^[\da-z ]$/.test(field.ind1) && /^[\da-z ]$/.test(field.ind2), `indicators of ${field.tag}`);
    check(field.subfields.length > 0, `no subfield in ${field.tag}`);
    for (const [code] of field.subfields)
      check(/^[\dA-Za-z!"#$%&'()*+,\-./:;<=>?{}_^`~[\]\\]$/.test(code), `code ${code} of ${field.tag}`);
  }
  return found;
}

function* realRecords(): Generator<MarcRecord> {
  const files: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (/\.(?:mrc|marc|iso|xml|dat|bib|txt)(?:\.gz)?$/.test(entry.name)) files.push(path);
    }
  };
  for (const folder of ["marc21", "unimarc", "cnmarc"])
    if (existsSync(join(DATA, folder))) walk(join(DATA, folder));
  for (const file of files) {
    const bytes = readFileSync(file);
    if (bytes.length > 20_000_000) continue;
    for (const result of readMarcBytes(file.endsWith(".gz") ? gunzipSync(bytes) : bytes))
      if (result.ok) yield result.record;
  }
}

test.skipIf(!existsSync(DATA))(
  "every real record is served as the schema takes it, UNIMARC converted",
  { timeout: 120_000 },
  () => {
    let records = 0;
    const wrong: string[] = [];
    for (const record of realRecords()) {
      records++;
      wrong.push(...breaches(asMarc21(record)));
    }
    expect(records).toBeGreaterThan(1000);
    expect([...new Set(wrong)]).toEqual([]);
  },
);

test("what had to be changed is named, what was right stays", () => {
  const record = fromCompact({
    l: "#####cam-|22000#| a 4500",
    f: [
      ["245", "1#", "a", "Title", "", "stray"],
      ["001", "1"],
      ["LDR", "x"],
      ["900", "  ", ""],
      ["HLD866", "  ", "a", "x"],
    ],
  });
  const { record: served, changes } = schemaMarc(record);
  expect(breaches(served)).toEqual([]);
  expect(served.fields.map((f) => f.tag)).toEqual(["001", "245"]);
  expect(changes).toEqual(
    expect.arrayContaining([
      "leader",
      "indicator 245",
      "code 245",
      "tag LDR",
      "empty 900",
      "tag HLD866",
      "order",
    ]),
  );
  const right = fromCompact({
    l: "00714cam a2200205 a 4500",
    f: [
      ["001", "1"],
      ["245", "10", "a", "Title"],
    ],
  });
  expect(schemaMarc(right)).toEqual({ record: right, changes: [] });
  expect(servedMarcXml(right)).toMatch(/^<record xmlns="http:\/\/www.loc.gov\/MARC21\/slim">/);
});

test("UNIMARC is served as itself in MarcXchange", () => {
  const record = fromCompact({
    l: "00714nam0 2200205   450 ",
    f: [
      ["001", "1"],
      ["200", "1 ", "a", "题名"],
    ],
  });
  expect(recordFlavour(record)).toBe("unimarc");
  expect(marcXchange(record)).toContain(
    '<record xmlns="info:lc/xmlns/marcxchange-v1" format="UNIMARC" type="Bibliographic">',
  );
  expect(marcXchange(record)).toContain("<leader>00714nam0 2200205   450 </leader>");
});
