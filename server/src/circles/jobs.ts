import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { sendMail } from "../kernel/mail.ts";
import { isLanguage } from "../kernel/text.ts";
import { translator } from "../messages/index.ts";
import { forgetEmailProofs } from "./proofs.ts";
import { seeToCircles } from "./stewardship.ts";

/** When this room's jobs run (crontab, UTC). */
export const circlesSchedule: string[] = ["45 19 * * * circles-forget", "25 1 * * * circles-stewards"];

const codeSchema = z.object({ to: z.string(), code: z.string(), circle: z.string(), language: z.string() });

/** Codes on their way to addresses, forgetting those that are over, and circles that nobody looks after. */
export function circlesJobs(deps: RouteDeps): JobHandlers {
  return {
    "sharing-mail-code": (payload) => mailCode(deps, codeSchema.parse(payload)),
    "circles-stewards": () => inTransaction(deps.db, (tx) => seeToCircles(tx, deps.clock)),
    "circles-forget": () => inTransaction(deps.db, (tx) => forgetEmailProofs(tx, deps.clock)),
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
