import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { forgetVisitors } from "./visits.ts";

/** When this room's jobs run (crontab, UTC). */
export const nestsSchedule: string[] = ["50 19 * * * nests-forget"];

/** The clock's work: who was at a nest is forgotten. */
export function nestsJobs({ db, clock }: RouteDeps): JobHandlers {
  return { "nests-forget": () => inTransaction(db, (tx) => forgetVisitors(tx, clock)) };
}
