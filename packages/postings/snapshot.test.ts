import { describe, expect, it } from "vitest";
import { createIndex, type IndexRefusal, type IndexSchema, loadIndex } from "./index.ts";

const schema: IndexSchema = {
  fields: [{ name: "title", weight: 2, positions: true, prefixable: true }],
  facets: [{ name: "kind", multi: true }],
  numbers: ["year"],
  sortKeys: ["title"],
};

function snapshot(): Buffer {
  const index = createIndex(schema);
  for (let id = 0; id < 50; id++)
    index.put([
      { id, fields: { title: ["dream", `w${id}`] }, facets: { kind: ["book"] }, numbers: { year: id } },
    ]);
  return Buffer.concat([...index.save()]);
}

async function refusalOf(bytes: Uint8Array, asSchema = schema): Promise<string> {
  try {
    await loadIndex([bytes], { schema: asSchema });
  } catch (error) {
    return (error as IndexRefusal).code;
  }
  return "loaded";
}

describe("a snapshot", () => {
  it("is refused when it is cut off anywhere", async () => {
    const whole = snapshot();
    for (let length = 0; length < whole.length; length += 97)
      expect(await refusalOf(whole.subarray(0, length))).toBe("snapshot-truncated");
  });

  it("is refused when any byte is damaged", async () => {
    const whole = snapshot();
    expect(await refusalOf(whole)).toBe("loaded");
    for (let at = 0; at < whole.length; at += 61) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 0x55;
      expect(await refusalOf(damaged)).toMatch(/^snapshot-/);
    }
  });

  it("is refused by name for another version, another format and bytes behind the end", async () => {
    const other = snapshot();
    other.writeUInt32LE(99, 8);
    expect(await refusalOf(other)).toBe("snapshot-version");
    expect(await refusalOf(Buffer.from("PK and then something else entirely"))).toBe(
      "snapshot-not-recognised",
    );
    expect(await refusalOf(Buffer.concat([snapshot(), Buffer.of(0)]))).toBe("snapshot-not-recognised");
  });

  it("is refused for a schema with other columns, and takes other weights", async () => {
    expect(await refusalOf(snapshot(), { ...schema, numbers: [] })).toBe("snapshot-schema-differs");
    const heavier: IndexSchema = { ...schema, fields: [{ ...schema.fields[0]!, weight: 9 }] };
    const light = await loadIndex([snapshot()]);
    const heavy = await loadIndex([snapshot()], { schema: heavier });
    const [before, after] = [light, heavy].map(
      (index) => index.search({ term: "w7" }, { limit: 1 }).hits[0]!,
    );
    expect(after!.id).toBe(7);
    expect(after!.score).toBeGreaterThan(before!.score);
  });

  it("is of the moment of its first chunk, whatever is written while the others are stored", async () => {
    const index = createIndex(schema);
    index.put([{ id: 1, fields: { title: ["red"] }, facets: { kind: ["book"] }, numbers: { year: 1 } }]);
    const saving = index.save();
    const chunks = [saving.next().value as Uint8Array];
    index.setFacet(1, "kind", ["map"]);
    index.setNumber(1, "year", 2);
    index.put([{ id: 2, fields: { title: ["red"] } }]);
    index.compact();
    index.remove([1]);
    for (const chunk of saving) chunks.push(chunk);
    const loaded = await loadIndex(chunks);
    expect([...loaded.ids()]).toEqual([1]);
    const { facets, total } = loaded.search(
      { and: [{ term: "red" }, { range: "year", to: 1 }] },
      { limit: 1, facets: [{ name: "kind", limit: 5 }] },
    );
    expect(total).toBe(1);
    expect(facets.kind?.values).toEqual([{ value: "book", count: 1 }]);
  });
});
