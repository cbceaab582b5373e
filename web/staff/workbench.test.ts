import { expect, test, vi } from "vitest";

test("every page of the workbench has an address and a key of its own", async () => {
  vi.stubGlobal("localStorage", { getItem: () => null });
  vi.stubGlobal("document", { documentElement: {} });
  const { pages } = await import("./workbench.tsx");
  const twice = (values: string[]): string[] => values.filter((value, at) => values.indexOf(value) !== at);
  expect(twice(pages.map((page) => page.id))).toEqual([]);
  expect(twice(pages.map((page) => page.key))).toEqual([]);
});

test("every page stands in one group of the navigation", async () => {
  vi.stubGlobal("localStorage", { getItem: () => null });
  vi.stubGlobal("document", { documentElement: {} });
  const { pages } = await import("./workbench.tsx");
  const { groups } = await import("./navigation.tsx");
  expect(groups.flatMap(([, ids]) => ids).sort()).toEqual(pages.map((page) => page.id).sort());
});
