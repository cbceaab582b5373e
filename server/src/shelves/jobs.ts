import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { renewPhotos, sweepPhotos } from "./photos/photo-renewal.ts";
import { foldTitles } from "./titles/title-folds.ts";

/** When this room's jobs run (crontab, UTC). */
export const shelvesSchedule: string[] = [
  "* * * * * sharing-photo-renew",
  "30 20 * * * sharing-photo-sweep",
  "* * * * * sharing-fold",
];

/** Pictures and titles that wait to be looked at. */
export function shelvesJobs(deps: RouteDeps): JobHandlers {
  return {
    "sharing-photo-renew": async () => void (await renewPhotos(deps)),
    "sharing-photo-sweep": async () => void (await sweepPhotos(deps)),
    "sharing-fold": async () => void (await foldTitles(deps.db, null)),
  };
}
