import { z } from "zod";
import { themeColours } from "../collections/words.ts";
import { languages } from "../kernel/text.ts";

const local = (most: number) => z.partialRecord(z.enum(languages), z.string().trim().max(most));
const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/);
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{1,58}[a-z0-9]$/);
const object = z.number().int().positive().max(Number.MAX_SAFE_INTEGER).describe("Number of an object");
const place = z.number().int().min(1).max(10_000).default(1).describe("Which of its pictures");
const percent = z.number().min(0).max(100);

/** A part of a picture, in hundredths of its width and height, and what is to be seen there. */
const stepSchema = z.strictObject({
  x: percent,
  y: percent,
  width: percent.min(1),
  height: percent.min(1),
  title: local(200).default({}),
  text: local(3000).default({}),
});
export type Step = z.output<typeof stepSchema>;

/** What stands on a page: a text, an object, a picture looked at part by part, two compared, sound or film, several. */
const blockSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("text"), title: local(200).default({}), text: local(8000).default({}) }),
    z.strictObject({ kind: z.literal("object"), object, place, note: local(3000).default({}) }),
    z.strictObject({
      kind: z.literal("zoom"),
      object,
      place,
      title: local(200).default({}),
      steps: z.array(stepSchema).min(1).max(20),
    }),
    z.strictObject({
      kind: z.literal("compare"),
      left: z.strictObject({ object, place }),
      right: z.strictObject({ object, place }),
      note: local(3000).default({}),
    }),
    z.strictObject({ kind: z.literal("media"), object, note: local(3000).default({}) }),
    z.strictObject({
      kind: z.literal("wall"),
      title: local(200).default({}),
      objects: z.array(object).min(1).max(24),
    }),
  ])
  .meta({ id: "ExhibitionBlock" });
export type Block = z.output<typeof blockSchema>;

/** Part of a page, with its heading. */
const sectionSchema = z.strictObject({
  title: local(200).default({}),
  blocks: z.array(blockSchema).max(40),
});

/** A page with its own address. */
const pageSchema = z.strictObject({
  key,
  title: local(200),
  sections: z.array(sectionSchema).max(20),
});
export type ExhibitionPage = z.output<typeof pageSchema>;

/** Everything an exhibition is: what is drafted and published as one. */
export const contentSchema = z
  .strictObject({
    title: local(150),
    subtitle: local(300).default({}),
    intro: local(4000).default({}),
    cover: z.strictObject({ object, place }).nullable().default(null),
    colour: z.enum(themeColours).default("ink"),
    credits: local(3000).default({}),
    pages: z.array(pageSchema).max(30),
  })
  .meta({ id: "ExhibitionContent" });
export type Content = z.output<typeof contentSchema>;

/** A new exhibition: whose, under which address, called what. */
export const newExhibitionSchema = z
  .strictObject({ member: z.string().max(16), slug, title: local(150) })
  .meta({ id: "NewExhibition" });

/** An exhibition as those who make it see it. */
export const workedExhibitionSchema = z
  .object({
    slug: z.string(),
    member: z.string(),
    version: z.number().int(),
    content: contentSchema,
    live: z.number().int().nullable().describe("Number of the edition that readers see"),
    withdrawn: z.boolean(),
    changed: z.boolean().describe("The draft is not what readers see"),
  })
  .meta({ id: "WorkedExhibition" });

/** A draft as it is saved over the one that was read. */
export const exhibitionDraftSchema = z
  .strictObject({ version: z.number().int(), content: contentSchema })
  .meta({ id: "ExhibitionDraft" });

/** A published edition. */
export const editionSchema = z
  .object({ number: z.number().int(), author: z.string().nullable(), at: z.string(), live: z.boolean() })
  .meta({ id: "ExhibitionEdition" });

/** An exhibition as everybody sees it in the list. */
export const publicExhibitionSchema = z
  .object({ slug: z.string(), member: z.string(), title: local(150), intro: local(4000), href: z.string() })
  .meta({ id: "PublicExhibition" });

/** An object that can be put into an exhibition. */
export const exhibitableSchema = z
  .object({
    number: z.number().int(),
    title: z.string(),
    collection: z.string(),
    picture: z.string().nullable(),
    pages: z.number().int(),
  })
  .meta({ id: "ExhibitableObject" });
