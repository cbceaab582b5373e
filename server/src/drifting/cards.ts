import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { qrPath } from "@commonshelf/qr";
import PdfDocument from "pdfkit";
import type { CardKind } from "./words.ts";

/** What one card is printed from. `address`: where its code leads; `secret`: to be typed where no camera helps. */
export type Card = {
  title: string;
  author: string;
  message: string;
  address: string;
  code: string;
  secret: string;
};

/** The sentences on a card, in the reader's language. */
export type CardWords = {
  brand: string;
  label: string;
  labelNote: string;
  driftCard: string;
  driftNote: string;
  thoughtsCard: string;
  thoughtsNote: string;
  reader: string;
  date: string;
  place: string;
  code: string;
  secret: string;
};

const MM = 72 / 25.4;
const FONTS = join(dirname(createRequire(import.meta.url).resolve("@embedpdf/fonts-sc")), "../fonts");
const INK = "#1c1b19";
const QUIET = "#5c5953";
const SEAL = "#a5342a";
const LINE = "#b9b4a9";

let fonts: Promise<{ regular: Buffer; bold: Buffer }> | undefined;

function loadFonts(): Promise<{ regular: Buffer; bold: Buffer }> {
  fonts ??= Promise.all([
    readFile(join(FONTS, "NotoSansHans-Regular.otf")),
    readFile(join(FONTS, "NotoSansHans-Bold.otf")),
  ]).then(([regular, bold]) => ({ regular, bold }));
  return fonts;
}

type Pdf = InstanceType<typeof PdfDocument>;

/** Cards or labels as a PDF: text in an embedded subset of the font, codes as vector paths on white. */
export async function drawCards(kind: CardKind, cards: readonly Card[], words: CardWords): Promise<Buffer> {
  const { regular, bold } = await loadFonts();
  const pdf = new PdfDocument({
    size: kind === "labels" ? "A4" : "A6",
    margin: 0,
    autoFirstPage: false,
    info: {
      Title: kind === "labels" ? words.label : kind === "drift-card" ? words.driftCard : words.thoughtsCard,
    },
  });
  pdf.registerFont("regular", regular);
  pdf.registerFont("bold", bold);
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((done, fail) => {
    pdf.on("data", (chunk: Buffer) => chunks.push(chunk));
    pdf.on("end", () => done(Buffer.concat(chunks)));
    pdf.on("error", fail);
  });
  if (kind === "labels") drawLabels(pdf, cards, words);
  else for (const card of cards) drawCard(pdf, kind, card, words);
  pdf.end();
  return await whole;
}

const LABELS_PER_SHEET = 8;
const LABEL = { wide: 95 * MM, high: 68 * MM, left: 10 * MM, top: 12 * MM };

function drawLabels(pdf: Pdf, cards: readonly Card[], words: CardWords): void {
  for (const [i, card] of cards.entries()) {
    const place = i % LABELS_PER_SHEET;
    if (place === 0) pdf.addPage();
    const x = LABEL.left + (place % 2) * LABEL.wide;
    const y = LABEL.top + Math.floor(place / 2) * LABEL.high;
    drawLabel(pdf, x, y, card, words);
  }
}

function drawLabel(pdf: Pdf, x: number, y: number, card: Card, words: CardWords): void {
  const pad = 5 * MM;
  const code = 34 * MM;
  pdf.lineWidth(0.5).dash(2, { space: 2 }).rect(x, y, LABEL.wide, LABEL.high).stroke(LINE).undash();
  drawMark(pdf, x + pad, y + pad, words);
  drawQr(pdf, x + LABEL.wide - pad - code, y + pad, code, card.address);
  const wide = LABEL.wide - code - 3 * pad;
  write(pdf, "bold", 13, card.title, x + pad, y + pad + 11 * MM, wide, 3);
  write(pdf, "regular", 8, card.author, x + pad, y + pad + 29 * MM, wide, 1, QUIET);
  write(pdf, "regular", 9, words.labelNote, x + pad, y + pad + 37 * MM, LABEL.wide - 2 * pad, 2);
  const typed = `${words.code} ${card.code}   ${words.secret} ${card.secret}`;
  write(pdf, "regular", 9, typed, x + pad, y + LABEL.high - pad - 4 * MM, LABEL.wide - 2 * pad, 1, QUIET);
}

function drawCard(pdf: Pdf, kind: CardKind, card: Card, words: CardWords): void {
  pdf.addPage();
  const { width, height } = pdf.page;
  const pad = 8 * MM;
  const wide = width - 2 * pad;
  const code = 30 * MM;
  const isDrift = kind === "drift-card";
  drawMark(pdf, pad, pad, words);
  write(
    pdf,
    "regular",
    9,
    isDrift ? words.driftCard : words.thoughtsCard,
    pad + 24 * MM,
    pad + 1.5 * MM,
    40 * MM,
    1,
    QUIET,
  );
  write(pdf, "bold", 15, card.title, pad, pad + 12 * MM, wide - code - 3 * MM, 3);
  write(pdf, "regular", 9, card.author, pad, pad + 36 * MM, wide - code - 3 * MM, 1, QUIET);
  drawQr(pdf, width - pad - code, pad + 10 * MM, code, card.address);
  const note = isDrift ? card.message || words.driftNote : words.thoughtsNote;
  write(pdf, "regular", 10, note, pad, pad + 44 * MM, wide, 3);
  if (isDrift) drawTable(pdf, pad, pad + 62 * MM, wide, height - pad - 8 * MM, words);
  else for (let y = pad + 66 * MM; y < height - pad - 10 * MM; y += 8.5 * MM) rule(pdf, pad, y, wide);
  const typed = `${words.code} ${card.code}   ${words.secret} ${card.secret}`;
  write(pdf, "regular", 9, typed, pad, height - pad - 4 * MM, wide, 1, QUIET);
}

function drawTable(pdf: Pdf, x: number, top: number, wide: number, bottom: number, words: CardWords): void {
  const columns = [
    { label: words.reader, at: x },
    { label: words.date, at: x + wide * 0.36 },
    { label: words.place, at: x + wide * 0.6 },
  ];
  for (const { label, at } of columns) write(pdf, "regular", 8, label, at, top, wide * 0.4, 1, QUIET);
  for (let y = top + 6 * MM; y < bottom; y += 8 * MM) rule(pdf, x, y, wide);
}

function rule(pdf: Pdf, x: number, y: number, wide: number): void {
  pdf
    .lineWidth(0.5)
    .moveTo(x, y)
    .lineTo(x + wide, y)
    .stroke(LINE);
}

/** The seal and the name beside it. */
function drawMark(pdf: Pdf, x: number, y: number, words: CardWords): void {
  const side = 7 * MM;
  pdf.roundedRect(x, y, side, side, 2).fill(SEAL);
  const seal = [...words.brand].slice(0, 1).join("");
  pdf.font("bold").fontSize(13).fillColor("#fff");
  pdf.text(seal, x, y + side / 2 - 8.6, { width: side, align: "center", lineBreak: false });
  write(pdf, "bold", 11, words.brand, x + side + 2 * MM, y + 1.2 * MM, 30 * MM, 1);
}

function drawQr(pdf: Pdf, x: number, y: number, side: number, address: string): void {
  const { path, size } = qrPath(address);
  pdf
    .save()
    .translate(x, y)
    .scale(side / size);
  pdf.rect(0, 0, size, size).fill("#fff");
  pdf.path(path).fill("#000");
  pdf.restore();
}

const LEADING = 1.7;

/** Writes into a box of so many lines, in characters the font has; what does not fit ends in an ellipsis. */
function write(
  pdf: Pdf,
  font: "regular" | "bold",
  size: number,
  text: string,
  x: number,
  y: number,
  width: number,
  lines: number,
  colour: string = INK,
): void {
  if (text === "") return;
  pdf.font(font).fontSize(size).fillColor(colour);
  pdf.text(printable(pdf, text), x, y, {
    width,
    height: size * LEADING * lines,
    ellipsis: true,
    lineGap: size * 0.1,
  });
}

/** Characters no font here has are shown as 〓, as printers do: a gap would be read as nothing missing. */
function printable(pdf: Pdf, text: string): string {
  const { font } = (pdf as unknown as { _font: { font: { hasGlyphForCodePoint(point: number): boolean } } })
    ._font;
  return [...text.normalize("NFC").replace(/\s+/g, " ")]
    .map((char) => (font.hasGlyphForCodePoint(char.codePointAt(0)!) ? char : "〓"))
    .join("");
}
