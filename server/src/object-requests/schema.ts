import { z } from "zod";
import { purposes, requestKinds, requestStates, staffMoves } from "./words.ts";

/** A request for the original on a day. */
export const viewingSchema = z
  .strictObject({ wishOn: z.iso.date(), words: z.string().trim().max(1000).default("") })
  .meta({ id: "ViewingRequest" });

/** A request for a reproduction. `pages`: which, in the reader's words. */
export const reproductionSchema = z
  .strictObject({
    purpose: z.enum(purposes),
    pages: z.string().trim().max(200).default(""),
    words: z.string().trim().max(1000).default(""),
  })
  .meta({ id: "ReproductionRequest" });

const shape = {
  id: z.string(),
  number: z.number().int(),
  title: z.string(),
  kind: z.enum(requestKinds),
  state: z.enum(requestStates),
  words: z.string(),
  purpose: z.enum(purposes).nullable(),
  pages: z.string(),
  wishOn: z.string().nullable(),
  agreedOn: z.string().nullable(),
  place: z.string(),
  answer: z.string(),
  version: z.number().int(),
  askedAt: z.string(),
};

/** A request as its reader sees it. */
export const requestSchema = z.object(shape).meta({ id: "ObjectRequest" });

/** A request as those who work on the collection see it: with whose it is. */
export const workedRequestSchema = z
  .object({ ...shape, reader: z.string().nullable() })
  .meta({ id: "WorkedObjectRequest" });

/** What becomes of a request. `on`, `place`: of a viewing that is agreed to; `answer` is told to the reader. */
export const moveSchema = z
  .strictObject({
    version: z.number().int(),
    state: z.enum(staffMoves),
    on: z.iso.date().nullable().default(null),
    place: z.string().trim().max(200).default(""),
    answer: z.string().trim().max(1000).default(""),
  })
  .meta({ id: "ObjectRequestMove" });
