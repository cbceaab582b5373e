import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { sendMail } from "../kernel/mail.ts";
import { isLanguage } from "../kernel/text.ts";
import { translator } from "../messages/index.ts";
import { depositProvider } from "./deposit-provider.ts";
import { DEPOSIT_JOB, settleDeposit } from "./deposits.ts";
import {
  forgetLoans,
  letTimePass,
  loansPastDeadline,
  remindAppointments,
  remindBorrowers,
  tidySharing,
} from "./loan-clock.ts";
import { renewPhotos, sweepPhotos } from "./photos/photo-renewal.ts";
import { settlePlaces } from "./places.ts";
import { foldTitles } from "./title-folds.ts";

/** When this room's jobs run (crontab, UTC). */
export const sharingSchedule: string[] = [
  "*/10 * * * * sharing-clock",
  "15 * * * * sharing-remind",
  "40 19 * * * sharing-forget",
  "* * * * * sharing-photo-renew",
  "30 20 * * * sharing-photo-sweep",
  "5 * * * * sharing-places",
  "* * * * * sharing-fold",
];

const codeSchema = z.object({ to: z.string(), code: z.string(), circle: z.string(), language: z.string() });

/** The clock's work: deadlines, reminders, and forgetting. */
export function sharingJobs(deps: RouteDeps): JobHandlers {
  const { db, clock } = deps;
  return {
    "sharing-clock": async () => {
      for (const id of await loansPastDeadline(db, clock))
        await inTransaction(db, (tx) => letTimePass(tx, clock, id));
    },
    "sharing-remind": () =>
      inTransaction(db, async (tx) => {
        await remindBorrowers(tx, clock);
        await remindAppointments(tx, clock);
      }),
    "sharing-forget": () =>
      inTransaction(db, async (tx) => {
        await forgetLoans(tx, clock);
        await tidySharing(tx, clock);
      }),
    [DEPOSIT_JOB]: async (payload) => {
      const provider = depositProvider(deps.config, db);
      const { loanId } = z.object({ loanId: z.string() }).parse(payload);
      if (provider) await settleDeposit(db, clock, provider, loanId);
    },
    "sharing-photo-renew": async () => void (await renewPhotos(deps)),
    "sharing-places": () => inTransaction(db, (tx) => settlePlaces(tx)),
    "sharing-fold": async () => void (await foldTitles(db, null)),
    "sharing-photo-sweep": async () => void (await sweepPhotos(deps)),
    "sharing-mail-code": (payload) => mailCode(deps, codeSchema.parse(payload)),
  };
}

async function mailCode(deps: RouteDeps, given: z.infer<typeof codeSchema>): Promise<void> {
  if (!deps.config.smtp) return;
  const t = translator(isLanguage(given.language) ? given.language : "zh-Hans");
  await sendMail(deps.config.smtp, {
    to: given.to,
    subject: t("sharing.mail.code.subject", { circle: given.circle }),
    text: `${t("sharing.mail.code.text", { circle: given.circle, code: given.code })}\n`,
  });
}
