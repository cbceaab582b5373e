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

const lineSchema = z.object({
  key: z.string().describe("Folded form of the heading; names it in addresses"),
  display: z.string(),
  titles: z
    .number()
    .int()
    .describe("Titles that a search for this very heading finds; 0 for a form that only leads elsewhere"),
  see: z
    .object({ key: z.string(), display: z.string(), titles: z.number().int() })
    .nullable()
    .describe("The heading this form leads to; beside titles of its own: see also"),
  cursor: z.string().describe("Where the line stands, for `after` and `before`"),
});
/** One line of a list. */
export type BrowseLine = z.output<typeof lineSchema>;

const pageSchema = z.object({
  lines: z.array(lineSchema),
  before: z.string().nullable().describe("Cursor of the page before; null at the beginning"),
  after: z.string().nullable().describe("Cursor of the page that follows; null at the end"),
  landed: z
    .string()
    .nullable()
    .describe("Key of the heading that was looked for, or of the line it would stand before"),
  found: z.boolean().describe("The heading that was looked for is there"),
});
/** Lines in order. */
export type BrowsePage = z.output<typeof pageSchema>;

/** Where a page begins: behind or before a line, at what somebody typed in any script, at a section, else at the top. */
export type BrowsePlace = { after?: string; before?: string; at?: string; section?: string };

export const browseReplySchema = pageSchema
  .extend({ kind: z.enum(browseKinds), order: z.enum(browseOrders) })
  .meta({ id: "BrowseReply" });
