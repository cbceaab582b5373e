import { inject } from "vitest";
import type { Region } from "./region.ts";

/** The region of this worker: no other file uses it while this one runs; what earlier files have done in it stays. */
export function ownRegion(): Region {
  return inject("regions")[Number(process.env.VITEST_POOL_ID) - 1]!;
}
