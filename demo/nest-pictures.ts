import sharp from "sharp";
import { chance } from "./random.ts";

const WIDTH = 1200;
const HEIGHT = 800;
type Colour = [red: number, green: number, blue: number];
const SPINES: Colour[] = [
  [138, 75, 69],
  [63, 94, 120],
  [88, 122, 91],
  [169, 130, 63],
  [106, 90, 134],
  [74, 74, 70],
  [176, 113, 92],
  [123, 139, 146],
];
const WALLS: Colour[] = [
  [205, 191, 159],
  [185, 195, 180],
  [198, 179, 164],
];
const PAVEMENT: Colour = [141, 138, 128];
const WOOD: Colour = [125, 88, 56];
const DARK: Colour = [58, 42, 30];
const BOARD: Colour = [107, 74, 48];
const LABEL: Colour = [240, 233, 216];

/** A picture as rows of RGB, drawn by rectangles. */
class Canvas {
  readonly pixels = Buffer.alloc(WIDTH * HEIGHT * 3);

  rect(left: number, top: number, wide: number, high: number, colour: Colour): void {
    const from = Math.max(0, Math.round(left));
    const line = Buffer.from(
      Array(Math.max(0, Math.min(WIDTH, Math.round(left + wide)) - from))
        .fill(colour)
        .flat(),
    );
    for (let y = Math.max(0, Math.round(top)); y < Math.min(HEIGHT, top + high); y++)
      line.copy(this.pixels, (y * WIDTH + from) * 3);
  }
}

/** One row of books on a board, drawn from the name of the nest so that no two are alike. */
function drawRow(canvas: Canvas, name: string, row: number, floor: number, room: number): void {
  let x = 330;
  for (let n = 0; x < 830; n++) {
    const wide = 22 + Math.floor(chance("wide", name, row, n) * 34);
    const high = room * (0.62 + chance("high", name, row, n) * 0.32);
    const colour = SPINES[Math.floor(chance("spine", name, row, n) * SPINES.length)]!;
    if (chance("gap", name, row, n) < 0.12) x += 30;
    canvas.rect(x, floor - high, wide, high, colour);
    canvas.rect(x + wide * 0.28, floor - high * 0.85, wide * 0.44, high * 0.34, LABEL);
    x += wide + 3;
  }
  canvas.rect(312, floor, 576, 12, BOARD);
}

/** A drawn picture of a nest: a cabinet with books before a wall and the pavement, as JPEG. */
export async function nestPicture(name: string, rows: number): Promise<Buffer> {
  const canvas = new Canvas();
  canvas.rect(0, 0, WIDTH, HEIGHT, WALLS[Math.floor(chance("wall", name) * WALLS.length)]!);
  canvas.rect(0, 640, WIDTH, 160, PAVEMENT);
  for (let i = 0; i < 90; i++) canvas.rect(600 - (i * 340) / 90, 40 + i, (i * 680) / 90, 1, BOARD);
  canvas.rect(300, 130, 600, 570, WOOD);
  canvas.rect(312, 150, 576, 538, DARK);
  const room = 530 / rows;
  for (let row = 0; row < rows; row++) drawRow(canvas, name, row, 150 + room * (row + 1) - 6, room - 12);
  canvas.rect(340, 700, 30, 70, BOARD);
  canvas.rect(830, 700, 30, 70, BOARD);
  return await sharp(canvas.pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .jpeg({ quality: 82 })
    .toBuffer();
}
