import { z } from "zod";
import { blockKinds } from "../people/words.ts";

/** Whether a reader is clear at all members, and what stands in the way; `title` only of the asking library's own books. */
export const clearanceSchema = z
  .object({
    personId: z.string(),
    isClear: z.boolean().describe("No loan and no block but that of leaving, at any member"),
    isLeaving: z.boolean().describe("A block of the kind leaving keeps new loans away"),
    loans: z.array(
      z.object({
        member: z.string().describe("Code of the library that owns the books"),
        count: z.number().int(),
        overdue: z.number().int(),
        books: z.array(z.object({ title: z.string(), barcode: z.string(), dueOn: z.string() })),
      }),
    ),
    blocks: z.array(z.object({ member: z.string(), kind: z.enum(blockKinds), until: z.string().nullable() })),
    holds: z.number().int().describe("Open requests: they end nothing and keep nobody"),
  })
  .meta({ id: "Clearance" });

/** Most readers of a list. */
export const MOST_LEAVERS = 1000;

/** Readers of the library worked at, by number or card. */
export const leaverListSchema = z
  .strictObject({
    readers: z.array(z.string().trim().min(1).max(64)).min(1).max(MOST_LEAVERS),
  })
  .meta({ id: "LeaverList" });

/** One line for each that was asked about, in the same order; `clearance` null: nobody here by that number. */
export const leaverLinesSchema = z
  .object({
    items: z.array(
      z.object({
        reader: z.string(),
        name: z.string().nullable(),
        number: z.string().nullable().describe("The reader's number at the library worked at"),
        clearance: clearanceSchema.nullable(),
      }),
    ),
  })
  .meta({ id: "LeaverLines" });

/** Whether the certificate is sent to the reader as well, as a message and by mail. */
export const certifySchema = z.strictObject({ send: z.boolean() }).meta({ id: "Certify" });

/** A certificate as it is printed; `on`: the day at the library. */
export const certificateSchema = z
  .object({ name: z.string(), number: z.string(), on: z.string(), hasMail: z.boolean() })
  .meta({ id: "ClearanceCertificate" });

/** A class that leaves. */
export const leavingSchema = z
  .strictObject({ ...leaverListSchema.shape, ...certifySchema.shape })
  .meta({ id: "Leave" });

/** Where each stands now, how many new loans are kept from since, and how many certificates were sent. */
export const leavingDoneSchema = z
  .object({
    ...leaverLinesSchema.shape,
    kept: z.number().int(),
    sent: z.number().int(),
  })
  .meta({ id: "LeavingDone" });
