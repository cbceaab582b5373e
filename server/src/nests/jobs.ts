import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { renewNestPhotos, sweepNestPhotos } from "./photos.ts";
import { forgetVisitors } from "./visits.ts";

/** When this room's jobs run (crontab, UTC). */
export const nestsSchedule: string[] = [
  "50 19 * * * nests-forget",
  "* * * * * nests-photo-renew",
  "35 20 * * * nests-photo-sweep",
];

/** The clock's work: who was at a nest is forgotten; pictures. */
export function nestsJobs(deps: RouteDeps): JobHandlers {
  return {
    "nests-forget": () => inTransaction(deps.db, (tx) => forgetVisitors(tx, deps.clock)),
    "nests-photo-renew": () => renewNestPhotos(deps),
    "nests-photo-sweep": () => sweepNestPhotos(deps),
  };
}
