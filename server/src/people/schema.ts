import { z } from "zod";
import { languages } from "../kernel/text.ts";
import { roles } from "./permissions.ts";

/** A login, or the barcode of a card, with its password. */
export const signInSchema = z
  .object({
    login: z.string().min(1).max(200),
    password: z.string().min(1).max(1000),
    bearer: z
      .boolean()
      .default(false)
      .describe("true: answer with a token for `Authorization: Bearer` and set no cookie"),
  })
  .meta({ id: "SignIn" });

/** Whoever is signed in, and what they may be. Everybody is a reader besides. */
export const sessionSchema = z
  .object({
    person: z.object({
      id: z.string(),
      name: z.string(),
      email: z.string().nullable(),
      language: z.enum(languages),
    }),
    roles: z.array(
      z.object({
        role: z.enum(roles),
        member: z.string().nullable().describe("Code of the member; null: everywhere"),
      }),
    ),
    homeMember: z.string().nullable().describe("Code of the member the person belongs to first"),
    branch: z
      .object({
        id: z.number().int(),
        member: z.string(),
        code: z.string(),
        name: z.partialRecord(z.enum(languages), z.string()),
      })
      .nullable(),
    csrfToken: z.string().describe("Goes into the header x-csrf-token of every unsafe request"),
    expiresAt: z.string().describe("Instant, ISO 8601; moves on with use"),
  })
  .meta({ id: "Session" });

/** The answer to a sign-in; `token` only when `bearer` was asked for. */
export const newSessionSchema = sessionSchema
  .extend({ token: z.string().optional() })
  .meta({ id: "NewSession" });

/** The branch a member of staff works at; null: none. */
export const branchChoiceSchema = z
  .object({
    branchId: z.number().int().min(1).max(2_147_483_647).nullable(),
  })
  .meta({ id: "BranchChoice" });

/** One's own new password. */
export const passwordChangeSchema = z
  .object({
    current: z.string().min(1).max(1000),
    password: z.string().max(1000),
  })
  .meta({ id: "PasswordChange" });

/** A scanned card. */
export const patronQuerySchema = z.object({ barcode: z.string().trim().min(1).max(64) });

/** Whose card that is: one reader, several when members issued the same barcode, or nobody. */
export const patronListSchema = z
  .object({
    items: z.array(
      z.object({
        personId: z.string(),
        name: z.string(),
        card: z.object({ barcode: z.string(), member: z.string(), blocked: z.boolean() }),
        affiliation: z
          .object({ patronGroup: z.string(), number: z.string(), validUntil: z.string().nullable() })
          .nullable()
          .describe("With the card's member"),
      }),
    ),
  })
  .meta({ id: "PatronList" });

/** Done, and nothing to say. */
export const noContentSchema = z.null().meta({ id: "NoContent" });
