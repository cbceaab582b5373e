import { z } from "zod";
import { coordinateSystems } from "./words.ts";

const text = z.string();

/** An identifier of the platform. */
export const uuidSchema = z.string().max(60).meta({ id: "Uuid" });

export const positionSchema = z
  .object({
    lat: z.number().min(-90).max(90),
    lon: z.number().min(-180).max(180),
    system: z.enum(coordinateSystems).default("wgs84"),
  })
  .meta({ id: "Position" });

export const positionQuerySchema = z.object({
  lat: z.coerce.number().min(-90).max(90).optional(),
  lon: z.coerce.number().min(-180).max(180).optional(),
  system: z.enum(coordinateSystems).default("wgs84"),
});

export const readerNameSchema = z.object({ nickname: text.nullable(), tag: text }).meta({ id: "ReaderName" });

export const sharerSchema = z
  .object({
    nickname: text.nullable(),
    tag: text,
    isMinor: z.boolean(),
    place: z.object({ lat: z.number(), lon: z.number() }).nullable(),
    keepsDiary: z.boolean(),
  })
  .meta({ id: "Sharer" });

export const knownReaderSchema = readerNameSchema
  .extend({
    personId: text,
    relation: z.enum(["friend", "asked-me", "asked-by-me", "blocked"]),
  })
  .meta({ id: "KnownReader" });
