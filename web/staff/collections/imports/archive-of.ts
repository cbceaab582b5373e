/** What a zip archive without its 64-bit parts can hold. */
const MOST_BYTES = 0xffff_ffff;
const MOST_FILES = 0xffff;

const TABLE = Uint32Array.from({ length: 256 }, (_one, at) => {
  let value = at;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value;
});

/** CRC-32 of a file, read piece by piece: scans are larger than what should stand in memory. */
async function checksumOf(file: Blob): Promise<number> {
  let crc = 0xffff_ffff;
  for await (const piece of file.stream() as unknown as AsyncIterable<Uint8Array>)
    for (const byte of piece) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff]!;
  return (crc ^ 0xffff_ffff) >>> 0;
}

/** Numbers as a zip archive writes them, the lowest byte first: `[value, bytes]`. */
function written(...parts: readonly [number, 2 | 4][]): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(parts.reduce((sum, [, bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [value, bytes] of parts) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** Where a file lies: below the folder that was chosen, or by itself. */
export const pathOf = (file: File): string => file.webkitRelativePath || file.name;

/** Whether files have to be packed to be handed in as one. */
export function isLoose(files: readonly File[]): boolean {
  return files.length > 1 || files.some((file) => /^(?:image|audio|video|model)\/|\/pdf$/.test(file.type));
}

/** Whether so much fits into one archive. */
export function fits(files: readonly File[]): boolean {
  return files.length <= MOST_FILES && files.reduce((sum, file) => sum + file.size + 1000, 0) <= MOST_BYTES;
}

/**
 * Files as one zip archive (APPNOTE 6.3.3, stored, names in UTF-8), so that a folder of scans and its table go in as they
 * lie. `packed`: how many are done. The files are pointed to, not copied.
 */
export async function archiveOf(files: readonly File[], packed: (done: number) => void): Promise<Blob> {
  const parts: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let [offset, listed] = [0, 0];
  for (const [at, file] of files.entries()) {
    const name = new TextEncoder().encode(pathOf(file));
    const crc = await checksumOf(file);
    const facts = written(
      [20, 2],
      [0x0800, 2],
      [0, 2],
      [0, 2],
      [0x21, 2],
      [crc, 4],
      [file.size, 4],
      [file.size, 4],
      [name.length, 2],
      [0, 2],
    );
    parts.push(written([0x0403_4b50, 4]), facts, name, file);
    directory.push(
      written([0x0201_4b50, 4], [20, 2]),
      facts,
      written([0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]),
      name,
    );
    offset += 4 + facts.length + name.length + file.size;
    listed += 6 + facts.length + 14 + name.length;
    packed(at + 1);
  }
  const end = written(
    [0x0605_4b50, 4],
    [0, 2],
    [0, 2],
    [files.length, 2],
    [files.length, 2],
    [listed, 4],
    [offset, 4],
    [0, 2],
  );
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}
