import { defineConfig } from "vitest/config";
import { nothingSkipped } from "./nothing-skipped.ts";

/** Tests of hours, `npm run test:long`: whatever is skipped in them is a failure. */
export default defineConfig({
  test: {
    include: ["**/*.long.test.ts"],
    exclude: ["**/node_modules/**", "var/**"],
    testTimeout: 3_600_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    expect: { poll: { timeout: 60_000 } },
    allowOnly: false,
    globalSetup: ["server/src/kernel/testing.ts"],
    reporters: ["default", nothingSkipped],
  },
});
