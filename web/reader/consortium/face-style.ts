type Accent = { accent: string; on: string };

/** The colours of a face in both looks, in their place in the cascade (web/ui/layers.css), as web/ui/tokens.css writes them. */
export function faceStyle({ light, dark }: Record<"light" | "dark", Accent>): string {
  const both = (bright: string, dim: string): string => `var(--light,${bright}) var(--dark,${dim})`;
  const own = both(light.accent, dark.accent);
  const colours = ["--cinnabar", "--cinnabar-press", "--indigo", "--focus"].map((name) => `${name}:${own}`);
  return `@layer faces{:root{${colours.join(";")};--on-cinnabar:${both(light.on, dark.on)}}}\n`;
}
