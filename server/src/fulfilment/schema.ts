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

const attemptSchema = z
  .object({
    kind: z.enum(["hold", "person"]),
    state: z.enum(["waiting", "trying", "won", "failed", "left"]),
    reason: z.string().nullable(),
  })
  .meta({ id: "Attempt" });
/** One way of a request as its reader sees it. */
export type AttemptView = z.output<typeof attemptSchema>;

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
/** A request as its reader sees it. */
export type RequestView = z.output<typeof requestSchema>;

export const newRequestSchema = z
  .strictObject({
    instanceId: z.number().int().positive(),
    pickupBranchId: z.number().int().positive().nullable().default(null),
    part: z
      .string()
      .max(200)
      .optional()
      .describe("Which part of a set, as copies bear it; empty: one that bears none"),
    anyEdition: z.boolean().optional().describe("Whichever edition of the work has a copy first will do"),
    copyId: z.string().max(60).optional().describe("Begin with this copy of another reader"),
    atOnce: z
      .boolean()
      .optional()
      .describe("Ask the first owners and the libraries at the same time: the first to say yes is taken"),
    prefer: z
      .enum(["hold", "person"])
      .optional()
      .describe("Begin with this kind; absent: with the quickest way"),
  })
  .meta({ id: "NewRequest" });
export type NewRequest = z.output<typeof newRequestSchema>;
export const begunRequestSchema = z
  .object({
    request: requestSchema,
    way: attemptSchema,
    branch: z.record(z.string(), z.string()).nullable().describe("Where it is picked up, by language"),
  })
  .meta({ id: "BegunRequest" });
export type BegunRequest = z.output<typeof begunRequestSchema>;
