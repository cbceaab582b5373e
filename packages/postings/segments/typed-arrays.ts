type Numeric =
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** The array itself when it holds `length` numbers, else a copy of at least that length, growing by half or more. */
export function grown<T extends Numeric>(array: T, length: number): T {
  if (array.length >= length) return array;
  const Type = array.constructor as new (length: number) => T;
  const larger = new Type(Math.max(length, Math.ceil(array.length * 1.5), 16));
  larger.set(array);
  return larger;
}

/** The smallest power of two that is at least `n` and at least 16. */
export function powerOfTwo(n: number): number {
  let power = 16;
  while (power < n) power *= 2;
  return power;
}
