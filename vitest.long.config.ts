import { defineConfig } from "vitest/config";
import type { TestModule } from "vitest/node";

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
    reporters: [
      "default",
      {
        onTestRunEnd(modules: readonly TestModule[]) {
          const skipped = modules.flatMap((module) => [...module.children.allTests("skipped")]);
          for (const test of skipped) process.stderr.write(`skipped: ${test.fullName}\n`);
          if (skipped.length > 0) process.exitCode = 1;
        },
      },
    ],
  },
});
