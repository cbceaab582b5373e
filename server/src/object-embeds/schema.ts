import { z } from "zod";
import { mediaForms } from "../assets/words.ts";
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

const access = z.enum([...accessLevels, "embargoed"]);
const year = z.coerce.number().int().min(-9999).max(9999);

/** Values of one narrowing that are asked for at once. */
const MOST_CHOSEN = 20;
/** One value, or the parameter repeated: any of several. */
const anyOf = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).max(MOST_CHOSEN)]).optional();

/** What objects of all collections are searched for. */
export const objectNarrowing = {
  q: z.string().trim().min(1).max(300).optional().describe("Words in any script, pinyin, whole texts too"),
  collection: anyOf(z.string().max(60)).describe("`slug` of a collection; repeated: any of them, as below"),
  member: anyOf(z.string().max(40)).describe("Code of the library"),
  kind: anyOf(z.enum(mediaForms)),
  access: anyOf(access).describe("`everyone`: whose files anybody may open"),
  from: year.optional(),
  to: year.optional(),
};

const objectFacetSchema = z.object({
  facet: z.enum(["collection", "member", "kind", "access", "decade"]),
  value: z.string(),
  count: z.number().int(),
});
export type ObjectFacet = z.output<typeof objectFacetSchema>;

/** One page of objects; what was counted comes with the first. */
export const foundObjectsSchema = z
  .object({
    items: z.array(
      z.object({
        number: z.number().int(),
        title: z.string(),
        collection: z.string(),
        member: z.string(),
        years: z.object({ from: z.number().int(), to: z.number().int() }).nullable(),
        kinds: z.array(z.enum(mediaForms)),
        pages: z.number().int(),
        access,
        cover: z.string().nullable(),
        href: z.string(),
      }),
    ),
    next: z.string().nullable(),
    total: z.number().int().nullable(),
    facets: z.array(objectFacetSchema).nullable(),
  })
  .meta({ id: "FoundObjects" });
