/** The classes a CLC number lies in, from the widest: `TP312` -> `T`, `TP`, `TP3`; `I247.5` -> `I`, `I2`, `I24`. */
export function clcPath(number: string): string[] {
  const found = /^([A-Z])([A-Z]?)(\d{0,2})/i.exec(number.trim());
  if (!found) return [];
  const [, letter, second, digits] = found;
  const whole = `${letter}${second}${digits}`.toUpperCase();
  return Array.from({ length: Math.min(3, whole.length) }, (_, i) => whole.slice(0, i + 1));
}
