import { z } from "zod";
import { accessLevels } from "../collections/words.ts";

/** What our own pages read of a manifest: the image services of its canvases (IIIF Presentation API 3.0, section 5). */
export const manifestSchema = z.looseObject({
  items: z.array(
    z.looseObject({
      items: z.array(
        z.looseObject({
          items: z.array(
            z.looseObject({
              body: z.looseObject({ service: z.array(z.looseObject({ id: z.string() })).optional() }),
            }),
          ),
        }),
      ),
    }),
  ),
});
export type Manifest = z.output<typeof manifestSchema>;
export type Canvas = Manifest["items"][number];

/** A book as another catalogue knows it. */
export const matchQuestionSchema = z
  .strictObject({
    isbn: z.string().trim().min(8).max(20).optional(),
    title: z.string().trim().min(1).max(300).optional(),
    author: z.string().trim().max(200).optional(),
    year: z.number().int().min(-2000).max(2200).optional(),
  })
  .refine((book) => book.isbn !== undefined || book.title !== undefined, "isbn or title")
  .meta({ id: "MatchQuestion" });
export type MatchQuestion = z.output<typeof matchQuestionSchema>;

/** A digital object that may be that book, with what they agree in. */
export const objectMatchSchema = z
  .object({
    number: z.number().int(),
    title: z.string(),
    score: z.number().int().describe("To 100"),
    reasons: z.array(z.enum(["isbn", "title", "title-begins", "author", "year"])),
    cover: z.string().nullable(),
    access: z.enum([...accessLevels, "embargoed"]),
    href: z.string(),
    html: z.string().describe("A link to be put into a page as it is"),
  })
  .meta({ id: "ObjectMatch" });
export type ObjectMatch = z.output<typeof objectMatchSchema>;
