import { type Db, inTransaction } from "../kernel/database.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import type { Clock } from "../kernel/time.ts";
import { deleteExpiredSessions } from "./sessions.ts";
import { deleteOldFailures } from "./sign-in-attempts.ts";

/** When this room's jobs run (crontab, UTC). */
export const peopleSchedule: string[] = ["17 * * * * people-tidy"];

/** `people-tidy`: deletes expired sessions and failed sign-ins that no longer count. */
export function peopleJobs(db: Db, clock: Clock): JobHandlers {
  return {
    "people-tidy": () =>
      inTransaction(db, async (tx) => {
        await deleteExpiredSessions(tx, clock);
        await deleteOldFailures(tx, clock);
      }),
  };
}
