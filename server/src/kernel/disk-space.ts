import { statfs } from "node:fs/promises";
import type { Config } from "./config.ts";
import { Problem } from "./problem.ts";

/** On a small disk the floor is no more than this part of it. */
const LARGEST_PART = 0.05;

/**
 * Refuses to take in `bytes` more when the data folder's file system would fall below its floor: the database needs the
 * rest. `null`: nobody has said how much comes, so that as much as the floor is expected. Refuses `storage-low` 507.
 */
export async function demandSpace(
  config: Pick<Config, "dataFolder" | "freeBytes">,
  bytes: number | null,
): Promise<void> {
  if (config.freeBytes === 0) return;
  const { bavail, blocks, bsize } = await statfs(config.dataFolder);
  if (bavail * bsize < spaceNeeded(config.freeBytes, blocks * bsize, bytes))
    throw new Problem("storage-low", 507);
}

/** Free bytes there have to be before `bytes` more are taken on a disk of `diskBytes`. */
export function spaceNeeded(freeBytes: number, diskBytes: number, bytes: number | null): number {
  const floor = Math.min(freeBytes, diskBytes * LARGEST_PART);
  return floor + (bytes ?? floor);
}
