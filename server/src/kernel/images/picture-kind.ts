/** Kinds of pictures that are decoded. */
type PictureKind = "jpeg" | "png" | "webp" | "gif" | "avif";
/** What a file is by its first bytes; `heic`: what phones write and nobody here can decode. */
export type SniffedKind = PictureKind | "heic" | "other";

const PNG_HEAD = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const HEIC_BRANDS = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"]);
const MOST_BRANDS = 16;

/** What a file is by its first bytes, whatever its name says. */
export function sniffPicture(bytes: Buffer): SniffedKind {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (bytes.subarray(0, 8).equals(PNG_HEAD)) return "png";
  const head = bytes.toString("latin1", 0, 12);
  if (/^GIF8[79]a/.test(head)) return "gif";
  if (head.startsWith("RIFF") && head.endsWith("WEBP")) return "webp";
  if (head.slice(4, 8) === "ftyp") return sniffBrands(bytes);
  return "other";
}

/** ISO/IEC 23008-12: the brands of a HEIF file say how its picture is coded. */
function sniffBrands(bytes: Buffer): SniffedKind {
  const end = Math.min(bytes.readUInt32BE(0), bytes.length, 16 + 4 * MOST_BRANDS);
  const brands: string[] = [bytes.toString("latin1", 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(bytes.toString("latin1", at, at + 4));
  if (brands.includes("avif")) return "avif";
  return brands.some((brand) => HEIC_BRANDS.has(brand) || brand === "mif1") ? "heic" : "other";
}
