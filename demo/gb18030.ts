/** Bytes of the characters that GB 18030 encodes in two and in four bytes (GB 18030-2005), built from the decoder. */
let table: Map<string, Buffer> | undefined;

function buildTable(): Map<string, Buffer> {
  const decoder = new TextDecoder("gb18030");
  const map = new Map<string, Buffer>();
  const add = (bytes: Buffer): void => {
    const text = decoder.decode(bytes);
    if ([...text].length === 1 && text !== "�" && !map.has(text)) map.set(text, Buffer.from(bytes));
  };
  for (let a = 0x81; a <= 0xfe; a++)
    for (let b = 0x40; b <= 0xfe; b++) if (b !== 0x7f) add(Buffer.from([a, b]));
  for (let a = 0x81; a <= 0x84; a++)
    for (let b = 0x30; b <= 0x39; b++)
      for (let c = 0x81; c <= 0xfe; c++) for (let d = 0x30; d <= 0x39; d++) add(Buffer.from([a, b, c, d]));
  return map;
}

/** Text in GB 18030; a character beyond the Basic Multilingual Plane becomes 〓, as old catalogues wrote it. */
export function encodeGb18030(text: string): Buffer {
  table ??= buildTable();
  const parts: Buffer[] = [];
  for (const char of text)
    parts.push(char.codePointAt(0)! < 0x80 ? Buffer.from(char) : (table.get(char) ?? table.get("〓")!));
  return Buffer.concat(parts);
}
