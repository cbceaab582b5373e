import { createHash } from "node:crypto";
import { legibleAccent } from "../consortium/index.ts";
import { type FileStore, regionFiles, type StoredFile } from "../files/index.ts";
import type { Config } from "../kernel/config.ts";
import { pictureUses, writePicture } from "../kernel/images/pictures.ts";

const PLACE = "collection-logos";
const HASH = /^[0-9a-f]{24}$/;
/** Words on a collection's ground (web/reader/collections/collections.css). */
const ON = "#fdfaf3";
const ON_2 = "#e6dfd2";
const LEAST = 4.5;
const STEPS = 100;

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours `#rrggbb` (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The colour, darkened by steps of a hundredth. */
function darker(hex: string, step: number): string {
  const parts = [1, 3, 5].map((at) =>
    Math.round(Number.parseInt(hex.slice(at, at + 2), 16) * (1 - step / STEPS)),
  );
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** The lightest of the colour's darker shades, from `first` on, on which both words are read. */
function groundOf(hex: string, first: number): string {
  for (let step = first; step < STEPS; step++) {
    const ground = darker(hex, step);
    if (Math.min(contrast(ON, ground), contrast(ON_2, ground)) >= LEAST) return ground;
  }
  return "#000000";
}

/** What a colour of the curators' own becomes: a ground for white words and a line on paper, in both looks. */
export function inkOf(own: string): Record<"light" | "dark", { ground: string; line: string }> {
  const { light, dark } = legibleAccent(own);
  return {
    light: { ground: groundOf(own, 0), line: light.accent },
    dark: { ground: groundOf(own, 20), line: dark.accent },
  };
}

/** The style sheet of a colour: a function of the colour alone, so that it is kept for ever. */
export function inkSheet(own: string): string {
  const { light, dark } = inkOf(own);
  const name = `.col-ink-own-${own.slice(1)}`;
  return `@layer rooms.collections{${name}{--col-ground:var(--light,${light.ground}) var(--dark,${dark.ground});--col-line:var(--light,${light.line}) var(--dark,${dark.line})}}\n`;
}

const keyOf = (hash: string): string => `${PLACE}/${hash}.png`;

/** Keeps a logo, written anew, under the hash of what was written. Refuses as `writePicture`. */
export async function keepLogo(config: Config, bytes: Buffer): Promise<string> {
  const logo = await writePicture(bytes, pictureUses.logo);
  const hash = createHash("sha256").update(logo.bytes).digest("hex").slice(0, 24);
  await regionFiles(config).put(keyOf(hash), logo.bytes);
  return hash;
}

/** A logo by its hash; undefined for none. */
export async function readLogo(files: FileStore, hash: string): Promise<StoredFile | undefined> {
  return HASH.test(hash) ? await files.get(keyOf(hash)) : undefined;
}
