import { z } from "zod";
import { deleteOldAudit } from "../kernel/audit.ts";
import { inTransaction } from "../kernel/database.ts";
import { sweepKeys } from "../kernel/http/once.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { languages } from "../kernel/text.ts";
import { renewNameKeys } from "./name-keys.ts";
import { holdCards } from "./patrons/blocks.ts";
import { forgetOldBrowsers } from "./sign-in/browsers.ts";
import { channels, codeSender } from "./sign-in/code-sender.ts";
import { deleteOldCodes, NOWHERE, SEND_CODE } from "./sign-in/codes.ts";
import { deleteExpiredSessions } from "./sign-in/sessions.ts";
import { deleteOldFailures } from "./sign-in/sign-in-attempts.ts";

/** When this room's jobs run (crontab, UTC). */
export const peopleSchedule: string[] = [
  "17 * * * * people-tidy",
  "* * * * * people-name-keys",
  "2 * * * * people-blocks",
];

const codeSchema = z.object({
  channel: z.enum(channels),
  to: z.string(),
  code: z.string(),
  language: z.enum(languages),
});

/** `people-name-keys`: what new names are found by. `people-blocks`: cards of whoever is blocked from today, or no longer. `people-tidy`: deletes what is over: sessions, codes, keys of commands, failed sign-ins, browsers, entries of the audit. `people-send-code`: sends one. */
export function peopleJobs({ db, clock, config }: RouteDeps): JobHandlers {
  return {
    [SEND_CODE]: async (payload) => {
      const message = codeSchema.parse(payload);
      if (!message.to.endsWith(NOWHERE)) await codeSender(config).send(message);
    },
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
