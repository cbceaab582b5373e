/** Centres of alignment patterns of a version, along either axis (ISO/IEC 18004, annex E). */
export function alignmentsOf(version: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.ceil((4 * version + 4) / (2 * count - 2)) * 2;
  const result = [6];
  for (let i = 0, at = 4 * version + 10; i < count - 1; i++, at -= step) result.splice(1, 0, at);
  return result;
}

/** True for a square that carries no data: finders, timing, alignment, format and version. */
export function isFixed(version: number, x: number, y: number): boolean {
  const size = 17 + 4 * version;
  if (x === 6 || y === 6) return true;
  if ((x < 9 && y < 9) || (x >= size - 8 && y < 9) || (x < 9 && y >= size - 8)) return true;
  if (version >= 7 && ((x < 6 && y >= size - 11) || (y < 6 && x >= size - 11))) return true;
  return alignmentCentres(version).some(([cx, cy]) => Math.abs(x - cx) <= 2 && Math.abs(y - cy) <= 2);
}

function alignmentCentres(version: number): [number, number][] {
  const along = alignmentsOf(version);
  const last = along.length - 1;
  return along.flatMap((x, i) =>
    along.flatMap((y, j): [number, number][] =>
      (i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0) ? [] : [[x, y]],
    ),
  );
}

/** A symbol with everything but data and format. */
export function drawFixed(version: number): boolean[][] {
  const size = 17 + 4 * version;
  const squares = Array.from({ length: size }, () => new Array<boolean>(size).fill(false));
  for (let i = 0; i < size; i++) {
    squares[6]![i] = i % 2 === 0;
    squares[i]![6] = i % 2 === 0;
  }
  for (const [cx, cy] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const)
    for (let dy = -4; dy <= 4; dy++)
      for (let dx = -4; dx <= 4; dx++) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        const row = squares[cy + dy];
        if (row && cx + dx >= 0 && cx + dx < size) row[cx + dx] = ring !== 2 && ring !== 4;
      }
  for (const [cx, cy] of alignmentCentres(version))
    for (let dy = -2; dy <= 2; dy++)
      for (let dx = -2; dx <= 2; dx++)
        squares[cy + dy]![cx + dx] = Math.max(Math.abs(dx), Math.abs(dy)) !== 1;
  if (version >= 7) drawVersion(squares, version);
  return squares;
}

/** Version information, BCH (18, 6), in both corners (7.10). */
function drawVersion(squares: boolean[][], version: number): void {
  const size = squares.length;
  let rest = version;
  for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let i = 0; i < 18; i++) {
    const bit = ((bits >>> i) & 1) === 1;
    const along = size - 11 + (i % 3);
    const across = Math.floor(i / 3);
    squares[across]![along] = bit;
    squares[along]![across] = bit;
  }
}

/** Format bits of level M (00) and a mask: BCH (15, 5), masked (7.9). */
export function formatBits(mask: number): number {
  let rest = mask;
  for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
  return ((mask << 10) | rest) ^ 0x5412;
}

/** Writes the format twice, and the dark square beside it. */
export function drawFormat(squares: boolean[][], mask: number): void {
  const size = squares.length;
  const bits = formatBits(mask);
  const bit = (i: number): boolean => ((bits >>> i) & 1) === 1;
  for (let i = 0; i <= 5; i++) squares[i]![8] = bit(i);
  squares[7]![8] = bit(6);
  squares[8]![8] = bit(7);
  squares[8]![7] = bit(8);
  for (let i = 9; i < 15; i++) squares[8]![14 - i] = bit(i);
  for (let i = 0; i < 8; i++) squares[8]![size - 1 - i] = bit(i);
  for (let i = 8; i < 15; i++) squares[size - 15 + i]![8] = bit(i);
  squares[size - 8]![8] = true;
}
