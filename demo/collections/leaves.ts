import { type Canvas, type Column, fill, frame, jpegOf, type Rgb, sheet } from "./drawing.ts";

const WIDTH = 720;
const HEIGHT = 1040;
const PAPER: Rgb = [233, 222, 196];
const INK: Rgb = [52, 44, 36];
const SEAL: Rgb = [168, 53, 42];
const COLUMNS = 8;
const IN_COLUMN = 18;

/** The cover of a thread-bound book: cloth, a label at its upper left, four stitches at its right. */
export async function coverLeaf(title: string, cloth: Rgb, seed: string): Promise<Buffer> {
  const canvas = sheet(WIDTH, HEIGHT, cloth, 26, seed);
  const thread: Rgb = [236, 228, 208];
  fill(canvas, WIDTH - 46, 0, 3, HEIGHT, thread);
  for (const y of [60, 340, 640, HEIGHT - 60]) fill(canvas, WIDTH - 46, y, 46, 3, thread);
  fill(canvas, 56, 70, 128, 620, [245, 238, 220]);
  frame(canvas, 64, 78, 112, 604, 3, INK);
  frame(canvas, 71, 85, 98, 590, 1, INK);
  return await jpegOf(canvas, [{ x: 88, y: 110, text: title.slice(0, 8), size: 62, ink: "#2a241c" }]);
}

/** A printed half leaf: double border, columns between lines, the fold with its fish tail, text from right to left. */
export async function textLeaf(
  text: string,
  fold: string,
  number: number,
  seal: string | null,
): Promise<Buffer> {
  const canvas = sheet(WIDTH, HEIGHT, PAPER, 14, `${fold} ${number}`);
  const [left, top, width, height] = [54, 130, WIDTH - 108, HEIGHT - 200];
  frame(canvas, left, top, width, height, 5, INK);
  frame(canvas, left + 10, top + 10, width - 20, height - 20, 1, INK);
  const step = (width - 20) / COLUMNS;
  for (let at = 1; at < COLUMNS; at++) fill(canvas, left + 10 + at * step, top + 10, 1, height - 20, INK);
  fishTail(canvas, number % 2 === 1 ? 0 : WIDTH - 26, top + 150);
  const size = 34;
  const columns: Column[] = [];
  const characters = [...text];
  for (let at = 0; at < COLUMNS && at * IN_COLUMN < characters.length; at++)
    columns.push({
      x: left + 10 + width - 20 - (at + 1) * step + (step - size) / 2 - 2,
      y: top + 26,
      text: characters.slice(at * IN_COLUMN, (at + 1) * IN_COLUMN).join(""),
      size,
      ink: "#2a241c",
    });
  columns.push({
    x: number % 2 === 1 ? 4 : WIDTH - 24,
    y: top + 250,
    text: fold.slice(0, 8),
    size: 18,
    ink: "#2a241c",
  });
  if (seal) {
    fill(canvas, left + 22, top + height - 128, 74, 104, SEAL);
    columns.push({ x: left + 40, y: top + height - 120, text: seal.slice(0, 3), size: 28, ink: "#f6e9d2" });
  }
  return await jpegOf(canvas, columns);
}

function fishTail(canvas: Canvas, x: number, y: number): void {
  for (let row = 0; row < 34; row++) {
    const inset = row > 16 ? (row - 16) * 0.7 : 0;
    fill(canvas, x, y + row, 13 - inset, 1, INK);
    fill(canvas, x + 13 + inset, y + row, 13 - inset, 1, INK);
  }
}
