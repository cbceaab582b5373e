import { expect, test } from "vitest";
import { repeat, untilDone } from "./again.ts";

test("work is tried again until it is done, and repeated sooner after a failure", async () => {
  let tries = 0;
  const done = untilDone(1, async () => ++tries === 3);
  await expect.poll(() => tries).toBe(3);
  done.stop();
  let rounds = 0;
  const repeated = repeat(1, 1, async () => rounds++ % 2 === 0);
  await expect.poll(() => rounds).toBeGreaterThan(3);
  repeated.stop();
});
