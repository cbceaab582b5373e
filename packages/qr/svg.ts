import type { QrSquares } from "./encode.ts";

/** Squares of nothing around a code: readers do not find it without. */
export const QUIET_ZONE = 4;

/** The dark squares as the data of one SVG path, in runs, the quiet zone included in the coordinates. */
export function qrPath(squares: QrSquares): { path: string; size: number } {
  const parts: string[] = [];
  for (const [y, row] of squares.entries())
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      let end = x;
      while (row[end + 1]) end++;
      parts.push(`M${x + QUIET_ZONE} ${y + QUIET_ZONE}h${end - x + 1}v1h-${end - x + 1}z`);
      x = end;
    }
  return { path: parts.join(""), size: squares.length + 2 * QUIET_ZONE };
}

/** A whole SVG file: white ground, black squares, so that it reads in dark looks too. */
export function qrSvg(squares: QrSquares): string {
  const { path, size } = qrPath(squares);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`;
}
