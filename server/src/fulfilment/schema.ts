import { z } from "zod";

const hours = z
  .tuple([z.number(), z.number()])
  .describe("Earliest and latest hours until it is in the reader's hands, an estimate");
const reason = z.string().describe("Code of why this way is offered");

/** One way to a title; all of them are free of charge. */
export const waySchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("online"), hours, reason, url: z.string() }),
    z.object({
      kind: z.literal("shelf"),
      hours,
      reason,
      branchId: z.number().int(),
      callNumber: z.string(),
      copies: z.number().int(),
    }),
    z.object({
      kind: z.literal("hold"),
      hours,
      reason,
      memberId: z.number().int().nullable(),
      minutes: z.number().nullable(),
      waiting: z.number().int(),
    }),
    z.object({
      kind: z.literal("nest"),
      hours,
      reason,
      code: z.string(),
      name: z.string(),
      daysAgo: z.number().int(),
    }),
    z.object({
      kind: z.literal("person"),
      hours,
      reason,
      copyId: z.string(),
      mode: z.enum(["lend", "give"]),
      owner: z.string(),
      band: z.number().nullable().describe("Kilometres at most"),
      circles: z.array(z.string()),
    }),
  ])
  .meta({ id: "Way" });

export const attemptSchema = z
  .object({
    kind: z.enum(["hold", "person"]),
    state: z.enum(["waiting", "trying", "won", "failed", "left"]),
    reason: z.string().nullable(),
  })
  .meta({ id: "Attempt" });

export const requestSchema = z
  .object({
    id: z.string(),
    instanceId: z.number().int(),
    title: z.string(),
    pickupBranchId: z.number().int().nullable(),
    state: z.enum(["open", "served", "given-up", "withdrawn"]),
    createdAt: z.string(),
    attempts: z.array(attemptSchema),
  })
  .meta({ id: "Request" });
