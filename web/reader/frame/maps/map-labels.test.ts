import { expect, test } from "vitest";
import { placeLabels } from "./map-labels.ts";

const FRAME = { width: 720, height: 380 };
const point = (
  x: number,
  y: number,
  label: string,
): { x: number; y: number; reach: number; label: string } => ({
  x,
  y,
  reach: 8,
  label,
});

test("a name stands below its point, and elsewhere where another point or name is in the way", () => {
  const [first, second, third] = placeLabels(
    [point(300, 200, "共享书巢"), point(300, 222, "沙洲街小书巢"), point(304, 178, "Oasis Phone Box")],
    14,
    FRAME,
  );
  expect(first).toEqual({ x: 313, y: 204.9, anchor: "start" });
  expect(second?.anchor).toBe("middle");
  expect(second!.y).toBeGreaterThan(222);
  expect(third!.y).toBeLessThan(178);
});

test("a name that would leave the picture or finds no free place is left out", () => {
  const [low] = placeLabels([point(360, 376, "南山塔远望")], 14, FRAME);
  expect(low!.y).toBeLessThan(376);
  const crowd = [
    point(20, 20, "塔"),
    ...[8, 20, 32].flatMap((x) => [8, 20, 32].map((y) => point(x, y, "很长很长的名字"))),
  ];
  expect(placeLabels(crowd, 26, FRAME).filter((label) => label === null).length).toBeGreaterThan(4);
});

test("a square may bear its own name, a point may not be covered by it", () => {
  const [square, dot] = placeLabels(
    [{ x: 300, y: 200, reach: 40, label: "渡口" }, point(300, 230, "书巢")],
    14,
    FRAME,
  );
  expect(square).not.toBeNull();
  expect(dot).not.toBeNull();
  expect(square).not.toEqual(dot);
});
