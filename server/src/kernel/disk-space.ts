import { statfs } from "node:fs/promises";
import type { Config } from "./config.ts";
import { Problem } from "./problem.ts";

/** Free bytes of the file system that holds `folder`. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Refuses to take in `bytes` more when the data folder's file system would fall below its floor: the database needs the
 * rest. Refuses `storage-low` 507.
 */
export async function demandSpace(
  config: Pick<Config, "dataFolder" | "freeBytes">,
  bytes: number,
): Promise<void> {
  if (config.freeBytes === 0) return;
  if ((await freeBytes(config.dataFolder)) - bytes < config.freeBytes) throw new Problem("storage-low", 507);
}
