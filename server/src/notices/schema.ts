import { z } from "zod";
import { languages } from "../kernel/text.ts";
import { libraryNoticeKinds, mailWishes, noticeKinds } from "./words.ts";

export const noticeSchema = z
  .object({
    id: z.string(),
    kind: z.enum(noticeKinds),
    params: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    link: z.string().nullable().describe("Page about it, below the language: `/sharing/loans/…`"),
    createdAt: z.string(),
    readAt: z.string().nullable(),
  })
  .meta({ id: "Notice" });
export type Notice = z.output<typeof noticeSchema>;

export const mailWishSchema = z.strictObject({ mail: z.enum(mailWishes) }).meta({ id: "MailWish" });

/** Subject and body of a mail, with values as `{{title}}`. */
export const wordingSchema = z
  .object({ subject: z.string(), body: z.string() })
  .meta({ id: "NoticeWording" });

/** Which notice in which language. */
export const wordingPlaceSchema = z
  .strictObject({
    kind: z.enum(libraryNoticeKinds),
    language: z.enum(languages),
  })
  .meta({ id: "WordingPlace" });

/** A library's own wording. */
export const newWordingSchema = z
  .strictObject({
    ...wordingPlaceSchema.shape,
    subject: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^[^\r\n]*$/),
    body: z.string().trim().min(1).max(4000),
  })
  .meta({ id: "NewWording" });

/** A notice in one language: how the library words it (null: it does not), and the wording that counts otherwise. */
export const noticeTextSchema = z
  .object({
    ...wordingPlaceSchema.shape,
    values: z.array(z.string()).describe("Names that may stand in braces: `{{title}}`"),
    own: wordingSchema.nullable(),
    otherwise: wordingSchema,
  })
  .meta({ id: "NoticeText" });
