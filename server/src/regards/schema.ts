import { z } from "zod";

const count = z.number().int();

/** Whom somebody lends to or borrows from. */
export const partnerSchema = z
  .object({
    isNew: z.boolean(),
    lent: count,
    borrowed: count,
    given: count,
    answerPercent: count.nullable(),
    answerHours: count.nullable(),
    onTimePercent: count.nullable(),
    calledOff: count,
    openCases: count,
    thanks: count,
    troubles: count.describe("Partners who had trouble; 0 while it is one voice alone"),
    hasCard: z.boolean(),
    band: count.nullable().describe("Kilometres at most; null: not told"),
  })
  .meta({ id: "LoanPartner" });
