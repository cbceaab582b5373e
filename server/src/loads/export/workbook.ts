import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { refuse } from "../refusals.ts";

/** What a sheet of Office Open XML (ECMA-376) holds at most. */
const MOST_ROWS = 1_048_576;
const LONGEST_CELL = 32_767;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";

/** The parts every workbook of one sheet has. */
const PARTS: readonly [name: string, xml: string][] = [
  [
    "[Content_Types].xml",
    `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`,
  ],
  [
    "_rels/.rels",
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  ],
  [
    "xl/workbook.xml",
    `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="records" sheetId="1" r:id="r1"/></sheets></workbook>`,
  ],
  [
    "xl/_rels/workbook.xml.rels",
    `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
  ],
];

/**
 * Writes rows as an Excel workbook (.xlsx) of one sheet. Every cell is text: an ISBN keeps its zeros, and nothing is
 * calculated. Refuses `export-too-long` 409 for more rows than a sheet holds.
 */
export async function writeWorkbook(
  path: string,
  rows: AsyncIterable<readonly string[]>,
  mostRows = MOST_ROWS,
): Promise<void> {
  const zip = new ZipFile();
  for (const [name, xml] of PARTS) zip.addBuffer(Buffer.from(HEAD + xml), name);
  const sheet = Readable.from(sheetXml(rows, mostRows));
  zip.addReadStream(sheet, "xl/worksheets/sheet1.xml");
  zip.end();
  const output = zip.outputStream as Readable;
  // What goes wrong with the rows ends the file too.
  sheet.on("error", (error) => output.destroy(error));
  await pipeline(output, createWriteStream(path, { mode: 0o600 }));
}

async function* sheetXml(rows: AsyncIterable<readonly string[]>, mostRows: number): AsyncGenerator<string> {
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>`;
  let count = 0;
  for await (const cells of rows) {
    if (++count > mostRows) throw refuse("export-too-long");
    yield `<row>${cells.map(cellXml).join("")}</row>`;
  }
  yield "</sheetData></worksheet>";
}

const ESCAPED: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
/** What XML cannot hold: controls, halves of pairs, two code points. */
const UNWRITABLE = /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|\p{Surrogate}/gu;

function cellXml(text: string): string {
  const safe = text
    .slice(0, LONGEST_CELL)
    .replace(UNWRITABLE, "")
    .replace(/[&<>]/g, (one) => ESCAPED[one]!);
  return `<c t="inlineStr"><is><t xml:space="preserve">${safe}</t></is></c>`;
}
