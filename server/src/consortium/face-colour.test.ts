import fc from "fast-check";
import { expect, test } from "vitest";
import { contrastOf, LEAST_CONTRAST, legibleAccent } from "./face-colour.ts";

const hex = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, "0")}`);

test("contrast is that of WCAG", () => {
  expect(contrastOf("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrastOf("#777777", "#ffffff")).toBeCloseTo(4.478, 2);
});

test("whatever a library chooses, it can be read on every ground of both looks, and what stands on it too", () => {
  fc.assert(
    fc.property(hex, (accent) => {
      const { light, dark } = legibleAccent(accent);
      for (const ground of ["#fbfaf7", "#f4f1ea"])
        expect(contrastOf(light.accent, ground)).toBeGreaterThanOrEqual(LEAST_CONTRAST);
      for (const ground of ["#161512", "#201e1a"])
        expect(contrastOf(dark.accent, ground)).toBeGreaterThanOrEqual(LEAST_CONTRAST);
      for (const look of [light, dark])
        expect(contrastOf(look.accent, look.on)).toBeGreaterThanOrEqual(LEAST_CONTRAST);
    }),
  );
});

test("a colour that can be read already is left as it is", () => {
  expect(legibleAccent("#274c8a").light.accent).toBe("#274c8a");
});
