import { z } from "zod";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { signingIn } from "../people/index.ts";
import { mailCode } from "./letters.ts";
import { DIGEST_JOB, MAIL_JOB, mailDigest, mailNotice, queueDigests, queueMail } from "./notice-mail.ts";

/** When this room's jobs run (crontab, UTC). */
export const noticesSchedule: string[] = ["* * * * * notices-queue", "10 * * * * notices-digest"];

const one = z.object({ noticeId: z.string() });
const digest = z.object({ personId: z.string(), noticeIds: z.array(z.string()) });

/** The post: new notices each minute, digests in the morning; codes at once. */
export function noticesJobs(deps: RouteDeps): JobHandlers {
  const mail = (payload: unknown): Promise<void> => mailNotice(deps, one.parse(payload).noticeId);
  const mailMany = (payload: unknown): Promise<void> => {
    const { personId, noticeIds } = digest.parse(payload);
    return mailDigest(deps, personId, noticeIds);
  };
  return {
    "notices-queue": async () => void (await queueMail(deps)),
    "notices-digest": async () => void (await queueDigests(deps)),
    // A code to sign in waits for nothing.
    [signingIn.SEND_CODE]: (payload) =>
      signingIn.sendCode(deps.config, payload, ({ to, language, code }) =>
        mailCode(deps.config, "sign-in-code", { to, language }, { code }),
      ),
    [MAIL_JOB]: mail,
    [DIGEST_JOB]: mailMany,
    // What versions before 0.7 queued.
    "mail-notice": mail,
    "sharing-mail": mail,
  };
}
