import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import sharp, { type OverlayOptions } from "sharp";
import { chance } from "../random.ts";

const FONT = join(
  dirname(createRequire(import.meta.url).resolve("@embedpdf/fonts-sc")),
  "../fonts/NotoSansHans-Regular.otf",
);

export type Rgb = readonly [number, number, number];

/** A canvas of plain pixels. */
export type Canvas = { width: number; height: number; pixels: Buffer };

/** Numbers from 0 up to 1, one after the other, the same for the same seed (an LCG of Numerical Recipes). */
export function noise(seed: string): () => number {
  let state = Math.floor(chance(seed) * 2 ** 32);
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A sheet of paper with its grain. */
export function sheet(width: number, height: number, [r, g, b]: Rgb, grain: number, seed: string): Canvas {
  const pixels = Buffer.alloc(width * height * 3);
  const next = noise(seed);
  for (let at = 0; at < pixels.length; at += 3) {
    const noise = Math.round((next() - 0.5) * grain);
    pixels[at] = clamp(r + noise);
    pixels[at + 1] = clamp(g + noise);
    pixels[at + 2] = clamp(b + noise);
  }
  return { width, height, pixels };
}

export const clamp = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));

/** Fills a rectangle. */
export function fill(canvas: Canvas, x: number, y: number, width: number, height: number, colour: Rgb): void {
  for (let row = Math.max(0, Math.round(y)); row < Math.min(canvas.height, Math.round(y + height)); row++)
    for (
      let column = Math.max(0, Math.round(x));
      column < Math.min(canvas.width, Math.round(x + width));
      column++
    )
      paint(canvas, column, row, colour);
}

/** Paints one pixel. */
export function paint(canvas: Canvas, x: number, y: number, [r, g, b]: Rgb): void {
  const at = (y * canvas.width + x) * 3;
  canvas.pixels[at] = r;
  canvas.pixels[at + 1] = g;
  canvas.pixels[at + 2] = b;
}

/** The outline of a rectangle. */
export function frame(
  canvas: Canvas,
  x: number,
  y: number,
  width: number,
  height: number,
  line: number,
  ink: Rgb,
): void {
  fill(canvas, x, y, width, line, ink);
  fill(canvas, x, y + height - line, width, line, ink);
  fill(canvas, x, y, line, height, ink);
  fill(canvas, x + width - line, y, line, height, ink);
}

/** Characters below each other, as high as `height` allows. */
async function column(text: string, size: number, ink: string): Promise<Buffer> {
  return await sharp({
    text: {
      text: `<span foreground="${ink}">${[...text].join("\n")}</span>`,
      font: `Noto Sans S Chinese ${size}`,
      fontfile: FONT,
      rgba: true,
      dpi: 72,
      spacing: Math.round(size * 0.12),
      align: "centre",
    },
  })
    .png()
    .toBuffer();
}

/** Text set in columns, written onto a canvas: where each begins, and what stands in it. */
export type Column = { x: number; y: number; text: string; size: number; ink: string };

/** The canvas as a JPEG, with its columns of text. */
export async function jpegOf(canvas: Canvas, columns: readonly Column[], quality = 80): Promise<Buffer> {
  const { width, height } = canvas;
  const overlays: OverlayOptions[] = [];
  for (const one of columns)
    overlays.push({
      input: await column(one.text, one.size, one.ink),
      left: Math.round(one.x),
      top: Math.round(one.y),
    });
  return await sharp(canvas.pixels, { raw: { width, height, channels: 3 } })
    .composite(overlays)
    .jpeg({ quality })
    .toBuffer();
}
