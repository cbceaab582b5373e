import { BaseSequencer, type TestSequencerConstructor, type TestSpecification } from "vitest/node";

/**
 * The order of test files: those that take longest begin first, as they are named here (ends of paths), so that no worker
 * begins one when the others have nothing left to do. Vitest itself knows times only where the tests have run before.
 */
export function longestFirst(names: readonly string[]): TestSequencerConstructor {
  const place = ({ moduleId }: TestSpecification): number => {
    const at = names.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
    return at < 0 ? names.length : at;
  };
  return class extends BaseSequencer {
    override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
      return (await super.sort(files)).toSorted((a, b) => group(a) - group(b) || place(a) - place(b));
    }
  };
}
