import { z } from "zod";

const person = z.object({ id: z.string(), name: z.string() });

/** Work that waits at a branch. */
export const taskSchema = z
  .object({
    task: z.string(),
    page: z.string().describe("Page of the workbench where it is done"),
    count: z.number().int(),
    oldestAt: z.string().nullable(),
    owner: person.nullable().describe("Who has taken it on"),
    since: z.string().nullable(),
  })
  .meta({ id: "Task" });

export const colleagueSchema = person.meta({ id: "Colleague" });

export const ownerSchema = z
  .strictObject({
    personId: z.string().max(60).nullable().describe("A colleague, oneself, or nobody"),
  })
  .meta({ id: "SetOwner" });

/** A task that the region does by itself, again and again. */
export const repeatingTaskSchema = z
  .object({
    job: z.string(),
    room: z.string().describe("Whose it is"),
    when: z.string().describe("Crontab, UTC"),
    startedAt: z.string().nullable(),
    seconds: z.number().nullable(),
    error: z.string().nullable(),
    libraries: z
      .array(
        z.object({
          member: z.string(),
          owner: z.string().nullable().describe("Who answers for it there"),
          endedAt: z.string().nullable(),
          state: z.string(),
          counts: z.record(z.string(), z.number()),
        }),
      )
      .describe("How it went library by library"),
  })
  .meta({ id: "RepeatingTask" });
