import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { detectFormat, readMarcBytes } from "./index.ts";

const named = (text: string | Buffer): string =>
  detectFormat(typeof text === "string" ? Buffer.from(text, "latin1") : text);

test.each([
  ["rdf", '<http://a.example/1> <http://purl.org/dc/terms/title> "x" .'],
  ["rdf", '# books\n@prefix dc: <http://purl.org/dc/terms/> .\n<1> dc:title "x" .'],
  ["xml", '<lido:lido xmlns:lido="http://www.lido-schema.org"/>'],
  ["image", "\xff\xd8\xff\xe0\0\x10JFIF\0"],
  ["image", "RIFF\x24\0\0\0WEBPVP8 "],
  ["video", "\0\0\0\x18ftypmp42\0\0\0\0mp42isom"],
  ["video", "\x1aE\xdf\xa3\x9fB\x86\x81\x01"],
  ["audio", "ID3\x03\0\0\0\0\0\x21TT2"],
  ["pdf", "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"],
  ["archive", "PK\x03\x04\x14\0\0\0\x08\0books.mrc"],
  ["office", "PK\x03\x04\x14\0\x06\0[Content_Types].xml"],
  ["office", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"],
  ["database", "SQLite format 3\0\x10\0"],
  ["kbart", "publication_title\tprint_identifier\tonline_identifier\nAnnals\t1234-5679\t\n"],
  ["csv", "isbn,title,copies\n9787020002207,Border Town,3\n9787101003048,Dream,1\n"],
  ["csv", "title;author;copies\nBorder Town;Shen;2\n"],
  ["ris", "TY  - BOOK\nTI  - Border Town\nER  - \n"],
  ["bibtex", "% exported\n@book{shen1934,\n title={Border Town}\n}\n"],
  ["endnote", "%0 Book\n%T Border Town\n"],
  ["edifact", "UNA:+.? 'UNB+UNOC:3+1234:14+5678:14+250101:1200+1'UNH+1+ORDERS:D:96A:UN'"],
  ["onix", '<?xml version="1.0"?><ONIXMessage release="3.0"><Header/></ONIXMessage>'],
  ["onix", '<?xml version="1.0"?><!DOCTYPE ONIXmessage SYSTEM "x.dtd"><ONIXmessage><product/></ONIXmessage>'],
  ["ead", '<ead xmlns="urn:isbn:1-931666-22-9"><eadheader/></ead>'],
  ["ncip", '<ns1:NCIPMessage xmlns:ns1="http://www.niso.org/2008/ncip"/>'],
  ["mods", '<?xml version="1.0"?><!-- one --><mods xmlns="http://www.loc.gov/mods/v3"><titleInfo/></mods>'],
  ["dublin-core", "<oai_dc:dc><dc:title>x</dc:title></oai_dc:dc>"],
  [
    "dublin-core",
    "<OAI-PMH><ListRecords><record><header/><metadata><oai_dc:dc/></metadata></record></ListRecords></OAI-PMH>",
  ],
  ["oai-error", '<OAI-PMH><responseDate/><error code="noRecordsMatch"/></OAI-PMH>'],
  ["html", "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head></html>"],
  ["json", '{"status":"error","message":"no such set"}'],
  ["mail", "From librarian@example.org Mon Jan  1\nSubject: records\n"],
  ["image", "\0\0\0\x18ftypmif1\0\0\0\0mif1heic"],
  ["image", "\0\0\x01\0\x01\0\x10\x10\0\0"],
  ["pdf", "\xef\xbb\xbf%PDF-1.4\n1 0 obj"],
  ["pdf", "\r\n%PDF-1.4\n"],
  ["office", "PK\x03\x04\x14\0\0\0\x08\0docProps/core.xml"],
  ["office", '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'],
  ["archive", "PK\x07\x08PK\x03\x04"],
  [
    "onix",
    '<Product xmlns="http://ns.editeur.org/onix/3.0/reference"><RecordReference>1</RecordReference></Product>',
  ],
  [
    "ncip",
    '<s:Envelope xmlns:s="urn:s"><s:Body><NCIPMessage xmlns="http://www.niso.org/2008/ncip"/></s:Body></s:Envelope>',
  ],
  ["dublin-core", '<record xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>x</dc:title></record>'],
  ["xml", '<eac-cpf xmlns="urn:isbn:1-931666-33-4"><control/></eac-cpf>'],
  ["xml", '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>'],
  ["html", "<div class=error>Session expired</div>"],
  ["html", "<table><tr><td>ISBN</td></tr></table>"],
  ["html", "<HEAD><TITLE>Login</TITLE></HEAD><BODY>"],
  ["bibtex", "This file was created with JabRef.\n\n@Proceedings{a, title={x}}\n"],
  ["bibtex", "@mastersthesis{a, title={x}}\n"],
  ["ris", "TY - BOOK\nTI - Border Town\nER - \n"],
  ["text", "Dear colleagues, here are the records you wanted.\n"],
  ["empty", "  \n"],
])("is named: %s", (name, text) => {
  expect(named(text)).toBe(name);
  expect(readMarcBytes(Buffer.from(text, "latin1"))).toMatchObject([{ ok: false, reason: `format-${name}` }]);
});

test("a list in UTF-16, as spreadsheets save it, is a table", () => {
  const text = "\ufeffpublication_title\tprint_identifier\nAnnals\t1234-5679\n";
  expect(named(Buffer.from(text, "utf16le"))).toBe("kbart");
});

test("MARC is not taken for something else", () => {
  const iso = "00083nam a2200049 i 4500001000300000245000800003\x1ea1\x1e10\x1faB M\x1e\x1d";
  expect(named(iso)).toBe("iso2709");
  expect(named('{"leader":"00000nam a2200000 i 4500","fields":[{"001":"1"}]}')).toBe("marcjson");
  expect(
    named(
      '<OAI-PMH><ListRecords><record><header/><metadata><marc:record xmlns:marc="http://www.loc.gov/MARC21/slim"/></metadata></record></ListRecords></OAI-PMH>',
    ),
  ).toBe("marcxml");
  expect(named('<?xml version="1.0"?><searchRetrieveResponse><records/></searchRetrieveResponse>')).toBe(
    "marcxml",
  );
});

test("a harvest's deleted headers come out with their identifier, beside the records", () => {
  const xml = `<OAI-PMH><ListRecords>
    <record><header status="deleted"><identifier>oai:lib.example:books/77</identifier><datestamp>2026-01-01</datestamp></header></record>
    <record><header><identifier>oai:lib.example:books/78</identifier></header><metadata><record><leader>00000nam a2200000 i 4500</leader>
      <controlfield tag="001">78</controlfield><datafield tag="245" ind1="1" ind2="0"><subfield code="a">Left</subfield></datafield></record></metadata></record>
    </ListRecords></OAI-PMH>`;
  expect(readMarcBytes(Buffer.from(xml))).toMatchObject([
    { ok: false, index: 0, reason: "deleted", controlNumber: "oai:lib.example:books/77" },
    { ok: true, index: 1 },
  ]);
});

test("a table in Chinese is a table, whatever its encoding", () => {
  expect(named(Buffer.from("书名,作者,馆藏\n边城,沈从文,2\n", "utf8"))).toBe("csv");
  expect(
    named(
      Buffer.from([
        0xca, 0xe9, 0xc3, 0xfb, 0x2c, 0xd7, 0xf7, 0xd5, 0xdf, 0x0a, 0xb1, 0xdf, 0xb3, 0xc7, 0x2c, 0xc9, 0xf2,
        0x0a,
      ]),
    ),
  ).toBe("csv");
});

const DATA = process.env.COMMONSHELF_TEST_DATA ?? resolve(import.meta.dirname, "../../../shared/data");
const FOREIGN = ["counter", "ead", "edifact", "iiif", "iso18626", "kbart", "mods", "ncip", "objects", "onix"];

test.skipIf(!existsSync(DATA))("every real file that is no MARC is refused once, by a name", () => {
  let files = 0;
  for (const folder of FOREIGN)
    for (const entry of readdirSync(join(DATA, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      const results = readMarcBytes(entry.name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
      expect([entry.name, results.length, results[0]?.ok]).toEqual([entry.name, 1, false]);
      files++;
    }
  expect(files).toBeGreaterThan(200);
});
