import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { onceEncoded } from "./bytes/twice-encoded.ts";
import {
  fromCompact,
  type MarcField,
  type MarcRecord,
  marcXmlFooter,
  marcXmlHeader,
  type ReadResult,
  readMarc,
  readMarcBytes,
  toCompact,
  writeIso2709,
  writeMarcJson,
  writeMarcXml,
} from "./index.ts";

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(..."中文繁體字éñ\u0301אבЖя𠀋€$&<>\"'{}\\ "), maxLength: 30 }),
);
// Separators cannot stand in ISO 2709, other control characters and unpaired surrogates not in XML.
// What happens to read as UTF-8 encoded twice ("é€€" for 退) comes back put right: bytes/twice-encoded.test.ts.
const value = text
  .map((raw) => raw.replace(/\p{Cc}|\p{Cs}|[\ufffe\uffff\ufffd]/gu, ""))
  .filter((one) => onceEncoded(one) === undefined);
const tag = fc.integer({ min: 10, max: 999 }).map((number) => String(number).padStart(3, "0"));
const indicator = fc.constantFrom(" ", "0", "1", "4");
const code = fc.constantFrom(..."abcdefxyz0123456789");
const dataField: fc.Arbitrary<MarcField> = fc.record({
  tag,
  ind1: indicator,
  ind2: indicator,
  subfields: fc.array(fc.tuple(code, value), { minLength: 1, maxLength: 5 }),
});
const record: fc.Arbitrary<MarcRecord> = fc
  .tuple(fc.uuid(), fc.array(dataField, { maxLength: 12 }))
  .map(([id, fields]) => ({
    leader: "00000nam a2200000 a 4500",
    fields: [{ tag: "001", value: id }, ...fields],
  }));

function recordsIn(bytes: Uint8Array): MarcRecord[] {
  return readMarcBytes(bytes).map((result) => {
    if (!result.ok) throw new Error(result.message);
    return result.record;
  });
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function collect(bytes: Uint8Array, size: number): Promise<ReadResult[]> {
  const all: ReadResult[] = [];
  for await (const batch of readMarc(inPieces(bytes, size))) all.push(...batch);
  return all;
}

const serialisations = (records: MarcRecord[]): Buffer[] => [
  Buffer.concat(records.map(writeIso2709)),
  Buffer.from(marcXmlHeader + records.map(writeMarcXml).join("") + marcXmlFooter),
  Buffer.from(JSON.stringify(records.map(writeMarcJson))),
  Buffer.from(records.map((one) => JSON.stringify(toCompact(one))).join("\n")),
];

describe("any record", () => {
  it("comes back with the same fields from every format", () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 4 }), (records) => {
        for (const bytes of serialisations(records)) {
          expect(recordsIn(bytes).map((one) => one.fields)).toEqual(records.map((one) => one.fields));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("gives the same bytes when written, read and written again", () => {
    fc.assert(
      fc.property(record, (one) => {
        const bytes = Buffer.from(writeIso2709(one));
        const [back] = recordsIn(bytes);
        expect(Buffer.from(writeIso2709(back as MarcRecord)).equals(bytes)).toBe(true);
        expect(fromCompact(toCompact(one))).toEqual(one);
      }),
      { numRuns: 150 },
    );
  });

  it("reads the same whatever the size of the pieces it arrives in", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 200 }),
        async (records, size) => {
          for (const bytes of serialisations(records))
            expect(await collect(bytes, size)).toEqual(readMarcBytes(bytes));
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("damaged bytes", () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 }), fc.constantFrom("set", "cut", "insert")), {
    minLength: 1,
    maxLength: 6,
  });

  it("never throw and never stop the reader", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 3 }), damage, async (records, changes) => {
        for (const clean of serialisations(records)) {
          const bytes = applyDamage(clean, changes);
          const results = readMarcBytes(bytes);
          expect(await collect(bytes, 37)).toEqual(results);
          expect(results.map((result) => result.index)).toEqual(results.map((_, i) => i));
          for (const { offset } of results) expect(offset).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it("of any kind give results in every format", () => {
    const formats = ["iso2709", "marcxml", "marcjson", "marcmaker"] as const;
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .string({
          unit: fc.constantFrom(..."<>/record=\"' &#;!-[]{}:,\\$\x1b\x1d\x1e\x1f0123456789(B中"),
          maxLength: 300,
        })
        .map((one) => Buffer.from(one)),
    );
    fc.assert(
      fc.property(noise, (bytes) => {
        expect(readMarcBytes(bytes).length).toBeGreaterThan(0);
        for (const format of formats) expect(Array.isArray(readMarcBytes(bytes, { format }))).toBe(true);
        for (const flavour of ["marc21", "cnmarc"] as const)
          readMarcBytes(bytes, { format: "iso2709", flavour });
      }),
      { numRuns: 400 },
    );
  });

  it("leave the other records of an ISO 2709 file readable", () => {
    fc.assert(
      fc.property(record, record, fc.nat(), fc.nat({ max: 255 }), (first, second, place, byte) => {
        const head = Buffer.from(writeIso2709(first));
        const at = place % (head.length - 1);
        // A changed terminator is another matter: it moves the border between the records.
        fc.pre(byte !== 0x1d);
        head[at] = byte;
        const results = readMarcBytes(Buffer.concat([head, writeIso2709(second)]), { format: "iso2709" });
        const last = results[results.length - 1];
        expect(last?.ok && last.record.fields).toEqual(second.fields);
      }),
      { numRuns: 300 },
    );
  });
});

describe("hostile sources", () => {
  const repeated = (piece: string, bytes: number): Buffer => Buffer.alloc(bytes, piece);

  it.each([
    ["a record without end", repeated("00100nam a22 4500", 3_000_000)],
    ["terminators only", repeated("\x1d", 3_000_000)],
    [
      "field terminators only",
      Buffer.concat([Buffer.from("00100nam a2200037 a 4500"), repeated("\x1e", 3_000_000)]),
    ],
    ["open tags", repeated("<record>", 3_000_000)],
    ["an open tag", Buffer.from(`<record ${"a='b' ".repeat(500_000)}`)],
    ["an open comment", Buffer.from(`<!--${"-".repeat(3_000_000)}`)],
    ["ampersands", Buffer.from(`<record><leader>${"&amp;&".repeat(500_000)}`)],
    ["open brackets", repeated("[", 3_000_000)],
    ["open objects", repeated('{"fields":[', 3_000_000)],
    ["quotes", repeated('"', 3_000_000)],
    ["one long line", repeated("=245  10$a", 3_000_000)],
  ])("%s: read to its end within bounds", async (_, bytes) => {
    const results: ReadResult[] = [];
    for await (const batch of readMarc(inPieces(bytes, 4096), { maxRecordBytes: 100_000 }))
      results.push(...batch);
    expect(results.some((result) => !result.ok)).toBe(true);
  });
});

function applyDamage(clean: Buffer, changes: [number, number, string][]): Buffer {
  let bytes = Buffer.from(clean);
  for (const [place, byte, kind] of changes) {
    const at = place % Math.max(1, bytes.length);
    if (kind === "set" && bytes.length > 0) bytes[at] = byte;
    else if (kind === "cut") bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + (byte % 9))]);
    else bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([byte]), bytes.subarray(at)]);
  }
  return bytes;
}
