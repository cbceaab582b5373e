import { deleteOldAudit } from "../kernel/audit.ts";
import { inTransaction } from "../kernel/database.ts";
import { sweepKeys } from "../kernel/http/once.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { renewNameKeys } from "./name-keys.ts";
import { holdCards } from "./patrons/blocks.ts";
import { forgetOldBrowsers } from "./sign-in/browsers.ts";
import { deleteOldCodes } from "./sign-in/codes.ts";
import { deleteExpiredSessions } from "./sign-in/sessions.ts";
import { deleteOldFailures } from "./sign-in/sign-in-attempts.ts";

/** When this room's jobs run (crontab, UTC). */
export const peopleSchedule: string[] = [
  "17 * * * * people-tidy",
  "* * * * * people-name-keys",
  "2 * * * * people-blocks",
];

/** `people-name-keys`: what new names are found by. `people-blocks`: cards of whoever is blocked from today, or no longer. `people-tidy`: deletes what is over: sessions, codes, keys of commands, failed sign-ins, browsers, entries of the audit. */
export function peopleJobs({ db, clock }: RouteDeps): JobHandlers {
  return {
    "people-blocks": () => holdCards(db, clock, null),
    "people-name-keys": async () => void (await renewNameKeys(db)),
    "people-tidy": () =>
      inTransaction(db, async (tx) => {
        await deleteExpiredSessions(tx, clock);
        await deleteOldFailures(tx, clock);
        await deleteOldCodes(tx, clock);
        await sweepKeys(tx, clock);
        await forgetOldBrowsers(tx, clock);
        await deleteOldAudit(tx, clock.now());
      }),
  };
}
