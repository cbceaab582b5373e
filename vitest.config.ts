import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "var/**", "e2e/**", "**/*.long.test.ts"],
    // Two workers also on two cores: half of the time is waiting for PostgreSQL.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 120_000,
    globalSetup: ["server/src/kernel/testing.ts"],
  },
});
