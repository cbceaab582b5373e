type Accent = { accent: string; on: string };

const OWN = ["--cinnabar", "--cinnabar-press", "--main", "--main-press", "--indigo", "--focus"];

/** The colours of a face in both looks, in their place in the cascade (web/ui/layers.css), as web/ui/tokens.css writes them. */
export function faceStyle({ light, dark }: Record<"light" | "dark", Accent>): string {
  const both = (bright: string, dim: string): string => `var(--light,${bright}) var(--dark,${dim})`;
  const own = both(light.accent, dark.accent);
  const colours = OWN.map((name) => `${name}:${own}`);
  const on = both(light.on, dark.on);
  return `@layer faces{:root{${colours.join(";")};--on-cinnabar:${on};--on-main:${on}}}\n`;
}
