import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import sharp, { type OverlayOptions } from "sharp";
import { createLanes } from "../kernel/images/lanes.ts";
import { Problem } from "../kernel/problem.ts";

/** What is written on a card. */
export type Card = { title: string; line: string; site: string };

export const CARD_WIDTH = 1200;
export const CARD_HEIGHT = 630;
const FONTS = join(dirname(createRequire(import.meta.url).resolve("@embedpdf/fonts-sc")), "../fonts");
const INK = "#1f1e1b";
const INK_2 = "#5c5a54";
const PAPER = "#fbfaf7";
const SEAL = "#a8352a";
const COVERS = ["#5c7d76", "#7a8fa6", "#8a6d5b", "#6f6a8a", "#9a7b4f", "#7d5a63"];
const LONGEST_TITLE = 60;
const LONGEST_LINE = 60;

const lanes = createLanes(2, 32, () => new Problem("pictures-busy", 503));

/** Draws a card as PNG. Refuses `pictures-busy` 503 when too many are asked for at once. */
export function drawCard(card: Card): Promise<Buffer> {
  return lanes.run(() => draw(card));
}

async function draw({ title, line, site }: Card): Promise<Buffer> {
  const tint = createHash("sha256").update(title).digest()[0]! % COVERS.length;
  const [heading, below, foot, mark] = await Promise.all([
    written(cut(title, LONGEST_TITLE), { size: 62, weight: "Bold", colour: INK, width: 700, height: 300 }),
    written(cut(line, LONGEST_LINE), { size: 32, weight: "Regular", colour: INK_2, width: 700, height: 90 }),
    written(site, { size: 30, weight: "Medium", colour: INK, width: 560, height: 48 }),
    written("共", { size: 34, weight: "Bold", colour: PAPER, width: 44, height: 44 }),
  ]);
  const left = 420;
  const parts: OverlayOptions[] = [
    box(COVERS[tint]!, 270, 378, 90, 126),
    box("#f4f1ea", 64, 250, 120, 150),
    box("#ffffff66", 3, 378, 332, 126),
    ...[170, 265, 360, 455].map((top) => box("#ffffff66", 28, 3, 332, top)),
    box(SEAL, 56, 56, left, 520),
    ...heading.map((part) => ({ ...part, left, top: 126 })),
    ...below.map((part) => ({ ...part, left, top: 126 + heightOf(heading) + 28 })),
    ...foot.map((part) => ({ ...part, left: left + 76, top: 532 })),
    ...mark.map((part) => ({ ...part, left: left + 10, top: 530 })),
  ];
  return await sharp({
    create: { width: CARD_WIDTH, height: CARD_HEIGHT, channels: 3, background: PAPER },
  })
    .composite(parts)
    .png({ compressionLevel: 9, palette: true })
    .toBuffer();
}

function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}

function box(background: string, width: number, height: number, left: number, top: number): OverlayOptions {
  return { input: { create: { width, height, channels: 4, background } }, left, top };
}

type Writing = {
  size: number;
  weight: "Regular" | "Medium" | "Bold";
  colour: string;
  width: number;
  height: number;
};
type Written = { input: Buffer; raw: { width: number; height: number; channels: 4 } };

const heightOf = (parts: Written[]): number => parts[0]?.raw.height ?? 0;

/** Text in the project's font, as pixels; none for no text. What the font lacks is taken from the system's. */
async function written(text: string, { size, weight, colour, width, height }: Writing): Promise<Written[]> {
  if (text.trim() === "") return [];
  const escaped = text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]!);
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="${colour}">${escaped}</span>`,
      font: `Noto Sans Hans ${weight} ${size}`,
      fontfile: join(FONTS, `NotoSansHans-${weight}.otf`),
      width,
      wrap: "word-char",
      rgba: true,
      dpi: 72,
    },
  })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const lines = Math.min(info.height, height);
  const input = lines === info.height ? data : data.subarray(0, lines * info.width * 4);
  return [{ input, raw: { width: info.width, height: lines, channels: 4 } }];
}
