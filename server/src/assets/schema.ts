import { z } from "zod";

/** Networks of a campus, as addresses with the bits that are theirs. */
export const networksSchema = z
  .strictObject({ networks: z.array(z.string().max(50)).max(500).describe("Such as 10.20.0.0/16") })
  .meta({ id: "CampusNetworks" });
