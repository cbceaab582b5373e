import { expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { demandSpace, spaceNeeded } from "./disk-space.ts";

const GIGABYTE = 2 ** 30;

test.each([
  ["a large disk keeps its floor", 1000 * GIGABYTE, 5, GIGABYTE + 5],
  ["a small one a twentieth", 2 * GIGABYTE, 5, 0.1 * GIGABYTE + 5],
  ["what nobody announced counts as the floor again", 1000 * GIGABYTE, null, 2 * GIGABYTE],
])("%s", (_name, diskBytes, bytes, needed) => {
  expect(spaceNeeded(GIGABYTE, diskBytes, bytes)).toBe(needed);
});

test("what would not fit is refused before it comes", async () => {
  const config = readConfig({ COMMONSHELF_DATA: import.meta.dirname, COMMONSHELF_FREE_MB: "1" });
  await demandSpace(config, 1);
  await expect(demandSpace(config, Number.MAX_SAFE_INTEGER)).rejects.toMatchObject({
    code: "storage-low",
    status: 507,
  });
});
