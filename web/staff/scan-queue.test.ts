import { expect, test } from "vitest";
import { createScanQueue } from "./scan-queue.ts";

const settled = async (rounds: number): Promise<void> => {
  for (let i = 0; i < rounds; i++) await Promise.resolve();
};

test("scans made while a request is under way are handled afterwards, in order and one at a time", async () => {
  const ends: (() => void)[] = [];
  const seen: string[] = [];
  const done: string[] = [];
  const queue = createScanQueue(
    (barcode) => {
      seen.push(barcode);
      return new Promise<string>((end) => ends.push(() => end(barcode.toLowerCase())));
    },
    (_barcode, outcome) => done.push(outcome.ok ? outcome.value : "failed"),
  );
  for (const barcode of ["A", " B ", "", "C"]) queue.add(barcode);
  expect(seen).toEqual(["A"]);
  expect(queue.waiting).toBe(3);
  for (let i = 0; i < 3; i++) {
    ends[i]!();
    await settled(5);
  }
  expect(seen).toEqual(["A", "B", "C"]);
  expect(done).toEqual(["a", "b", "c"]);
});

test("a refused scan does not hold up the next", async () => {
  const done: string[] = [];
  const queue = createScanQueue(
    async (barcode) => {
      if (barcode === "bad") throw new Error("refused");
      return barcode;
    },
    (barcode, outcome) => done.push(`${barcode}:${outcome.ok}`),
  );
  queue.add("bad");
  queue.add("good");
  await settled(12);
  expect(done).toEqual(["bad:false", "good:true"]);
});
