import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { longestFirst } from "./longest-first.ts";
import { nothingSkipped } from "./nothing-skipped.ts";

/** Files that start processes, count what the whole program has, or undo a setting of theirs nowhere. */
const OWN_WORLD = [
  "server/src/cli/**/*.test.ts",
  "server/src/processes/**/*.test.ts",
  "server/src/replica/**/*.test.ts",
  "server/src/fuzz.test.ts",
  "server/src/openapi.test.ts",
  // Reads pictures of a kind that the server forbids the whole process to read.
  "web/staff/circulation/code-128.test.ts",
];
const LONGEST = [
  "src/doors",
  "src/added-room",
  "cli/lifecycle",
  "cli/faults",
  "cli/several",
  "processes/processes",
  "cli/backup",
  "cli/files",
  "replica/replica",
];
const NEVER = ["**/node_modules/**", "var/**", "e2e/**", "**/*.long.test.ts"];

export default defineConfig({
  // Signing somebody in, which tests do thousands of times, costs next to nothing.
  resolve: {
    alias: { "@node-rs/argon2": resolve(import.meta.dirname, "server/src/people/sign-in/testing-argon2.ts") },
  },
  test: {
    // Two workers also on two cores: half of the time is waiting for PostgreSQL.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is waited for comes late on a machine that has much to do; it need not come soon to be right.
    expect: { poll: { timeout: 30_000 } },
    globalSetup: ["server/src/kernel/testing.ts"],
    setupFiles: ["server/src/testing-provoked.ts"],
    sequence: { sequencer: longestFirst(LONGEST) },
    // `npm run test:long`; else what needs data that is nowhere may be left out.
    ...(process.env.COMMONSHELF_LONG === "1" && { reporters: ["default", nothingSkipped] }),
    projects: [
      {
        extends: true,
        // The program is read once by each worker instead of once by each file.
        test: {
          name: "shared",
          isolate: false,
          include: ["**/*.test.ts"],
          exclude: [...NEVER, ...OWN_WORLD],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "own",
          include: OWN_WORLD,
          exclude: NEVER,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 120_000 } },
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
