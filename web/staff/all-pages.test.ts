import { expect, test } from "vitest";
import { allPages } from "./all-pages.ts";

test("every page of a list is read, in order, and none twice", async () => {
  const asked: (string | undefined)[] = [];
  const rows = await allPages(async ({ cursor }) => {
    asked.push(cursor);
    const at = Number(cursor ?? 0);
    return { items: [at, at + 1], next: at < 4 ? String(at + 2) : null };
  });
  expect(rows).toEqual([0, 1, 2, 3, 4, 5]);
  expect(asked).toEqual([undefined, "2", "4"]);
});

test("a list without an end is given up after 100 pages", async () => {
  let pages = 0;
  const rows = await allPages(async () => ({ items: [pages++], next: "again" }));
  expect([rows.length, pages]).toEqual([100, 100]);
});
