import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    exclude: ["**/node_modules/**", "var/**", "e2e/**", "**/*.long.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    globalSetup: ["server/src/kernel/testing.ts"],
  },
});
