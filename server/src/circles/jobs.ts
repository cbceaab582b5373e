import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import { isLanguage } from "../kernel/text.ts";
import { mailCode } from "../notices/index.ts";
import { forgetEmailProofs } from "./proofs.ts";
import { seeToCircles } from "./stewardship.ts";

/** When this room's jobs run (crontab, UTC). */
export const circlesSchedule: string[] = ["45 19 * * * circles-forget", "25 1 * * * circles-stewards"];

const codeSchema = z.object({ to: z.string(), code: z.string(), circle: z.string(), language: z.string() });

/** Codes on their way to addresses, forgetting those that are over, and circles that nobody looks after. */
export function circlesJobs(deps: RouteDeps): JobHandlers {
  return {
    "sharing-mail-code": (payload) => {
      const { to, language, code, circle } = codeSchema.parse(payload);
      const reader = { to, language: isLanguage(language) ? language : "zh-Hans" } as const;
      return mailCode(deps.config, "circle-code", reader, { circle, code });
    },
    "circles-stewards": () => inTransaction(deps.db, (tx) => seeToCircles(tx, deps.clock)),
    "circles-forget": () => inTransaction(deps.db, (tx) => forgetEmailProofs(tx, deps.clock)),
  };
}
