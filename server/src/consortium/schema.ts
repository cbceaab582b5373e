import { z } from "zod";
import { languages } from "../kernel/text.ts";

/** A name or sentence in up to three languages. */
export const localTextSchema = z.partialRecord(z.enum(languages), z.string()).meta({ id: "LocalText" });

/** The members of the consortium, by code, page by page. */
export const memberListSchema = z
  .object({
    items: z.array(
      z.object({
        code: z.string(),
        name: localTextSchema,
        timeZone: z.string(),
        branchCount: z.number().int(),
        loanDays: z.number().int(),
        renewalsMax: z.number().int(),
        shelfDays: z.number().int(),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: "MemberList" });

/** Path of one member. */
export const memberParamsSchema = z.object({ code: z.string().max(16) });

/** The branches of a member. */
export const branchListSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.number().int(),
        code: z.string(),
        name: localTextSchema,
        address: localTextSchema,
        isPickup: z.boolean(),
        isMain: z.boolean(),
      }),
    ),
  })
  .meta({ id: "BranchList" });
