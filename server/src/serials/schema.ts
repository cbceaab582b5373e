import { z } from "zod";
import { issueFindings, issueStates } from "./words.ts";

const text = (most: number) => z.string().trim().max(most);
const id = z.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const caption = text(20);
const perYear = z.number().int().min(1).max(366).nullable().describe("Null: nothing is foretold");

/** What a library has of a serial at one place, to be opened. What its record says is read in. */
export const newRunSchema = z
  .strictObject({
    recordId: id,
    branchId: id,
    location: text(60).default("MAIN"),
    callNumber: text(100).default(""),
    volumeCaption: caption.optional().describe("As its record says, else v."),
    issueCaption: caption.optional().describe("As its record says, else no."),
    issuesPerYear: perYear.optional(),
  })
  .meta({ id: "NewSerialRun" });

/** A run as it is to be from now on. */
export const runChangeSchema = z
  .strictObject({
    callNumber: text(100),
    volumeCaption: caption,
    issueCaption: caption,
    issuesPerYear: perYear,
  })
  .meta({ id: "SerialRunChange" });

const pieceShape = {
  year: z.number().int().min(1400).max(2200),
  volume: text(20),
  number: text(20),
};

export const issueSchema = z
  .object({
    id,
    ...pieceShape,
    state: z.enum(issueStates),
    expectedOn: z.string().nullable(),
    receivedAt: z.string().nullable(),
    itemId: id.nullable(),
    claims: z.number().int(),
    claimedAt: z.string().nullable(),
    volumeId: id.nullable(),
  })
  .meta({ id: "SerialIssue" });

const runShape = {
  id: z.string(),
  recordId: id,
  instanceId: id,
  title: z.string(),
  branchId: id,
  location: z.string(),
  callNumber: z.string(),
  volumeCaption: z.string(),
  issueCaption: z.string(),
  issuesPerYear: z.number().int().nullable(),
  summary: z.string().describe("What is here, in one line"),
  closedAt: z.string().nullable().describe("Since when nothing more is expected of it"),
};

/** Whether a run is closed. */
export const closureSchema = z.strictObject({ closed: z.boolean() }).meta({ id: "CloseRun" });

/** A run with its newest issues, the newest first, and its volumes. */
export const runSchema = z
  .object({
    ...runShape,
    stated: z.array(z.string()),
    issues: z.array(issueSchema),
    nextIssues: z.string().nullable().describe("The cursor of the issues before these"),
    volumes: z.array(z.object({ id, label: z.string(), barcode: z.string().nullable() })),
  })
  .meta({ id: "SerialRun" });

/** A run as a desk sees it; `next`: the issue that is to come first. */
export const deskRunSchema = z
  .object({ ...runShape, next: issueSchema.nullable(), latest: issueSchema.nullable() })
  .meta({ id: "DeskSerialRun" });

/** Issues to come of a year. */
export const expectationSchema = z
  .strictObject({
    year: pieceShape.year,
    volume: pieceShape.volume.default(""),
  })
  .meta({ id: "ExpectYear" });

/** An issue that has come. With a barcode it is a copy that can be lent. */
export const receiptSchema = z
  .strictObject({
    ...pieceShape,
    volume: pieceShape.volume.default(""),
    number: pieceShape.number.min(1),
    barcode: text(40).min(1).nullable().default(null),
  })
  .meta({ id: "IssueReceipt" });

export const findingSchema = z.strictObject({ finding: z.enum(issueFindings) }).meta({ id: "JudgeIssue" });

/** An issue that is late or missing, for the letter to the vendor. */
export const claimSchema = z
  .object({
    issue: issueSchema,
    runId: z.string(),
    title: z.string(),
    issn: z.string().nullable(),
    branchId: id,
    daysLate: z.number().int().nullable(),
  })
  .meta({ id: "SerialClaim" });

/** Issues that become one volume. */
export const bindingSchema = z
  .strictObject({
    issueIds: z.array(id).min(1).max(400),
    label: text(100).min(1).describe("As it stands on the spine"),
    barcode: text(40).min(1).nullable().default(null),
  })
  .meta({ id: "SerialBinding" });
