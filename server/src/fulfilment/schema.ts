import { z } from "zod";
import type { DeliveryOption } from "../contracts/delivery-option.ts";

const attemptStates = z.enum(["waiting", "trying", "won", "failed", "left"]);
const id = z.int().positive();

/** What is sent and answered, by the delivery options of a region. */
export function requestShapes(options: readonly Pick<DeliveryOption, "kind" | "schema" | "asking">[]) {
  const kinds = z.enum(options.flatMap(({ kind, asking }) => (asking ? [kind] : [])));
  const ways = options.map(({ schema }) => schema) as [z.ZodObject, ...z.ZodObject[]];
  const attempt = z
    .object({ kind: kinds, state: attemptStates, reason: z.string().nullable() })
    .meta({ id: "Attempt" });
  const request = z
    .object({
      id: z.string(),
      instanceId: z.number().int(),
      title: z.string(),
      pickupBranchId: z.number().int().nullable(),
      state: z.enum(["open", "served", "given-up", "withdrawn"]),
      createdAt: z.string(),
      attempts: z.array(attempt),
    })
    .meta({ id: "Request" });
  const newRequest = z
    .strictObject({
      instanceId: id,
      pickupBranchId: id.nullable().default(null),
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
      prefer: kinds.optional().describe("Begin with this kind; absent: with the quickest way"),
    })
    .meta({ id: "NewRequest" });
  const begunRequest = z
    .object({
      request,
      way: attempt,
      branch: z.record(z.string(), z.string()).nullable().describe("Where it is picked up, by language"),
    })
    .meta({ id: "BegunRequest" });
  return {
    /** One way to a title; all of them are free of charge. */
    way: z.discriminatedUnion("kind", ways).meta({ id: "Way" }),
    request,
    newRequest,
    begunRequest,
  };
}

type Shapes = ReturnType<typeof requestShapes>;
/** A request as its reader sees it, and one way of it. */
export type RequestView = z.output<Shapes["request"]>;
export type AttemptView = RequestView["attempts"][number];
export type NewRequest = z.output<Shapes["newRequest"]>;
export type BegunRequest = z.output<Shapes["begunRequest"]>;
