import { Readable } from "node:stream";
import { readMarc } from "@commonshelf/marc";
import { expect, test } from "vitest";
import { readFacts } from "./facts.ts";
import { booksOf, catalogueOf } from "./files.ts";
import { demoMembers } from "./region.ts";

const books = readFacts().filter((_, i) => i % 10 === 0);

async function read(
  bytes: Buffer,
): Promise<{ ok: number; encodings: Set<string>; tags: Set<string>; problems: string[] }> {
  const seen = { ok: 0, encodings: new Set<string>(), tags: new Set<string>(), problems: [] as string[] };
  for await (const chunk of readMarc(Readable.from([bytes])))
    for (const result of chunk) {
      if (!result.ok) {
        seen.problems.push(result.reason);
        continue;
      }
      seen.ok++;
      seen.encodings.add(result.encoding);
      for (const field of result.record.fields) seen.tags.add(field.tag);
    }
  return seen;
}

test("the region has eight members that say they are fictional, in three languages", () => {
  expect(demoMembers).toHaveLength(8);
  for (const member of demoMembers) {
    expect(Object.keys(member.name).sort()).toEqual(["en", "zh-Hans", "zh-Hant"]);
    expect(member.name["zh-Hans"]).toContain("虚构");
    expect(member.branches.length).toBeGreaterThan(1);
  }
});

test("every member's file is made the same each time, and each record of it can be read", async () => {
  for (const member of demoMembers) {
    const bytes = catalogueOf(member, books);
    expect(catalogueOf(member, books).equals(bytes)).toBe(true);
    const seen = await read(bytes);
    expect(seen.problems).toEqual([]);
    expect(seen.ok).toBe(booksOf(member, books).length);
  }
});

test("the members differ as real ones do: CNMARC, GB18030, linked romanisation, traditional script", async () => {
  const seen = await Promise.all(demoMembers.map(async (member) => await read(catalogueOf(member, books))));
  const isCnmarc = seen.map((s) => s.tags.has("200") && !s.tags.has("245"));
  expect(isCnmarc.filter(Boolean)).toHaveLength(2);
  expect(seen.filter((s) => [...s.encodings].some((e) => /gb/i.test(e)))).toHaveLength(1);
  expect(seen.some((s) => s.tags.has("880"))).toBe(true);
});

test("every book is held by somebody, most by several", () => {
  const held = new Map<unknown, number>();
  for (const member of demoMembers)
    for (const book of booksOf(member, books)) held.set(book, (held.get(book) ?? 0) + 1);
  expect(held.size).toBe(books.length);
  const several = [...held.values()].filter((count) => count > 1).length;
  expect(several / held.size).toBeGreaterThan(0.5);
});
