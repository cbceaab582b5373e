import { z } from "zod";
import { coordinateSystems } from "../neighbours/words.ts";
import { nestStates } from "./nest-states.ts";
import { nestAccesses, nestKinds, visitKinds } from "./words.ts";

/** What a steward says of a nest, as forms and JSON give it. */
export const nestWordsSchema = z
  .strictObject({
    name: z.string().trim().min(2).max(80),
    kind: z.enum(nestKinds),
    address: z.string().trim().max(200).default(""),
    opening: z.string().trim().max(200).default(""),
    access: z.enum(nestAccesses).default("public"),
    forChildren: z.boolean().default(false),
    capacity: z.number().int().min(1).max(5000).nullable().default(null),
  })
  .meta({ id: "NestWords" });

export const nestPlaceSchema = z
  .strictObject({
    lat: z.number().min(-90).max(90),
    lon: z.number().min(-180).max(180),
    system: z.enum(coordinateSystems).default("wgs84"),
  })
  .meta({ id: "NestPlace" });

export const visitSchema = z
  .strictObject({
    kind: z.enum(visitKinds),
    books: z.number().int().min(0).max(5000).default(1),
    /** Stands on the label at the nest. */
    secret: z.string().max(40).default(""),
  })
  .meta({ id: "Visit" });

export const nestSchema = z
  .object({
    id: z.string(),
    code: z.string(),
    name: z.string(),
    kind: z.enum(nestKinds),
    address: z.string(),
    opening: z.string(),
    access: z.enum(nestAccesses),
    forChildren: z.boolean(),
    capacity: z.number().int().nullable(),
    position: z.object({ lat: z.number(), lon: z.number() }),
    state: z.enum(nestStates),
    stock: z
      .object({ low: z.number().int(), high: z.number().int(), seenDaysAgo: z.number().int() })
      .nullable(),
    km: z.number().nullable(),
  })
  .meta({ id: "Nest" });
