import { afterAll, beforeAll, expect, test } from "vitest";
import { fuzz } from "./testing-fuzz.ts";
import { buildWhole, type Whole } from "./testing-whole.ts";

/** `FUZZ_REQUESTS` and `FUZZ_SEED` make it longer or another one. */
const SEED = Number(process.env.FUZZ_SEED ?? 7);
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 20_000);

let whole: Whole;
beforeAll(async () => {
  whole = await buildWhole({ COMMONSHELF_BUDGET: "0" });
});
afterAll(() => whole.close());

test("requests drawn from the API's description and the pages give no 5xx, however many", {
  timeout: 3_600_000,
}, async () => {
  expect(await fuzz(whole, SEED, REQUESTS)).toEqual([]);
});
