import { expect, test } from "vitest";
import { BrokenRecords } from "./broken.ts";
import { openArchive, writeWorkbook } from "./index.ts";
import { isWorkbook, readWorkbook } from "./read-workbook.ts";
import { readRecords } from "./records.ts";
import { readXml, textOf } from "./xml.ts";

const table = (text: string) => readRecords(Buffer.from(text));
const broken = (text: string): string => {
  try {
    table(text);
    return "read";
  } catch (error) {
    if (!(error instanceof BrokenRecords)) throw error;
    return `${error.format} ${error.place}`;
  }
};

test("XML is read strictly: names without prefixes, entities of XML only, nothing declared, nothing cut off", () => {
  const root = readXml(
    '<?xml version="1.0"?><!DOCTYPE a><a:x b:c="1 &lt; 2" d=\'>\'>A<!-- no --><y/><![CDATA[<z>]]>&#x4e2d;</a:x>',
  );
  expect(root.attributes).toEqual({ c: "1 < 2", d: ">" });
  expect(textOf(root)).toBe("A <z>中");
  for (const wrong of [
    "<a><b></a></b>",
    "<a>",
    "<a/><b/>",
    "<a>&eacute;</a>",
    "<a>&#xd800;</a>",
    '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
    "words",
    "<a>".repeat(300) + "</a>".repeat(300),
  ])
    expect(() => readXml(wrong), wrong).toThrow(BrokenRecords);
  // Growing entities and files of the machine are never looked at: there are no entities of a document's own.
  expect(() => readXml('<!DOCTYPE a SYSTEM "file:///etc/passwd" [ ]><a/>')).toThrow(BrokenRecords);
});

const MODS = `<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><nonSort>The</nonSort><title>Ferry</title><subTitle>a song</subTitle></titleInfo>
<titleInfo type="alternative"><title>Boat</title></titleInfo>
<name><namePart>Lin Mo</namePart><role><roleTerm>author</roleTerm></role></name><name><namePart>Zhou Yan</namePart><role><roleTerm>edt</roleTerm></role></name>
<originInfo><dateIssued>1782</dateIssued><publisher>Tower</publisher></originInfo><identifier type="local">F-1</identifier></mods>`;

test("a MODS record is a row by the common names of columns", () => {
  const { format, rows } = table(MODS)!;
  expect(format).toBe("MODS");
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({
    identifier: "F-1",
    title: "The Ferry: a song",
    "other title": "Boat",
    creator: "Lin Mo",
    contributor: "Zhou Yan",
    date: "1782",
    publisher: "Tower",
  });
});

test("a METS file gives its first description the pictures' names", () => {
  const files = ["a/1.tif", "a/2.tif"].map((path) => `<file><FLocat href="${path}"/></file>`).join("");
  const mets = `<mets OBJID="M1"><dmdSec ID="D1"><mdWrap><xmlData>${MODS}</xmlData></mdWrap></dmdSec><dmdSec ID="D2"><mdWrap><xmlData><mods><titleInfo><title>Part</title></titleInfo></mods></xmlData></mdWrap></dmdSec>
<fileSec><fileGrp USE="THUMBS"><file><FLocat href="t.jpg"/></file></fileGrp><fileGrp USE="OCR-D-IMG">${files}</fileGrp></fileSec></mets>`;
  const { rows } = table(mets)!;
  expect(rows.map((row) => [row.identifier, row.title, row.files])).toEqual([
    ["F-1", "The Ferry: a song", "1.tif\n2.tif"],
    ["D2", "Part", ""],
  ]);
});

test("a finding aid gives the fonds and every component, with the titles above it and identifiers that differ", () => {
  const did = (title: string, id = ""): string =>
    `<did><unittitle>${title}, <unitdate>1901</unitdate></unittitle>${id ? `<unitid>${id}</unitid>` : ""}</did>`;
  const { rows } = table(
    `<ead><archdesc level="fonds">${did("Papers", "P")}<dsc><c01 level="series">${did("Letters", "Box 1")}<c02 level="file">${did("To Zhou", "Box 1")}</c02></c01></dsc></archdesc></ead>`,
  )!;
  expect(rows.map((row) => [row.identifier, row.title, row.date, row["part of"]])).toEqual([
    ["P", "Papers", "1901", ""],
    ["Box 1", "Letters", "1901", "Papers"],
    ["Box 1-2", "To Zhou", "1901", "Papers › Letters"],
  ]);
});

test("levels that EAD does not name are called as the archive calls them; what is undated has no date", () => {
  const file = (attributes: string, date: string): string =>
    `<c01 ${attributes}><did><unittitle>T</unittitle><unitdate>${date}</unitdate></did></c01>`;
  const parts = [
    file('level="otherlevel" otherlevel="Binder"', "n.d."),
    file('level="otherlevel"', "[undated]"),
    file('level="item"', "1901"),
    file("", "年代不詳"),
  ];
  const { rows } = table(
    `<ead><archdesc level="fonds"><did><unittitle>P</unittitle></did><dsc>${parts.join("")}</dsc></archdesc></ead>`,
  )!;
  expect(rows.slice(1).map((row) => [row.level, row.date])).toEqual([
    ["Binder", ""],
    ["", ""],
    ["item", "1901"],
    ["", ""],
  ]);
});

test("manifests of both versions and the members of a collection are rows; other JSON is none", () => {
  const three = {
    "@context": "http://iiif.io/api/presentation/3/context.json",
    id: "https://x/1",
    type: "Manifest",
    label: { en: ["Map"] },
    metadata: [{ label: { en: ["Scale"] }, value: { none: ["1:100"] } }],
    items: [{}, {}],
  };
  expect(table(JSON.stringify(three))!.rows).toEqual([
    { identifier: "https://x/1", title: "Map", pages: "2", Scale: "1:100" },
  ]);
  const two = {
    "@context": "http://iiif.io/api/presentation/2/context.json",
    "@id": "https://x/2",
    "@type": "sc:Manifest",
    label: [{ "@value": "Karte", "@language": "de" }],
    sequences: [{ canvases: [{}] }],
  };
  expect(table(JSON.stringify(two))!.rows[0]).toMatchObject({ title: "Karte", pages: "1" });
  const set = {
    ...three,
    type: "Collection",
    label: { en: ["Maps"] },
    items: [three, { ...three, id: "https://x/3" }],
  };
  expect(table(JSON.stringify(set))!.rows.map((row) => [row.identifier, row["part of"]])).toEqual([
    ["https://x/1", "Maps"],
    ["https://x/3", "Maps"],
  ]);
  expect(table('{"type":"Manifest"}')).toBeNull();
  expect(broken('{"@context":"http://iiif.io/api/presentation/3/context.json", ')).toMatch(/^IIIF /);
});

test("MARC is read in any of its forms, and a record that cannot be read stands in a row of its own", () => {
  const marc = `<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">A1</controlfield><datafield tag="245" ind1="1" ind2="0"><subfield code="a">Ferry :</subfield><subfield code="b">a song /</subfield></datafield></record></collection>`;
  const { format, rows } = table(marc)!;
  expect([format, rows[0]!.identifier, rows[0]!.title]).toEqual(["MARC", "A1", "Ferry: a song"]);
});

test.each([
  ["a finding aid without a fonds", "<ead><eadheader/></ead>", "EAD 0"],
  ["MODS that ends too early", MODS.slice(0, -30), "MODS 4"],
  ["a METS file with entities of its own", '<!DOCTYPE mets [<!ENTITY a "b">]>\n<mets/>', "METS 1"],
])("%s is refused with its format and place", (_what, text, place) => {
  expect(broken(text)).toBe(place);
});

test("pictures with scripts, pages and unknown markup are no records", () => {
  for (const text of [
    '<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>',
    "<html><body/></html>",
    "a,b\n1,2",
    "",
  ])
    expect(table(text), text).toBeNull();
});

test("a workbook that is written is read again, lists and notes beside its cells", async () => {
  const made = writeWorkbook(
    "Box/1",
    [
      { heading: "编号", note: "0012" },
      { heading: "Kind", choices: ["瓷", "陶"] },
    ],
    [
      ["0012", "瓷 & <clay>"],
      ["", "x"],
    ],
  );
  const archive = await openArchive(made);
  expect(isWorkbook(archive.files.map((file) => file.path))).toBe(true);
  const parts = new Map(archive.files.map((file) => [file.path, file.read]));
  expect(await readWorkbook(parts)).toEqual([
    ["编号", "Kind"],
    ["0012", "瓷 & <clay>"],
    ["", "x"],
  ]);
  const sheet = (await parts.get("xl/worksheets/sheet1.xml")!()).toString();
  expect(sheet).toContain('<formula1>"瓷,陶"</formula1>');
  expect(sheet).toContain('prompt="0012"');
  archive.close();
});

const text = (value: string) => async (): Promise<Buffer> => Buffer.from(value);

test("cells of Excel's own kinds become texts: shared words, numbers as shown, days, gaps", async () => {
  const rows = await readWorkbook(
    new Map([
      ["xl/workbook.xml", text('<workbook><sheets><sheet name="a" id="rId7"/></sheets></workbook>')],
      ["xl/_rels/workbook.xml.rels", text('<R><Relationship Id="rId7" Target="/xl/worksheets/x.xml"/></R>')],
      [
        "xl/sharedStrings.xml",
        text(
          "<sst><si><r><t>red</t></r><r><t xml:space='preserve'> ink</t></r><rPh><t>no</t></rPh></si></sst>",
        ),
      ],
      [
        "xl/styles.xml",
        text(
          '<s><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></s>',
        ),
      ],
      [
        "xl/worksheets/x.xml",
        text(
          '<w><sheetData><row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2"><v>0.30000000000000004</v></c><c r="D2" s="1"><v>60</v></c><c r="E2" s="2"><v>45292</v></c><c r="F2" s="1"><v>1</v></c><c r="G2" t="b"><v>1</v></c></row></sheetData></w>',
        ),
      ],
    ]),
  );
  expect(rows).toEqual([[], ["red ink", "", "0.3", "1900-02-28", "2024-01-01", "1900-01-01", "TRUE"]]);
});

test("a workbook without a sheet is refused", async () => {
  await expect(readWorkbook(new Map([["xl/workbook.xml", text("<workbook/>")]]))).rejects.toThrow(
    BrokenRecords,
  );
});
