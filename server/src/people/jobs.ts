import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { sweepKeys } from "../kernel/once.ts";
import { languages } from "../kernel/text.ts";
import { channels, codeSender } from "./code-sender.ts";
import { deleteOldCodes, SEND_CODE } from "./codes.ts";
import { deleteExpiredSessions } from "./sessions.ts";
import { deleteOldFailures } from "./sign-in-attempts.ts";

/** When this room's jobs run (crontab, UTC). */
export const peopleSchedule: string[] = ["17 * * * * people-tidy"];

const codeSchema = z.object({
  channel: z.enum(channels),
  to: z.string(),
  code: z.string(),
  language: z.enum(languages),
});

/** `people-tidy`: deletes expired sessions, codes, keys of commands and failed sign-ins that no longer count. `people-send-code`: sends one. */
export function peopleJobs({ db, clock, config }: RouteDeps): JobHandlers {
  return {
    [SEND_CODE]: (payload) => codeSender(config).send(codeSchema.parse(payload)),
    "people-tidy": () =>
      inTransaction(db, async (tx) => {
        await deleteExpiredSessions(tx, clock);
        await deleteOldFailures(tx, clock);
        await deleteOldCodes(tx, clock);
        await sweepKeys(tx, clock);
      }),
  };
}
