import { z } from "zod";

const codes = z.string().max(20);
const tag = z.string().regex(/^[0-9A-Za-z]{3,6}$/);
const condition = z.enum(["good", "missing", "lost", "damaged", "withdrawn", "reference"]);

/**
 * Which subfields of a member's local field say what about an item. Several codes in one text are joined with a blank;
 * a list of texts is tried in order, the first that gives something counts.
 */
const itemRuleSchema = z
  .strictObject({
    /** Fields of these tags are items. */
    tags: z.array(tag).min(1).max(10),
    /** Repeated barcodes in one field are several items (CNMARC 905). Empty: these fields tell none. */
    barcode: codes.default(""),
    callNumber: z.union([codes, z.array(codes).max(5)]).default(""),
    location: codes.default(""),
    /** Code of the branch or sub-library. */
    branch: codes.optional(),
    copy: codes.optional(),
    part: codes.optional(),
    itemClass: codes.optional(),
    /** Number of the item in the member's own system: it keeps the item when its label changes. */
    itemNumber: codes.optional(),
    /** Texts or codes that tell where the item is in its life. */
    status: codes.optional(),
    /** What single status codes mean (Sierra's `m` is missing). Without an entry, words in the text decide. */
    statusMeans: z.record(z.string().max(40), condition).optional(),
    /** Subfields that say yes by any value but 0 (Koha 952 $0 $1 $4 $7). */
    flags: z
      .strictObject({ withdrawn: codes, lost: codes, damaged: codes, notForLoan: codes })
      .partial()
      .optional(),
    /** How many copies the field stands for (Alma AVA $f); absent: one. */
    count: codes.optional(),
    /** Fields without this subfield are no items (945 of an order). */
    required: codes.optional(),
    /** Only fields with these indicators are items; `*` stands for any. */
    indicators: z
      .string()
      .regex(/^[0-9a-z *]{2}$/)
      .optional(),
    /** Only fields whose subfield has this value are items (Aleph PST $0 Z30). */
    when: z.strictObject({ code: codes, value: z.string().max(60) }).optional(),
    /** Where the rest stands: the 852 that a 876 belongs to, by the same $8, else the last one before it. */
    linked: z
      .strictObject({
        tag,
        callNumber: codes.default(""),
        location: codes.default(""),
        branch: codes.optional(),
        copy: codes.optional(),
        /** Subfields of this field and of the linked one that are equal, when it is not $8. */
        by: z.tuple([codes, codes]).optional(),
      })
      .optional(),
    /** Says in a file of several libraries whose item it is. */
    library: codes.optional(),
  })
  .meta({ id: "ItemRule" });
export type ItemRule = z.infer<typeof itemRuleSchema>;

/** How a member's records list items: rules tried in order, the first whose fields occur counts. */
export const itemProfileSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9-]{1,39}$/),
    /** What it is for, in the words of whoever made it. */
    note: z.string().trim().max(300).default(""),
    /** Looked at by `auto` in records of this kind only. */
    flavour: z.enum(["marc21", "unimarc"]).optional(),
    rules: z.array(itemRuleSchema).max(20),
    /** Library codes of a union file and the members they stand for; a code that is a member's code needs no entry. */
    libraries: z.record(z.string().max(60), z.string().max(20)).default({}),
  })
  .meta({ id: "ItemProfile" });
export type ItemProfile = z.infer<typeof itemProfileSchema>;
/** A profile as it is written down, before absent texts are filled in. */
export type ItemProfileInput = z.input<typeof itemProfileSchema>;
