import { z } from "zod";

const uses = { views: z.number().int(), leaves: z.number().int(), embeds: z.number().int() };
const month = z.string().describe("YYYY-MM");

/** How often objects of a collection were looked at. */
export const collectionUsesSchema = z
  .object({
    months: z.array(z.object({ month, ...uses })),
    most: z.array(z.object({ number: z.number().int(), title: z.string(), ...uses })),
  })
  .meta({ id: "CollectionUses" });

/** What one library gave to the joint base and took from it in a month. */
export const ledgerSchema = z
  .object({
    month,
    members: z.array(
      z.object({
        member: z.string(),
        objects: z.number().int().describe("Open to readers"),
        pages: z.number().int(),
        given: z.object(uses).describe("Its objects, looked at by readers of other libraries or of none"),
        own: z.object(uses).describe("Its objects, looked at by its own readers"),
        taken: z.object(uses).describe("Objects of others, looked at by its readers"),
      }),
    ),
  })
  .meta({ id: "JointBaseLedger" });
