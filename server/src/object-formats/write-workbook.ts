import { crc32 } from "node:zlib";

const escaped = (text: string): string =>
  text
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** `A`, `Z`, `AA`. */
function letters(column: number): string {
  return column < 26
    ? String.fromCharCode(65 + column)
    : letters(Math.floor(column / 26) - 1) + String.fromCharCode(65 + (column % 26));
}

/** A column of a sheet: its heading, a note on what belongs there, and the only values it takes, when they are few. */
export type SheetColumn = { heading: string; note?: string; choices?: readonly string[] };

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/** What a list in a cell may hold together. */
const LONGEST_LIST = 255;
const LAST_ROW = 10_000;

/**
 * An Excel workbook (ISO/IEC 29500) with one sheet to be filled in: headings that stay in sight, notes as the sheet's first
 * help, lists to choose from. Cells are texts, so that 0012 and 1-2 stay what they are.
 */
export function writeWorkbook(
  name: string,
  columns: readonly SheetColumn[],
  rows: readonly (readonly string[])[] = [],
): Buffer {
  const cell = (text: string, column: number, row: number, style: number): string =>
    `<c r="${letters(column)}${row}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
  const lines = [columns.map((one) => one.heading), ...rows].map(
    (texts, at) =>
      `<row r="${at + 1}">${texts.map((text, column) => cell(text, column, at + 1, at === 0 ? 1 : 2)).join("")}</row>`,
  );
  const widths = columns.map(
    (_one, at) => `<col min="${at + 1}" max="${at + 1}" width="22" style="2" customWidth="1"/>`,
  );
  const checks = columns.flatMap((one, at) => checkOf(one, letters(at)));
  const sheet =
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" ` +
    `activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join("")}</cols>` +
    `<sheetData>${lines.join("")}</sheetData>` +
    (checks.length > 0
      ? `<dataValidations count="${checks.length}">${checks.join("")}</dataValidations>`
      : "") +
    "</worksheet>";
  const type = (path: string, kind: string): string =>
    `<Override PartName="${path}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  const link = (id: string, kind: string, target: string): string =>
    `<Relationship Id="${id}" Type="${LINKS}/${kind}" Target="${target}"/>`;
  const linked = (inside: string): string =>
    `${HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${inside}</Relationships>`;
  return packed([
    [
      "[Content_Types].xml",
      `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        `${type("/xl/workbook.xml", "sheet.main")}${type("/xl/worksheets/sheet1.xml", "worksheet")}` +
        `${type("/xl/styles.xml", "styles")}</Types>`,
    ],
    ["_rels/.rels", linked(link("rId1", "officeDocument", "xl/workbook.xml"))],
    [
      "xl/workbook.xml",
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${LINKS}"><sheets><sheet name="${escaped(name.replace(/[[\]*?:/\\]/g, " ").slice(0, 31))}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      "xl/_rels/workbook.xml.rels",
      linked(link("rId1", "worksheet", "worksheets/sheet1.xml") + link("rId2", "styles", "styles.xml")),
    ],
    [
      "xl/styles.xml",
      `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>' +
        '<cellXfs count="3"><xf/><xf fontId="1" applyFont="1" numFmtId="49"/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>',
    ],
    ["xl/worksheets/sheet1.xml", sheet],
  ]);
}

function checkOf({ note, choices = [] }: SheetColumn, column: string): string[] {
  const where = `sqref="${column}2:${column}${LAST_ROW}"`;
  const help = note ? ` showInputMessage="1" prompt="${escaped(note.slice(0, LONGEST_LIST))}"` : "";
  const list = choices.join(",");
  const isList =
    choices.length > 0 && list.length <= LONGEST_LIST && choices.every((one) => !one.includes(","));
  if (isList)
    return [
      `<dataValidation type="list" allowBlank="1" errorStyle="information"${help} ${where}><formula1>"${escaped(list)}"</formula1></dataValidation>`,
    ];
  return help === "" ? [] : [`<dataValidation allowBlank="1"${help} ${where}/>`];
}

/** A zip archive (APPNOTE 6.3) of small texts, unpacked as they are. */
function packed(parts: readonly (readonly [path: string, text: string])[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of parts) {
    const name = Buffer.from(path);
    const body = Buffer.from(text);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x0800, 2);
    head.writeUInt16LE(0x0021, 8);
    head.writeUInt32LE(crc32(body), 10);
    head.writeUInt32LE(body.length, 14);
    head.writeUInt32LE(body.length, 18);
    head.writeUInt16LE(name.length, 22);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    locals.push(Buffer.concat([Buffer.from("PK\x03\x04"), head, name, body]));
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), head, entry, name]));
    offset += locals.at(-1)!.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from("PK\x05\x06"), end]);
}
