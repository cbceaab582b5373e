import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { askAfterStale } from "./drift-clock.ts";
import { settleOldClaims } from "./finds.ts";
import { keepFigures } from "./kept-figures.ts";

/** When this room's jobs run (crontab, UTC). */
export const driftingSchedule: string[] = ["20 2 * * * drifting-ask", "*/10 * * * * drifting-figures"];

/** The clock's work: books without news are asked after, and given up; figures are counted. */
export function driftingJobs({ db, clock }: RouteDeps): JobHandlers {
  return {
    "drifting-ask": async () => {
      await inTransaction(db, (tx) => settleOldClaims(tx, clock));
      await inTransaction(db, (tx) => askAfterStale(tx, clock));
    },
    "drifting-figures": () => keepFigures(db, clock),
  };
}
