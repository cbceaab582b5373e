import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { renewLogos, sweepLogos } from "./logos.ts";

/** When this room's jobs run (crontab, UTC). */
export const consortiumSchedule: string[] = [
  "* * * * * consortium-logo-renew",
  "40 20 * * * consortium-logo-sweep",
];

/** The clock's work: logos. */
export function consortiumJobs(deps: RouteDeps): JobHandlers {
  return {
    "consortium-logo-renew": () => renewLogos(deps),
    "consortium-logo-sweep": () => sweepLogos(deps),
  };
}
