import { z } from "zod";
import { languages } from "../kernel/text.ts";
import { featuredChoices } from "./words.ts";

const local = (most: number) => z.partialRecord(z.enum(languages), z.string().trim().max(most));
const key = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/);
const number = z.number().int().positive();
const count = z.number().int().min(1).max(24);

/** A news item of a collection; `text`: rich text. */
const newsSchema = z.strictObject({ on: z.iso.date(), title: local(200), text: local(2000).default({}) });

/**
 * A block of a collection's front page. `hero`: the name over pictures, with the search box; `featured`: objects picked by
 * hand or by a rule (others every day; those of a topic); `wall`: a classification (null: all that are shown);
 * `hot`: what was looked at most in thirty days. Texts of `text` and `news` are rich text.
 */
export const frontBlockSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("hero"), objects: z.array(number).max(3).default([]) }),
    z.strictObject({
      kind: z.literal("text"),
      title: local(100).default({}),
      text: local(4000),
    }),
    z.strictObject({
      kind: z.literal("featured"),
      title: local(100).default({}),
      by: z.enum(featuredChoices).default("hand"),
      topic: key.nullable().default(null),
      count: count.default(6),
    }),
    z.strictObject({ kind: z.literal("wall"), field: key.nullable().default(null) }),
    z.strictObject({ kind: z.literal("topics") }),
    z.strictObject({ kind: z.literal("hot"), count: count.default(6) }),
    z.strictObject({ kind: z.literal("newest"), count: count.default(12) }),
    z.strictObject({ kind: z.literal("timeline") }),
    z.strictObject({ kind: z.literal("map") }),
    z.strictObject({ kind: z.literal("exhibition"), slug: z.string().max(60) }),
    z.strictObject({ kind: z.literal("news"), items: z.array(newsSchema).max(20).default([]) }),
  ])
  .meta({ id: "CollectionFrontBlock" });
export type FrontBlock = z.output<typeof frontBlockSchema>;

/** The front page of a collection whose curators have not changed it. */
export const usualFront: readonly FrontBlock[] = [
  { kind: "hero", objects: [] },
  { kind: "featured", title: {}, by: "hand", topic: null, count: 12 },
  { kind: "wall", field: null },
  { kind: "topics" },
  { kind: "timeline" },
  { kind: "newest", count: 12 },
];
