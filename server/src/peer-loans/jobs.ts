import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { forgetActs } from "../moderation/index.ts";
import { depositProvider } from "./deposits/deposit-provider.ts";
import { DEPOSIT_JOB, settleDeposit } from "./deposits/deposits.ts";
import {
  forgetLoans,
  letTimePass,
  loansPastDeadline,
  remindAppointments,
  remindBorrowers,
} from "./loans/loan-clock.ts";

/** When this room's jobs run (crontab, UTC). */
export const peerLoansSchedule: string[] = [
  "*/10 * * * * sharing-clock",
  "15 * * * * sharing-remind",
  "40 19 * * * sharing-forget",
];

/** The clock's work: deadlines, reminders, and forgetting. The names are those of earlier versions: such jobs may wait. */
export function peerLoansJobs(deps: RouteDeps): JobHandlers {
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
        await forgetActs(tx, clock);
      }),
    [DEPOSIT_JOB]: async (payload) => {
      const provider = depositProvider(deps.config);
      const { loanId } = z.object({ loanId: z.string() }).parse(payload);
      if (provider) await settleDeposit(db, clock, provider, loanId);
    },
  };
}
