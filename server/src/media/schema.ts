import { z } from "zod";
import { playingProblems, playingStates } from "../assets/words.ts";

/** Programs beside the server that are used where they are installed. */
export const programsSchema = z
  .object({
    ffmpeg: z.string().nullable().describe("Version; null: not installed, recordings play as they came"),
    tesseract: z.string().nullable().describe("Version; null: not installed, pictures are not read"),
    languages: z.array(z.string()).describe("What tesseract can read"),
  })
  .meta({ id: "MediaPrograms" });
export type Programs = z.output<typeof programsSchema>;

/** How far recordings of an object are made ready for browsers. */
export const playingsSchema = z
  .object({
    items: z.array(
      z.object({
        fileId: z.string(),
        name: z.string(),
        state: z.enum(playingStates).describe("as-is: the original plays in every browser"),
        percent: z.number().int(),
        problem: z
          .string()
          .nullable()
          .describe(`${playingProblems.join(", ")}, or what the program said`),
      }),
    ),
  })
  .meta({ id: "ObjectPlayings" });

/** How far the reading of an object's pages is. */
export const readingsSchema = z
  .object({
    waiting: z.number().int(),
    done: z.number().int(),
    failed: z.number().int(),
    confidence: z.number().nullable().describe("Mean of what was recognised, to 100"),
  })
  .meta({ id: "ObjectReadings" });

/** Addresses that open an object's files to whoever has them, until a moment. */
export const fileLinksSchema = z
  .object({
    until: z.string(),
    items: z.array(z.object({ name: z.string(), address: z.string() })),
  })
  .meta({ id: "ObjectFileLinks" });

/** What a title page says of its book; empty: it does not say, or it was not recognised. */
export const titlePageBookSchema = z
  .object({
    title: z.string(),
    subtitle: z.string(),
    author: z.string(),
    isbn: z.string(),
    price: z.string(),
    edition: z.string(),
    place: z.string(),
    publisher: z.string(),
    year: z.string(),
    series: z.string(),
    classNumber: z.string(),
    subjects: z.string(),
  })
  .meta({ id: "TitlePageBook" });

export const titlePageReadingSchema = z
  .object({
    book: titlePageBookSchema,
    from: z.enum(["cip", "page"]).describe("A block of cataloguing in publication (the surer), or a page"),
    text: z.string().describe("The words as they were recognised"),
    confidence: z.number().nullable().describe("Mean of what was recognised, to 100"),
  })
  .meta({ id: "TitlePageReading" });
