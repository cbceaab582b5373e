import type { Reporter, TestModule, Vitest } from "vitest/node";

/**
 * Fails a run in which a test was skipped, and names it: what says that all was tried must have tried all. Who asks for
 * tests by name (`-t`) wants the others left out.
 */
export const nothingSkipped: Reporter = {
  onInit(vitest: Vitest) {
    isPart = vitest.config.testNamePattern !== undefined;
  },
  onTestRunEnd(modules: readonly TestModule[]) {
    if (isPart) return;
    const skipped = modules.flatMap((module) => [...module.children.allTests("skipped")]);
    for (const test of skipped) process.stderr.write(`skipped: ${test.fullName}\n`);
    if (skipped.length > 0) process.exitCode = 1;
  },
};

let isPart = false;
