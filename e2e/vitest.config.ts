import { defineConfig } from "vitest/config";
import { longestFirst } from "../longest-first.ts";
import { nothingSkipped } from "../nothing-skipped.ts";
import { WORKERS } from "./region.ts";

const LONGEST = [
  "accessibility",
  "ninth-library",
  "suggest",
  "readers-desk",
  "cataloguing",
  "quality",
  "collections",
];

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["**/*.test.ts"],
    testTimeout: 300_000,
    hookTimeout: 180_000,
    maxWorkers: WORKERS,
    sequence: { sequencer: longestFirst(LONGEST) },
    // What is waited for comes late on a machine that has much to do; it need not come soon to be right.
    expect: { poll: { timeout: 120_000 } },
    globalSetup: ["region.ts"],
    reporters: ["default", nothingSkipped],
  },
});
