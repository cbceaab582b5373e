import { z } from "zod";
import { mailWishes, noticeKinds } from "./words.ts";

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
