import { comparePart, partKey } from "@commonshelf/cjk";

/** The different parts among those that copies bear, each as the first copy writes it, in their order. Pure. */
export function partsToChoose(parts: readonly string[]): string[] {
  const byKey = new Map<string, string>();
  for (const part of parts) {
    const key = partKey(part);
    if (!byKey.has(key)) byKey.set(key, part);
  }
  return [...byKey.values()].sort(comparePart);
}
