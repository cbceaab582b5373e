import { z } from "zod";
import { postingStates } from "./posting-states.ts";
import { postingKinds, reportReasons, ruleActions, ruleKinds } from "./words.ts";

const id = z.string();
const text = z.string();
const instant = z.string().describe("RFC 3339");
const line = (most: number): z.ZodString => z.string().trim().max(most);

const postingSchema = z.object({
  id,
  kind: z.enum(postingKinds),
  text,
  about: text.describe("Title of what it stands at"),
  page: text.nullable().describe("Where it stands, below the language: `/instance/…`"),
  state: z.enum(postingStates),
  reason: text.nullable().describe("Why it was turned down: a code, or `rule`"),
  reasonWords: text,
  appeal: text,
  submittedAt: instant,
});

/** One of the reader's own texts that waits for a moderator, or was turned down. */
export const ownPostingSchema = postingSchema.extend({ mayAppeal: z.boolean() }).meta({ id: "OwnPosting" });
export type OwnPosting = z.output<typeof ownPostingSchema>;

/** A text that waits for a decision. Moderators see the words, never who wrote or reported them. */
const queuedPostingSchema = postingSchema
  .extend({
    subject: text.describe(
      "Key of what it is about in the room that owns it: a picture's id for `copy-photo`",
    ),
    state: z.enum(postingStates).describe("`published`: seen by others, and reported"),
    member: text.nullable().describe("Code of the library whose reader wrote it"),
    isAnonymous: z.boolean().describe("Written without an account"),
    isOwn: z.boolean().describe("Written by whoever asks: somebody else decides"),
    findings: z.array(text).describe("What the rules found"),
    reports: z
      .array(
        z.object({
          id,
          reason: z.enum(reportReasons),
          words: text,
          reportedAt: instant,
          byRule: z.boolean().describe("No reader but a rule asked for a look"),
        }),
      )
      .describe("Open reports, the oldest first"),
    waitsSince: instant,
  })
  .meta({ id: "QueuedPosting" });
export type QueuedPosting = z.output<typeof queuedPostingSchema>;

/** One page of what waits. */
export const queueSchema = z
  .object({ items: z.array(queuedPostingSchema), next: z.string().nullable() })
  .meta({ id: "Queue" });
/** What a moderator decides; turning down needs a reason. */
export const decisionSchema = z
  .strictObject({
    decision: z.enum(["publish", "reject"]),
    reason: z.enum(reportReasons).optional().describe("Needed to reject"),
    words: line(500).default("").describe("Told to the writer"),
  })
  .refine((given) => given.decision === "publish" || given.reason !== undefined, {
    path: ["reason"],
    error: "needed to reject",
  })
  .meta({ id: "Decision" });

export const ruleBodySchema = z
  .strictObject({
    kind: z.enum(ruleKinds),
    pattern: line(100).default(""),
    action: z.enum(ruleActions),
    note: line(200).default(""),
  })
  .meta({ id: "RuleBody" });

/** What the region does not want in public texts. `pattern` is empty for shapes. */
export const ruleSchema = z
  .object({ id, kind: z.enum(ruleKinds), pattern: text, action: z.enum(ruleActions), note: text })
  .meta({ id: "Rule" });
export type TextRule = z.output<typeof ruleSchema>;

export const appealSchema = z.strictObject({ words: line(1000).min(1) }).meta({ id: "Appeal" });

/** What a reader says of a text they want gone. */
export const reportBodySchema = z
  .strictObject({ reason: z.enum(reportReasons), words: line(1000).default("") })
  .meta({ id: "ReportBody" });
