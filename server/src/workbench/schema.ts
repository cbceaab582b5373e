import { z } from "zod";
import { languages } from "../kernel/text.ts";

const count = z.number().int().nonnegative();

/** How the region does, in numbers and troubles; messages that were set aside, the oldest first. */
export const operationSchema = z
  .object({
    outbox: z.object({
      waiting: count,
      oldestSeconds: count,
      retried: count,
      setAside: count,
      indexSeconds: count,
    }),
    jobs: z.object({ waiting: count, oldestSeconds: count, locked: count, oldLocks: count, givenUp: count }),
    imports: z.object({ failed: count, waiting: count, running: count, oldestSeconds: count }),
    /** Demo accounts that can be signed in to with their printed password. */
    demoAccounts: count,
    /** Background work that failed at its last attempt. */
    troubles: z.array(
      z.object({ name: z.string(), since: z.iso.datetime(), times: count, error: z.string() }),
    ),
  })
  .meta({ id: "Operation" });

/** One message that a subscriber could not take. */
export const setAsideSchema = z
  .object({
    id: z.number().int(),
    topic: z.string(),
    subscriber: z.string(),
    /** JSON, cut after 2,000 characters. */
    payload: z.string(),
    publishedAt: z.iso.datetime(),
    setAsideAt: z.iso.datetime(),
    attempts: count,
    error: z.string(),
  })
  .meta({ id: "SetAside" });

/** How far a library is set up. */
export const setUpSchema = z
  .object({
    member: z.string(),
    name: z.partialRecord(z.enum(languages), z.string()),
    isReady: z.boolean().describe("Nothing is missing that it needs before it can open"),
    steps: z.array(
      z.object({
        step: z.string(),
        needed: z.boolean(),
        done: z.boolean(),
        count: count.describe("Counted to 1,000"),
      }),
    ),
  })
  .meta({ id: "SetUp" });
