import { z } from "zod";
import { audienceSchema } from "../audience/schema.ts";
import { survivorFieldNames, survivorFields } from "../description/words.ts";
import { currencies, foundBy, protectors, sharedFields } from "./words.ts";

const code = z.string().max(16).describe("Code of the library");
const reason = z.string().trim().min(1).max(300).describe("Why: it stands with the version");

/** A record as rows: leader, then tag, indicators, subfield codes and values in turn; control fields as tag and value. */
export const marcSchema = z
  .strictObject({
    l: z.string().length(24),
    f: z.array(z.array(z.string().max(50_000)).min(2).max(2000)).max(5000),
  })
  .meta({ id: "MarcRows" });

const loadSchema = z.object({ id: z.string(), fileName: z.string(), startedAt: z.string() });

const versionShape = {
  version: z.number().int(),
  at: z.string(),
  by: z.string().nullable().describe("Who made it; null: nobody who is known any more"),
  reason: z.string(),
  load: loadSchema.nullable(),
};

const audienceShape = {
  audience: audienceSchema.describe("For whom it is"),
  audienceChosen: audienceSchema
    .nullable()
    .describe("What a person chose; null: what the library's rules say"),
};

/** For whom a record or a copy is from now on; null: what the rules say. */
export const audienceChoiceSchema = z
  .strictObject({ audience: audienceSchema.nullable() })
  .meta({ id: "AudienceChoice" });

/** One version of a record with what it says. */
export const recordVersionSchema = z
  .object({ ...versionShape, deleted: z.boolean(), marc: marcSchema })
  .meta({ id: "RecordVersion" });

/** A library's record as it stands. */
export const layerSchema = z
  .object({
    id: z.number().int(),
    member: code,
    controlNumber: z.string(),
    flavour: z.enum(["marc21", "unimarc"]),
    ...versionShape,
    marc: marcSchema,
    mayEdit: z.boolean(),
    ...audienceShape,
  })
  .meta({ id: "RecordLayer" });

/** A copy as cataloguers see it. */
export const heldItemSchema = z
  .object({
    id: z.number().int(),
    recordId: z.number().int(),
    barcode: z.string().nullable(),
    branchId: z.number().int(),
    currentBranchId: z.number().int(),
    location: z.string(),
    callNumber: z.string(),
    part: z.string(),
    itemClass: z.string(),
    forLoan: z.boolean(),
    condition: z.enum(["good", "missing", "lost", "damaged", "withdrawn"]),
    note: z.string(),
    price: z.object({ minor: z.number().int(), currency: z.string() }).nullable(),
    keptByHand: z.boolean().describe("A cataloguer looks after it: loads leave it alone"),
    version: z.number().int(),
    ...audienceShape,
  })
  .meta({ id: "HeldItem" });

/** A title with everything it is made of. */
export const recordViewSchema = z
  .object({
    instanceId: z.number().int(),
    title: z.string(),
    shared: z
      .array(
        z.object({
          field: z.enum(sharedFields),
          values: z.array(
            z.object({ text: z.string(), from: z.array(z.number().int()).describe("Records that say so") }),
          ),
        }),
      )
      .describe("What readers see, and which records it comes from"),
    records: z.array(layerSchema),
    items: z.array(heldItemSchema),
  })
  .meta({ id: "RecordView" });

/** A record found by something it bears. */
export const foundRecordSchema = z
  .object({
    recordId: z.number().int(),
    instanceId: z.number().int(),
    member: code,
    title: z.string(),
    responsibility: z.string().nullable(),
    by: z.enum(foundBy),
    withdrawn: z.boolean().describe("The record was withdrawn and can be brought back"),
  })
  .meta({ id: "FoundRecord" });

/** A record as somebody leaves it: `version` is the one they began with. */
export const recordChangeSchema = z
  .strictObject({ version: z.number().int().positive(), marc: marcSchema, reason })
  .meta({ id: "RecordChange" });

/** What became of it. `overtaken`: somebody else saved meanwhile; nothing was written, and `record` is theirs. */
export const recordSavedSchema = z
  .object({
    outcome: z.enum(["saved", "unchanged", "overtaken"]),
    instanceId: z.number().int(),
    record: recordVersionSchema,
  })
  .meta({ id: "RecordSaved" });

/** A new record of a library. */
export const newRecordSchema = z
  .strictObject({ member: code, marc: marcSchema, reason })
  .meta({ id: "NewRecord" });

/** Where a new record stands. */
export const recordAddedSchema = z
  .object({ recordId: z.number().int(), instanceId: z.number().int(), controlNumber: z.string() })
  .meta({ id: "RecordAdded" });

/** A record that is not saved yet, to be compared with what the region has. */
export const recordDraftSchema = z.strictObject({ marc: marcSchema }).meta({ id: "RecordDraft" });

/** Titles the region has that a draft may be: the one it would join first. */
export const lookAlikesSchema = z
  .object({
    items: z.array(
      z.object({
        instanceId: z.number().int(),
        title: z.string(),
        responsibility: z.string().nullable(),
        publisher: z.string().nullable(),
        year: z.number().int().nullable(),
        isbns: z.array(z.string()),
        members: z.array(code).describe("Libraries whose records it has"),
        joins: z.boolean().describe("Saved as it is, the record would join this title"),
      }),
    ),
  })
  .meta({ id: "LookAlikes" });

const short = z.string().trim().max(200);
const label = z.string().trim().min(1).max(100);

/** A copy as a cataloguer writes it down; where it is and what became of it is circulation's. */
export const itemFieldsSchema = z
  .strictObject({
    branchId: z.number().int().positive(),
    location: short,
    callNumber: short,
    barcode: label.nullable(),
    part: short,
    itemClass: z.string().trim().toLowerCase().min(1).max(64),
    forLoan: z.boolean(),
    note: z.string().trim().max(1000),
    price: z
      .strictObject({
        minor: z.number().int().min(0).max(2_000_000_000),
        currency: z.enum(currencies),
      })
      .nullable(),
  })
  .meta({ id: "ItemFields" });

export const newItemSchema = z
  .strictObject({ recordId: z.number().int().positive(), fields: itemFieldsSchema })
  .meta({ id: "NewItem" });

/** A book in hand that is in no catalogue: what its title page says, and the label it is given. */
export const fastAddSchema = z
  .strictObject({
    barcode: label,
    title: z.string().trim().min(1).max(500),
    author: z.string().trim().max(500).default(""),
    isbn: z.string().trim().max(20).default(""),
    callNumber: short.default(""),
    itemClass: z.string().trim().toLowerCase().min(1).max(64).default("book"),
  })
  .meta({ id: "FastAdd" });

/** A record that a desk began. */
export const fastAddedRecordSchema = z
  .object({
    recordId: z.number().int(),
    instanceId: z.number().int(),
    title: z.string(),
    responsibility: z.string().nullable(),
    barcodes: z.array(z.string()),
    addedAt: z.string(),
  })
  .meta({ id: "FastAddedRecord" });

export const waitingPlace = z.tuple([z.iso.datetime(), z.number().int()]);

/** `recordId`: the record it stands under from now on, of the same library; `version`: the one it was opened in. */
export const itemChangeSchema = z
  .strictObject({
    version: z.number().int().positive(),
    recordId: z.number().int().positive(),
    fields: itemFieldsSchema,
  })
  .meta({ id: "ItemChange" });

const shelf = short.describe("Location whose call numbers count together; empty: all of the library");
const classNumber = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9][\w.\-+=:()"&<>*·]*$/)
  .max(60);

/** `sequence`: 种次号, the next free number of the class; `author`: 著者号, made of the author's name. */
export const newAllotmentSchema = z
  .strictObject({
    recordId: z.number().int().positive(),
    shelf,
    class: classNumber,
    kind: z.enum(["sequence", "author"]),
    author: short.optional(),
  })
  .meta({ id: "NewAllotment" });

export const allotmentSchema = z
  .object({
    callNumber: z.string(),
    recordId: z.number().int(),
    shelf: z.string(),
    class: z.string(),
    mark: z.string(),
  })
  .meta({ id: "CallNumberAllotment" });

export const allotmentEndSchema = z
  .strictObject({ recordId: z.number().int().positive(), shelf, class: classNumber })
  .meta({ id: "CallNumberRelease" });

const number = z.number().int().min(0).max(99_999_999_999_999);

/** Labels of a library, given out one after another: `prefix` and a number of `digits` figures. */
export const newNumberRangeSchema = z
  .strictObject({
    member: code,
    name: label,
    prefix: z.string().trim().max(20),
    digits: z.number().int().min(1).max(14),
    nextNumber: number,
    lastNumber: number,
  })
  .meta({ id: "NewNumberRange" });
export const numberRangeSchema = z
  .object({ id: z.number().int(), ...newNumberRangeSchema.shape })
  .meta({ id: "NumberRange" });
export const numbersWantedSchema = z
  .strictObject({ count: z.number().int().min(1).max(200) })
  .meta({ id: "NumbersWanted" });

/** What to know before an item is withdrawn: others of its title in the region, and who promised to keep it. */
const leftSchema = z.object({
  others: z.number().int().describe("Items of the title in use besides this one, in the whole region"),
  ownOthers: z.number().int().describe("Those of them that are the same library's"),
  members: z.array(code).describe("Other libraries that have some"),
});

export const withdrawalFactsSchema = leftSchema
  .extend({
    bound: z
      .array(leftSchema.extend({ title: z.string() }))
      .describe("Other titles that are in the same copy, and what is left of each"),
    retention: z
      .array(
        z.object({
          member: code,
          action: z.string(),
          until: z.string().nullable().describe("YYYY, YYYYMM or YYYYMMDD; null: for good"),
          programme: z.string().nullable(),
          own: z.boolean().describe("The item's own library promised it"),
        }),
      )
      .describe(
        "Commitments in the records of all these titles and in their holdings records (MARC 21 583, UNIMARC 318) that have not run out",
      ),
  })
  .meta({ id: "WithdrawalFacts" });

/** Why a record is withdrawn; `version`: the one that was looked at. */
export const recordWithdrawalSchema = z
  .strictObject({ version: z.number().int().positive(), reason })
  .meta({ id: "RecordWithdrawal" });
export const recordRestorationSchema = z.strictObject({ reason }).meta({ id: "RecordRestoration" });

const preferenceSchema = z
  .strictObject({
    member: code.nullable().describe("Null: any library"),
    level: z.string().length(1).nullable().describe("Encoding level (leader/17); null: any"),
  })
  .refine(({ member, level }) => member !== null || level !== null);

/** Whose record counts, field by field: the first of `order` that says something. */
export const survivorshipRulesSchema = z
  .array(
    z
      .strictObject({
        field: z.enum(survivorFieldNames),
        order: z.array(preferenceSchema).min(1).max(40),
        alone: z.boolean().describe("Of a field that lists: only what the first says"),
      })
      .refine(({ field, alone }) => !alone || survivorFields[field].lists)
      .meta({ id: "SurvivorshipRule" }),
  )
  .max(survivorFieldNames.length)
  .refine((rules) => new Set(rules.map((rule) => rule.field)).size === rules.length);

/** What rules would change: how many titles were looked at, how many say something else, some of them. */
export const survivorshipPreviewSchema = z
  .object({
    looked: z.number().int(),
    changed: z.number().int(),
    samples: z.array(
      z.object({
        instanceId: z.number().int(),
        title: z.string(),
        fields: z.array(
          z.object({
            field: z.enum(sharedFields),
            before: z.array(z.string()),
            after: z.array(z.string()),
          }),
        ),
      }),
    ),
  })
  .meta({ id: "SurvivorshipPreview" });

/** Fields of records that only some may change at the bench. */
export const protectedFieldSchema = z
  .strictObject({
    tags: z
      .string()
      .regex(/^[0-9X]{3}(-[0-9X]{3})?$/)
      .describe("A tag (`245`), tags (`1XX`) or a range (`001-008`)"),
    linkedOnly: z.boolean().describe("Only those that name an authority ($0 in MARC 21, $3 in CNMARC)"),
    role: z.enum(protectors).describe("Who may change them"),
  })
  .meta({ id: "ProtectedField" });

/** The title whose record was changed. */
export const changedRecordSchema = z.object({ instanceId: z.number().int() }).meta({ id: "ChangedRecord" });
