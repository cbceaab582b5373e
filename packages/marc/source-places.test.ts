import { expect, test } from "vitest";
import { readMarc, readMarcBytes } from "./index.ts";
import { sourcePlaces } from "./source-places.ts";

const json = (title: string): string =>
  JSON.stringify({
    leader: "00000nam a2200000 a 4500",
    fields: [{ "245": { ind1: "0", ind2: "0", subfields: [{ a: title }] } }],
  });
const TITLES = ["Café société, naïveté et goût", "Über Städte und Dörfer", "Élégie à la forêt brûlée"];
const lines = [json(TITLES[0]!), '{"leader": é}', json(TITLES[1]!), json(TITLES[2]!)].join("\n");
const maker = `=LDR  00000nam a2200000 a 4500\n=245  00$a${TITLES[0]}\n\n=LDR  00000nam a2200000 a 4500\n=245  00$a${TITLES[1]}\n`;
const utf16 = (text: string, mark: string): Buffer => Buffer.from(mark + text, "utf16le");

const places = async (bytes: Buffer, size: number): Promise<number[]> => {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const all: number[] = [];
  for await (const batch of readMarc(pieces())) for (const { offset } of batch) all.push(offset);
  return all;
};

test.each([
  ["lines of JSON in Latin-1", Buffer.from(lines, "latin1"), Buffer.from("{", "latin1")],
  ["lines of JSON in UTF-16 with a mark", utf16(lines, "\ufeff"), utf16("{", "")],
  ["lines of JSON in UTF-16 without one", utf16(lines, ""), utf16("{", "")],
  ["MARCMaker in Latin-1", Buffer.from(maker, "latin1"), Buffer.from("=LDR", "latin1")],
])("%s: each result names the byte of the file it begins at", async (_, bytes, first) => {
  const newline = first.length === 2 ? utf16("\n", "") : Buffer.from("\n");
  const start = Buffer.concat([newline, first]);
  const expected = [bytes.indexOf(first)];
  for (let at = bytes.indexOf(start); at >= 0; at = bytes.indexOf(start, at + 1))
    expected.push(at + newline.length);
  expect(readMarcBytes(bytes).map((one) => one.offset)).toEqual(expected);
  expect(await places(bytes, 7)).toEqual(expected);
});

test("GB 18030 takes two bytes for a sign", () => {
  const gbk = Buffer.from("d6d0b9fac0fac0fabac5", "hex");
  const record = (title: Buffer): Buffer =>
    Buffer.concat([Buffer.from("=LDR  00000nam a2200000 a 4500\n=200  00$a"), title, Buffer.from("\n\n")]);
  const bytes = Buffer.concat([record(Buffer.concat([gbk, gbk, gbk])), record(gbk)]);
  expect(readMarcBytes(bytes).map((one) => one.offset)).toEqual([0, bytes.indexOf("\n\n=LDR") + 2]);
});

test("a piece of many short records is counted once, not once for each record", () => {
  const bytes = Buffer.from("é\n".repeat(2000));
  let counted = 0;
  const watch = (one: Buffer): Buffer => {
    const [text, part] = [one.toString.bind(one), one.subarray.bind(one)];
    return Object.assign(one, {
      toString: (code: BufferEncoding, from = 0, to = one.length) => {
        counted += to - from;
        return text(code, from, to);
      },
      subarray: (from?: number, to?: number) => watch(part(from, to)),
    });
  };
  const places = sourcePlaces("latin-1", 0);
  places.add(watch(bytes));
  for (let i = 0; i < 2000; i++) expect(places.of(3 * i)).toBe(2 * i);
  expect(counted).toBeLessThan(3 * bytes.length);
});
