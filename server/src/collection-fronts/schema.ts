import { z } from "zod";

/** Under what a collection is met beside its usual address. */
export const addressSchema = z
  .strictObject({
    path: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/)
      .nullable()
      .default(null)
      .describe("Met at /c/PATH"),
    host: z
      .string()
      .max(253)
      .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/)
      .nullable()
      .default(null)
      .describe("A host name whose root is the collection"),
  })
  .meta({ id: "CollectionAddress" });

/** A logo that was kept. */
export const logoSchema = z.object({ logo: z.string() }).meta({ id: "CollectionLogo" });
