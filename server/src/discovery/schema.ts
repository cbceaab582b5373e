import { z } from "zod";
import { recipeKeys } from "./ranking.ts";
import { readingNames, sortNames, suggestionKinds } from "./words.ts";

const MOST_FILTER_VALUES = 50;

/** A parameter that may come once or several times. */
const several = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .pipe(z.array(z.string().min(1).max(200)).max(MOST_FILTER_VALUES))
  .optional();

export const searchQuerySchema = z.object({
  q: z
    .string()
    .max(1000)
    .default("")
    .describe("What a reader would type: words, phrases, title: author: subject: isbn:, AND OR NOT"),
  size: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).max(9900).default(0),
  cursor: z.string().max(300).optional().describe("`cursor` of the page before; goes on beyond 10,000 hits"),
  sort: z.enum(sortNames).default("relevance"),
  facets: z.coerce
    .number()
    .int()
    .min(0)
    .max(100)
    .default(20)
    .describe("Values per facet; 0 leaves facets out"),
  by: z
    .enum(["instance", "work"])
    .default("instance")
    .describe("`work`: one hit per work, its best edition; pages by `offset`"),
  library: several.describe("Member codes"),
  available: several.describe("`now`, or codes of members that can lend a copy now"),
  language: several.describe("ISO 639-2/B codes"),
  type: several,
  carrier: several,
  class: several.describe("Chinese Library Classification: `I`, `I2`, `I24`"),
  subject: several,
  author: several,
  "not-library": several.describe("Values to leave out; likewise for the other facets"),
  "not-available": several,
  "not-language": several,
  "not-type": several,
  "not-carrier": several,
  "not-class": several,
  "not-subject": several,
  "not-author": several,
  from: z.coerce.number().int().min(0).max(9999).optional().describe("Earliest year of publication"),
  to: z.coerce.number().int().min(0).max(9999).optional().describe("Latest year of publication"),
});

export const availabilitySchema = z
  .object({
    total: z.number().int().describe("Copies"),
    available: z.number().int().describe("Copies that can be lent now"),
    members: z.array(z.object({ code: z.string(), total: z.number().int(), available: z.number().int() })),
  })
  .meta({ id: "Availability" });

export const searchItemSchema = z
  .object({
    id: z.number().int().describe("Instance id, as `commonshelf clusters` prints it"),
    workId: z.number().int().nullable().describe("The same for all editions and translations of a work"),
    score: z.number(),
    title: z.string(),
    parallelTitle: z.string().nullable(),
    authors: z.array(z.string()),
    publisher: z.string().nullable(),
    year: z.number().int().nullable(),
    languages: z.array(z.string()),
    type: z.string(),
    carrier: z.string(),
    isbns: z.array(z.string()),
    holders: z.array(z.string()).describe("Codes of the members that hold it"),
    availability: availabilitySchema,
  })
  .meta({ id: "SearchItem" });

export const searchReplySchema = z
  .object({
    total: z.number().int(),
    works: z.number().int().describe("Works among them when asked for `by=work`, else `total`"),
    items: z.array(searchItemSchema),
    facets: z.record(
      z.string(),
      z.object({
        values: z.array(
          z.object({
            value: z.string().describe("What the filter takes"),
            label: z.string().optional().describe("The name in the language asked for, where it is another"),
            count: z.number().int(),
          }),
        ),
        distinct: z.number().int(),
      }),
    ),
    years: z.array(z.object({ from: z.number(), to: z.number(), count: z.number().int() })),
    next: z.string().nullable().describe("`cursor` of the page behind; null at the end"),
    cursor: z.string().nullable().describe("The same as `next`, for programs of before"),
    partial: z.boolean(),
    readAs: z
      .enum(readingNames)
      .nullable()
      .describe(
        "How the box was read when it could mean several things: as typed, all as words, by its number alone, without it",
      ),
    didYouMean: z
      .array(z.object({ text: z.string(), total: z.number().int() }))
      .describe("Other spellings that find clearly more, when this one finds next to nothing"),
    relaxed: z
      .object({
        text: z.string(),
        total: z.number().int(),
        dropped: z.union([
          z.object({ what: z.enum(["filters", "phrase"]) }),
          z.object({ what: z.literal("words"), words: z.array(z.string()) }),
        ]),
      })
      .nullable()
      .describe("When nothing is found: the search that finds something, and what was given up for it"),
  })
  .meta({ id: "SearchReply" });

/** A heading offered while somebody types. */
export const suggestionSchema = z
  .object({
    kind: z.enum(suggestionKinds),
    text: z.string(),
    titles: z.number().int(),
    listId: z.string().optional().describe("Of a public list"),
    edition: z
      .object({
        instanceId: z.number().int(),
        author: z.string().nullable(),
        year: z.number().int().nullable(),
        available: z.boolean().describe("A copy can be lent now"),
      })
      .optional()
      .describe("Of a title: the edition that stands for it"),
    said: z.string().optional().describe("What readers also call it: the alias that begins as typed"),
  })
  .meta({ id: "Suggestion" });
export type SearchItem = z.infer<typeof searchItemSchema>;

/** Weights that differ from the recipe in force. */
export const recipeChangeSchema = z
  .partialRecord(z.enum(recipeKeys), z.number().min(-10_000).max(10_000))
  .meta({ id: "RecipeChange" });

/** What a score is made of: a tree shaped like the query. */
export type ExplanationNode = {
  what: string;
  score: number;
  figures?: Record<string, number>;
  parts?: ExplanationNode[];
};
const explanationSchema: z.ZodType<ExplanationNode> = z
  .object({
    what: z.string(),
    score: z.number(),
    figures: z.record(z.string(), z.number()).optional(),
    get parts() {
      return z.array(explanationSchema).optional();
    },
  })
  .meta({ id: "Explanation" });

export const comparisonSchema = z
  .object({
    query: z.string().describe("How the query was read, as JSON"),
    recipe: z.record(z.string(), z.number()).describe("The recipe in force"),
    columns: z.array(
      z.array(
        z.object({
          id: z.number().int(),
          title: z.string(),
          authors: z.array(z.string()),
          year: z.number().int().nullable(),
          score: z.number(),
          explanation: explanationSchema,
        }),
      ),
    ),
  })
  .meta({ id: "Comparison" });
