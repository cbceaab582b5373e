/** Grounds of the two looks, darkest and lightest that text stands on (web/ui/tokens.css). */
const LIGHT_GROUND = "#f4f1ea";
const DARK_GROUND = "#201e1a";
/** WCAG 2.2, 1.4.3 Contrast (Minimum). */
export const LEAST_CONTRAST = 4.5;
const STEPS = 100;

type Rgb = [number, number, number];

function rgbOf(hex: string): Rgb {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as Rgb;
}

function hexOf(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

function luminanceOf(hex: string): number {
  const [r, g, b] = rgbOf(hex).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast of two colours `#rrggbb`, from 1 to 21 (WCAG 2.2, relative luminance). */
export function contrastOf(one: string, other: string): number {
  const [low, high] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** The nearest colour towards black or white that can be read as text on `ground`. */
function towards(accent: string, goal: Rgb, ground: string): string {
  const from = rgbOf(accent);
  for (let step = 0; step <= STEPS; step++) {
    const mixed = hexOf(from.map((part, i) => part + ((goal[i]! - part) * step) / STEPS) as Rgb);
    if (contrastOf(mixed, ground) >= LEAST_CONTRAST) return mixed;
  }
  return hexOf(goal);
}

/** Any accent `#rrggbb` as text and ground in both looks: what is drawn on it is black or white, whichever reads better. */
export function legibleAccent(accent: string): Record<"light" | "dark", { accent: string; on: string }> {
  const look = (colour: string): { accent: string; on: string } => ({
    accent: colour,
    on: contrastOf(colour, "#ffffff") >= contrastOf(colour, "#000000") ? "#ffffff" : "#000000",
  });
  return {
    light: look(towards(accent, [0, 0, 0], LIGHT_GROUND)),
    dark: look(towards(accent, [255, 255, 255], DARK_GROUND)),
  };
}
