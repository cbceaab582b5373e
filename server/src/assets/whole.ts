import type { MediaKind } from "./media-kinds.ts";

const TAIL = 2048;

/** True for a document or model that came whole; of other kinds their own readers say it. */
export function isWhole(content: Buffer, { ending }: MediaKind): boolean {
  if (ending === "pdf") return isWholePdf(content);
  if (ending === "glb") return isWholeModel(content);
  return true;
}

/** ISO 32000-1, 7.5.5: the end says where the table of its parts begins; a file that was cut off has no such end. */
function isWholePdf(content: Buffer): boolean {
  const tail = content.toString("latin1", Math.max(0, content.length - TAIL));
  const found = /startxref\s+(\d+)\s+%%EOF/.exec(tail);
  return found !== null && Number(found[1]) < content.length;
}

/**
 * ISO/IEC 12113: the head says how long the file is, and the first part is JSON. A model that would fetch something from
 * elsewhere is not whole.
 */
function isWholeModel(content: Buffer): boolean {
  if (content.length < 20 || content.readUInt32LE(8) !== content.length) return false;
  const length = content.readUInt32LE(12);
  if (content.toString("latin1", 16, 20) !== "JSON" || 20 + length > content.length) return false;
  try {
    const {
      asset,
      buffers = [],
      images = [],
    } = JSON.parse(content.toString("utf8", 20, 20 + length)) as {
      asset?: { version?: string };
      buffers?: { uri?: string }[];
      images?: { uri?: string }[];
    };
    const fetched = [...buffers, ...images].some(({ uri }) => uri !== undefined && !uri.startsWith("data:"));
    return asset?.version?.startsWith("2.") === true && !fetched;
  } catch {
    return false;
  }
}
