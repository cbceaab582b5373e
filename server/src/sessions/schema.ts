import { z } from "zod";
import { languages } from "../kernel/text.ts";
import { joiningAges } from "./words.ts";

/** Longest name that somebody comes in with: what a nickname holds. */
const nameSchema = z.string().trim().max(30);
const addressSchema = z.string().trim().max(200).default("").describe("An e-mail address, or a phone number");
const languageSchema = z.enum(languages).default("zh-Hans");

/** A code to come in by. */
export const codeRequestSchema = z
  .strictObject({ address: addressSchema, language: languageSchema })
  .meta({ id: "CodeRequest" });

/** The code that came, and who somebody new is. */
export const codeEntrySchema = z
  .strictObject({
    address: addressSchema,
    code: z.string().max(40).default(""),
    name: nameSchema.default("").describe("How somebody new is called"),
    age: z.enum(joiningAges).optional().describe("Of somebody new"),
    language: languageSchema,
  })
  .meta({ id: "CodeEntry" });
