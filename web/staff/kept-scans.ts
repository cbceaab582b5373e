import { Refusal } from "./api.ts";
import type { Keeping } from "./scan-queue.ts";

const AGAIN_MS = 2000;

/** Scans without network are kept and sent again every two seconds; `onKept` says so to the desk. */
export function keepScans(onKept: (barcode: string) => void): Keeping {
  return {
    isUnanswered: (error) => error instanceof Refusal && error.code === "network",
    wait: () => new Promise((done) => setTimeout(done, AGAIN_MS)),
    onKept,
  };
}
