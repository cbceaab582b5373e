import { expect, test } from "vitest";
import { createStop, STOP_WITHIN_MS } from "./stopping.ts";

test("a step that hangs or fails is said and left behind, the next ones are made", async () => {
  const reports: string[] = [];
  const stop = createStop((error) => reports.push((error as Error).message));
  expect(stop.isWhole()).toBe(true);
  await stop.step("hangs", 150, () => new Promise(() => undefined));
  await stop.step("fails", 1000, () => {
    throw new Error("no");
  });
  let isMade = false;
  await stop.step("works", 1000, async () => {
    isMade = true;
  });
  expect(isMade).toBe(true);
  expect(stop.isWhole()).toBe(false);
  expect(reports).toEqual(["hangs did not end within 150 ms and is left behind", "fails did not end well"]);
});

test("all steps together end within ten seconds, however many hang", () => {
  expect(STOP_WITHIN_MS).toBeLessThan(10_000);
});
