import { z } from "zod";
import { journeyStates } from "./journey-states.ts";
import { endings, journeyKinds } from "./words.ts";

/** A new journey, as forms and JSON give it. */
export const startSchema = z
  .strictObject({
    copyId: z.string().max(60),
    kind: z.enum(journeyKinds).default("ray"),
    message: z.string().trim().max(500).default(""),
    ring: z.array(z.string().max(60)).max(50).default([]),
  })
  .meta({ id: "Start" });

export const thoughtWordsSchema = z
  .strictObject({
    name: z.string().trim().max(30).default(""),
    text: z.string().trim().max(1000).default(""),
  })
  .meta({ id: "ThoughtWords" });
export const endingSchema = z.strictObject({ ending: z.enum(endings) }).meta({ id: "Ending" });

const reader = z.object({ nickname: z.string().nullable(), tag: z.string() });

export const journeyLineSchema = z
  .object({
    id: z.string(),
    code: z.string(),
    copyId: z.string(),
    instanceId: z.number().int().nullable(),
    isbn: z.string().nullable(),
    title: z.string(),
    author: z.string(),
    kind: z.enum(journeyKinds),
    message: z.string(),
    state: z.enum(journeyStates),
    startedAt: z.string(),
    lastAt: z.string(),
    finds: z.number().int(),
    standing: z.enum(["starter", "holder", "receiver", "none"]),
    isHolder: z.boolean(),
    mayPrint: z.boolean(),
  })
  .meta({ id: "JourneyLine" });

const thoughtSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    text: z.string(),
    at: z.string(),
    code: z.string(),
  })
  .meta({ id: "Thought" });

export const claimSchema = z.object({ id: z.string(), reader: reader.nullable(), at: z.string() });

export const journeySchema = journeyLineSchema
  .extend({
    ring: z.array(reader.extend({ reached: z.boolean() })),
    events: z.array(
      z.object({
        at: z.string(),
        kind: z.string(),
        reader: reader.nullable(),
        place: z.string(),
        position: z.object({ lat: z.number(), lon: z.number() }).nullable(),
        nest: z.object({ code: z.string(), name: z.string() }).nullable(),
      }),
    ),
    thoughts: z.array(thoughtSchema),
  })
  .meta({ id: "Journey" });
