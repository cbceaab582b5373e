import { z } from "zod";
import { damages } from "./words.ts";

/** Networks of a campus, as addresses with the bits that are theirs. */
export const networksSchema = z
  .strictObject({ networks: z.array(z.string().max(50)).max(500).describe("Such as 10.20.0.0/16") })
  .meta({ id: "CampusNetworks" });

/** What an image service says of a picture, as far as our own viewer reads it: IIIF Image API 3.0, section 5. */
export const imageInfoSchema = z.looseObject({
  id: z.string(),
  width: z.number().int(),
  height: z.number().int(),
});

/** An original that is gone or no longer what came. */
export const damagedSchema = z
  .object({ id: z.string(), name: z.string(), damage: z.enum(damages), noticedAt: z.string() })
  .meta({ id: "DamagedOriginal" });
