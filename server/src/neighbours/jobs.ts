import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { forgetLooks } from "./looks.ts";
import { settlePlaces } from "./places.ts";

/** When this room's jobs run (crontab, UTC). */
export const neighboursSchedule: string[] = ["5 * * * * sharing-places", "40 19 * * * neighbours-forget"];

/** Who has come to count among neighbours since; squares looked at are forgotten. */
export function neighboursJobs({ db, clock }: RouteDeps): JobHandlers {
  return {
    "sharing-places": () => inTransaction(db, (tx) => settlePlaces(tx)),
    "neighbours-forget": () => inTransaction(db, (tx) => forgetLooks(tx, clock)),
  };
}
