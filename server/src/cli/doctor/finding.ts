/** One thing that was looked at; `advice`: what somebody who did not build this should do. */
export type Finding = { check: string; ok: boolean; detail: string; advice?: string };

/** Megabytes, whole. */
export function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
