const FIELD_TERMINATOR = 0x1e;

/** The length of an ISO 2709 leader in bytes. */
export const LEADER_BYTES = 24;

/** The length of one directory entry of MARC: tag 3, length 4, start 5 (leader/20-22 `450`). */
export const ENTRY_BYTES = 12;

/** Reads decimal digits; NaN when one of the bytes is no digit. */
export function parseDigits(bytes: Buffer, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = (bytes[i] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether a record surely begins here: a length, a base address, and a directory that ends where that says. */
export function isLeader(bytes: Buffer, at: number): boolean {
  if (at + LEADER_BYTES + 1 > bytes.length) return false;
  if (!(parseDigits(bytes, at, 5) >= LEADER_BYTES)) return false;
  const base = parseDigits(bytes, at + 12, 5);
  if (!(base > LEADER_BYTES) || (base - LEADER_BYTES - 1) % ENTRY_BYTES !== 0) return false;
  // The directory of the next record may not have arrived yet: then its first entry has to do.
  if (at + base <= bytes.length) return bytes[at + base - 1] === FIELD_TERMINATOR;
  return (
    at + LEADER_BYTES + ENTRY_BYTES <= bytes.length &&
    !Number.isNaN(parseDigits(bytes, at + LEADER_BYTES + 3, 9))
  );
}
