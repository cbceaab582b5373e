import { z } from "zod";

/** Programs beside the server that are used where they are installed. */
export const programsSchema = z
  .object({
    ffmpeg: z.string().nullable().describe("Version; null: not installed, recordings play as they came"),
    tesseract: z.string().nullable().describe("Version; null: not installed, pictures are not read"),
    languages: z.array(z.string()).describe("What tesseract can read"),
  })
  .meta({ id: "MediaPrograms" });
export type Programs = z.output<typeof programsSchema>;

/** How far the reading of an object's pages is. */
export const readingsSchema = z
  .object({
    waiting: z.number().int(),
    done: z.number().int(),
    failed: z.number().int(),
    confidence: z.number().nullable().describe("Mean of what was recognised, to 100"),
  })
  .meta({ id: "ObjectReadings" });
