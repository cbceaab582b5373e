import { z } from "zod";
import { languages } from "../kernel/text.ts";
import { lookUpReasons, roles } from "./words.ts";

/** A login, or the barcode of a card, with its password. */
export const signInSchema = z
  .object({
    login: z.string().min(1).max(200),
    password: z.string().min(1).max(1000),
    newPassword: z
      .string()
      .max(1000)
      .optional()
      .describe("The password to be used from now on, asked for by `password-change-needed`"),
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
    expiresAt: z.string().describe("Instant, ISO 8601; moves on with use, not past a last end"),
    isFresh: z.boolean().describe("Who sits there has proved it within the last minutes"),
    isPasswordWeak: z
      .boolean()
      .describe("The person has a role, and a password that would not do for one set now"),
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

/** One of a person's sessions. */
export const ownSessionSchema = z
  .object({
    id: z.string(),
    agent: z.string().describe("What the browser calls itself, such as `Firefox · Windows`"),
    createdAt: z.string(),
    seenAt: z.string(),
    endsAt: z.string(),
    isCurrent: z.boolean(),
  })
  .meta({ id: "OwnSession" });

/** A desk has looked a reader up. */
export const lookUpSchema = z
  .object({
    at: z.string(),
    by: z.string(),
    member: z.string().nullable().describe("Code of the member at whose desk it was"),
    branchId: z.number().int().nullable(),
    reason: z.enum(lookUpReasons),
  })
  .meta({ id: "LookUp" });
