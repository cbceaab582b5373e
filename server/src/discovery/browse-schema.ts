import { z } from "zod";
import { browseKinds, browseOrders } from "./words.ts";

const LONGEST_TEXT = 400;
const LONGEST_CURSOR = 1600;

export const browseParamsSchema = z.object({ kind: z.enum(browseKinds) });

/** Where a page of a list begins: at most one of `at`, `section`, `after`, `before`. */
export const browseQuerySchema = z.object({
  order: z
    .enum(browseOrders)
    .default("pinyin")
    .describe("pinyin: Han by syllable and character, Latin behind; latin: one alphabet of letters"),
  size: z.coerce.number().int().min(1).max(100).default(40),
  at: z
    .string()
    .max(LONGEST_TEXT)
    .optional()
    .describe("a heading or its beginning in any script or romanisation"),
  section: z
    .string()
    .max(8)
    .optional()
    .describe("A–Z, 0, latin, other; of call numbers A–Z, ddc, lcc, other"),
  after: z.string().max(LONGEST_CURSOR).optional().describe("cursor of the line before the page"),
  before: z.string().max(LONGEST_CURSOR).optional().describe("cursor of the line behind the page"),
});

export const browseReplySchema = z
  .object({
    kind: z.enum(browseKinds),
    order: z.enum(browseOrders),
    lines: z.array(
      z.object({
        key: z.string(),
        display: z.string(),
        titles: z.number().int(),
        see: z.object({ key: z.string(), display: z.string(), titles: z.number().int() }).nullable(),
        cursor: z.string(),
      }),
    ),
    before: z.string().nullable(),
    after: z.string().nullable(),
    landed: z.string().nullable(),
    found: z.boolean(),
  })
  .meta({ id: "BrowseReply" });
