import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { FACES, type FaceLanguage, headingCharacters, headingKeys, readerSources } from "./headings.ts";

const MOST_BYTES = 80 * 1024;
const faces = Object.entries(FACES) as [FaceLanguage, string][];
const fileOf = (name: string): Buffer => readFileSync(join(import.meta.dirname, name));

/** Number of a table that says how its glyphs are found, and those whose content is written otherwise (WOFF2, 5.1). */
const CMAP = 0;
const GLYF = 10;
const LOCA = 11;
const ANOTHER = 63;

/** The table of characters of a WOFF2 file: header of 48 bytes, a directory, one stream of all tables. */
function characterTable(file: Buffer): Buffer {
  let at = 48;
  const base128 = (): number => {
    let value = 0;
    for (;;) {
      const byte = file[at++]!;
      value = value * 128 + (byte & 127);
      if (byte < 128) return value;
    }
  };
  let offset = 0;
  let found: [number, number] | undefined;
  for (let left = file.readUInt16BE(12); left > 0; left--) {
    const flags = file[at++]!;
    const tag = flags & 63;
    if (tag === ANOTHER) at += 4;
    const plain = base128();
    const isPlain = tag === GLYF || tag === LOCA ? flags >> 6 === 3 : flags >> 6 === 0;
    const length = isPlain ? plain : base128();
    if (tag === CMAP) found = [offset, length];
    offset += length;
  }
  const stream = brotliDecompressSync(file.subarray(at, at + file.readUInt32BE(20)));
  return stream.subarray(found![0], found![0] + found![1]);
}

/** Characters of formats 4 and 12 (OpenType, cmap). */
function charactersOf(file: Buffer): Set<string> {
  const table = characterTable(file);
  const found = new Set<string>();
  const addRange = (first: number, last: number): void => {
    for (let code = first; code <= last && code < 0xffff; code++) found.add(String.fromCodePoint(code));
  };
  for (let i = 0; i < table.readUInt16BE(2); i++) {
    const start = table.readUInt32BE(4 + i * 8 + 4);
    const format = table.readUInt16BE(start);
    const count = format === 12 ? table.readUInt32BE(start + 12) : table.readUInt16BE(start + 6) / 2;
    for (let k = 0; k < count; k++)
      if (format === 12)
        addRange(table.readUInt32BE(start + 16 + k * 12), table.readUInt32BE(start + 20 + k * 12));
      else if (format === 4)
        addRange(table.readUInt16BE(start + 16 + count * 2 + k * 2), table.readUInt16BE(start + 14 + k * 2));
  }
  return found;
}

test.each(faces)(
  "the face of %s holds every character of its fixed headings, in at most 80 kB",
  (language, name) => {
    const file = fileOf(name);
    const held = charactersOf(file);
    const missing = [...headingCharacters(language)].filter((one) => !held.has(one));
    expect(missing.join(""), "build the faces anew: web/ui/fonts/README.md").toBe("");
    expect(file.length).toBeLessThanOrEqual(MOST_BYTES);
    expect(held.has("龘"), "a subset, not a font").toBe(false);
  },
);

test("a heading whose words are the page's own stands in the class of the face", () => {
  const bare = [...readerSources()].flatMap(([path, text]) =>
    path.startsWith("exhibitions")
      ? []
      : [...text.matchAll(/<(h[123])\b([^<>]*)>\s*\{t\("([^"]+)"\)\}\s*<\/\1>/g)]
          .filter(([, , attributes]) => !/className="(?:[^"]* )?song"/.test(attributes!))
          .map(([, , , key]) => `${path}: ${key}`),
  );
  expect(bare).toEqual([]);
  expect(headingKeys().length).toBeGreaterThan(120);
});

test("titles of books never stand in it, and a page that waits for nothing shows what the device has", () => {
  for (const [path, text] of readerSources())
    expect([
      path,
      !path.endsWith("frame/heading.tsx") &&
        /(?:<H[123]\b|className="(?:[^"]* )?song")[^<>]*>\s*(?:<RecordText|\{[^t])/.test(text),
    ]).toEqual([path, false]);
  const sheet = readFileSync(join(import.meta.dirname, "../../reader/frame/page.css"), "utf8");
  expect(sheet.match(/@font-face/g)).toHaveLength(faces.length);
  expect(sheet.match(/font-display: optional/g)).toHaveLength(faces.length);
});
