import { z } from "zod";
import { paging } from "../../kernel/paging.ts";
import { languages } from "../../kernel/text.ts";
import { affiliationStates, blockKinds, lookUpReasons } from "../words.ts";

const name = z.string().trim().min(1).max(200);
const number = z.string().trim().min(1).max(64);
const group = z.string().trim().min(1).max(64);
const email = z.string().trim().max(254).nullable();
const phone = z.string().trim().max(40).nullable();
const day = z.iso.date();
const barcode = z.string().trim().min(1).max(64);

/** What a library says of its reader; `card`: the barcode of the card that is handed out. */
export const newAffiliationSchema = z.strictObject({
  number: number.describe("Reader number, unique inside the library"),
  patronGroup: group,
  validUntil: day.nullable().optional().describe("Last day; null: without end"),
  email: email.optional(),
  phone: phone.optional(),
  card: barcode.optional(),
});

/** Somebody a desk takes in. */
export const newPatronSchema = z
  .strictObject({ name, language: z.enum(languages).optional(), ...newAffiliationSchema.shape })
  .meta({ id: "NewPatron" });

/** What changes of a person; absent: stays. */
export const patronChangeSchema = z.strictObject({
  name: name.optional(),
  email: email.optional(),
  language: z.enum(languages).optional(),
});

/** What changes of an affiliation; absent: stays, null: none. A later `validUntil` renews it. */
export const affiliationChangeSchema = z.strictObject({
  name: name.optional().describe("Of the person, changed with the rest or not at all"),
  patronGroup: group.optional(),
  validUntil: day.nullable().optional(),
  status: z.enum(affiliationStates).optional(),
  email: email.optional(),
  phone: phone.optional(),
});

/** A card of the library worked at. */
export const cardSchema = z.strictObject({ barcode });

/** A card that takes the place of another one. */
export const replacementSchema = z.strictObject({ barcode, by: barcode.describe("The new card") });

/** A block to be set; it holds on every card of the person, everywhere. */
export const newBlockSchema = z.strictObject({
  kind: z.enum(blockKinds),
  from: day.optional().describe("First day; absent: today"),
  until: day.nullable().optional().describe("Last day; absent: until it is lifted"),
});

/** A block that holds, or will. */
const blockSchema = z
  .object({
    id: z.string(),
    member: z.string().describe("Code of the library that set it and may lift it"),
    kind: z.enum(blockKinds),
    from: z.string(),
    until: z.string().nullable(),
  })
  .meta({ id: "PatronBlock" });

/** A reader as the desk of one of their libraries sees them; of other libraries it learns which, and until when. */
export const patronSchema = z
  .object({
    personId: z.string(),
    name: z.string(),
    email: z.string().nullable(),
    language: z.enum(languages),
    hasPassword: z.boolean(),
    affiliations: z.array(
      z.object({
        id: z.string(),
        member: z.string(),
        status: z.enum(affiliationStates),
        validUntil: z.string().nullable(),
        patronGroup: z.string(),
        number: z.string().nullable().describe("Null, as contact: another library's"),
        email: z.string().nullable(),
        phone: z.string().nullable(),
        owes: z
          .number()
          .nullable()
          .describe("Yuan, as the library's list says; null: not told, or another library's"),
        cards: z.array(z.object({ barcode: z.string(), blocked: z.boolean() })),
      }),
    ),
    formerCards: z.array(
      z.object({ barcode: z.string(), reason: z.enum(["lost", "replaced"]), endedAt: z.string() }),
    ),
    blocks: z.array(blockSchema),
  })
  .meta({ id: "Patron" });

/** A scanned card, or what is known of a reader. */
export const patronFilterSchema = z.strictObject({
  barcode: barcode.optional().describe("A whole barcode"),
  q: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe("Name in any script or in pinyin, reader number, card, or telephone"),
  reason: z
    .enum(lookUpReasons)
    .describe("For which act the reader is looked up: it is kept and shown to them"),
  ...paging,
});

/** A reader in a list. Of other libraries' readers only the first character of the name. */
export const patronLineSchema = z
  .object({
    personId: z.string(),
    name: z.string(),
    card: z.object({ barcode: z.string(), member: z.string(), blocked: z.boolean() }).nullable(),
    affiliation: z
      .object({ patronGroup: z.string(), number: z.string(), validUntil: z.string().nullable() })
      .nullable(),
  })
  .meta({ id: "PatronLine" });

/** A password for one sign-in, at which another one is chosen. */
export const oneTimePasswordSchema = z
  .object({ login: z.string(), password: z.string(), opensUntil: z.string() })
  .meta({ id: "OneTimePassword" });

/** A line of a load of readers; absent and null: the file says nothing of it, and what is known stays. */
export const patronRowSchema = z.strictObject({
  line: z.number().int().min(1),
  number: z.string(),
  name: z.string(),
  group: z.string(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  validUntil: z.string().nullable(),
  card: z.string().nullable(),
  balance: z.string().max(40).nullable().default(null).describe("What the reader owes, in yuan"),
});

/** What became of the lines of a load. */
export const loadCountsSchema = z
  .object({
    read: z.number().int(),
    created: z.number().int(),
    updated: z.number().int(),
    unchanged: z.number().int(),
    rejected: z.array(z.object({ line: z.number().int(), number: z.string(), reason: z.string() })),
  })
  .meta({ id: "PatronLoad" });
