import { encode } from "uqr";

/** Squares of nothing around a code: readers do not find it without (ISO/IEC 18004 6.3.8). */
const QUIET_ZONE = 4;
/** Longest text that is made into a code; addresses are far shorter. */
export const QR_BYTES = 1000;

/**
 * A QR code of a text, level M, as the data of one SVG path: its dark squares in runs, the quiet zone included in the
 * coordinates; `size`: squares of a side. Refuses nothing: longer texts throw.
 */
export function qrPath(text: string): { path: string; size: number } {
  if (Buffer.byteLength(text) > QR_BYTES) throw new RangeError(`more than ${QR_BYTES} bytes for a QR code`);
  const { data, size } = encode(text, { ecc: "M", border: QUIET_ZONE });
  const parts: string[] = [];
  for (const [y, row] of data.entries())
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      let end = x;
      while (row[end + 1]) end++;
      parts.push(`M${x} ${y}h${end - x + 1}v1h-${end - x + 1}z`);
      x = end;
    }
  return { path: parts.join(""), size };
}
