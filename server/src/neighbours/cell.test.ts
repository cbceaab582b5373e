import fc from "fast-check";
import { expect, test } from "vitest";
import { bandOf, cellOf, centreOf, isCell, kilometresBetween, regionOf } from "./cell.ts";
import { bd09ToGcj02, fromWgs84, gcj02ToBd09, gcj02ToWgs84, toWgs84, wgs84ToGcj02 } from "./coordinates.ts";

const anywhere = fc.record({
  lat: fc.double({ min: -89.9, max: 89.9, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
});
const inChina = fc.record({
  lat: fc.double({ min: 18, max: 53, noNaN: true }),
  lon: fc.double({ min: 74, max: 134, noNaN: true }),
});

test("every position lies within a kilometre of the centre of its square, whose square is the same", () => {
  fc.assert(
    fc.property(anywhere, (position) => {
      const cell = cellOf(position);
      expect(isCell(cell)).toBe(true);
      expect(cellOf(centreOf(cell))).toBe(cell);
      expect(kilometresBetween(position, centreOf(cell))).toBeLessThan(1);
    }),
    { numRuns: 1000 },
  );
});

test("squares of China are about one kilometre each way", () => {
  fc.assert(
    fc.property(inChina, (position) => {
      const { lat, lon } = centreOf(cellOf(position));
      const next = centreOf(cellOf({ lat, lon: lon + 0.007 / Math.cos((lat * Math.PI) / 180) }));
      expect(kilometresBetween({ lat, lon }, next)).toBeGreaterThan(0.9);
      expect(kilometresBetween({ lat, lon }, next)).toBeLessThan(1.3);
    }),
  );
});

test("the regions of two squares differ only when they are apart", () => {
  expect(regionOf(cellOf({ lat: 40.84, lon: 111.75 }))).toBe(regionOf(cellOf({ lat: 40.6, lon: 111.9 })));
  expect(regionOf(cellOf({ lat: 40.84, lon: 111.75 }))).not.toBe(regionOf(cellOf({ lat: 39.9, lon: 116.4 })));
});

test("distances are told in bands", () => {
  expect([0, 0.99, 1, 4.2, 49, 50].map(bandOf)).toEqual([1, 1, 3, 5, 50, undefined]);
});

test("GCJ-02 shifts Hohhot by about 590 m, and comes back within a centimetre", () => {
  const hohhot = { lat: 40.8424, lon: 111.749 };
  const shifted = kilometresBetween(hohhot, wgs84ToGcj02(hohhot));
  expect(shifted).toBeGreaterThan(0.55);
  expect(shifted).toBeLessThan(0.65);
  fc.assert(
    fc.property(inChina, (position) => {
      expect(kilometresBetween(gcj02ToWgs84(wgs84ToGcj02(position)), position)).toBeLessThan(1e-5);
      expect(kilometresBetween(bd09ToGcj02(gcj02ToBd09(position)), position)).toBeLessThan(1e-5);
      expect(kilometresBetween(toWgs84(fromWgs84(position, "bd09"), "bd09"), position)).toBeLessThan(1e-5);
    }),
  );
});

test("known pairs: Tiananmen in WGS-84, GCJ-02 and BD-09", () => {
  const gcj = wgs84ToGcj02({ lat: 39.90734, lon: 116.39089 });
  expect(gcj.lat).toBeCloseTo(39.90874, 4);
  expect(gcj.lon).toBeCloseTo(116.39713, 4);
  const bd = gcj02ToBd09({ lat: 39.915, lon: 116.404 });
  expect(bd.lat).toBeCloseTo(39.92134, 4);
  expect(bd.lon).toBeCloseTo(116.41036, 4);
});

test("outside China all systems are one", () => {
  const paris = { lat: 48.8566, lon: 2.3522 };
  expect(wgs84ToGcj02(paris)).toEqual(paris);
});
