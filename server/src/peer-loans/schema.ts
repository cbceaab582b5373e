import { z } from "zod";
import { ownerSchema, requestModeSchema } from "../shelves/schema.ts";
import { allLoanStates, loanOutcomes } from "./loans/loan-states.ts";
import { codePurposes, counterSteps } from "./words.ts";

/** Owners that may be asked at once for one book. */
export const MOST_ASKED = 3;

/** Longest reason for saying no, calling off or deciding a case. */
const LONGEST_REASON = 300;

const text = z.string();

/** Why somebody says no or calls off; null: not said. */
export const reasonSchema = z
  .strictObject({ reason: text.max(LONGEST_REASON).nullable().default(null) })
  .meta({ id: "LoanReason" });

export const outcomeSchema = z.enum(loanOutcomes).meta({ id: "Outcome" });
export const decisionSchema = z
  .strictObject({
    outcome: outcomeSchema,
    reason: text.max(LONGEST_REASON).default(""),
  })
  .meta({ id: "DecideCase" });
/** What tells of a loss, of damage, or of a return that was not seen. */
export const evidenceSchema = z
  .strictObject({ evidence: text.max(1000).default("") })
  .meta({ id: "ClaimReturn" });
/** What the two write to each other. */
export const wordsSchema = z.strictObject({ text: text.max(1000).default("") }).meta({ id: "SendMessage" });
export const codeSchema = z
  .strictObject({
    code: z.string().min(1).max(40),
    enteredAt: z.iso
      .datetime({ offset: true })
      .optional()
      .describe("When it was entered, where there was no network then; no more than six days ago"),
  })
  .meta({ id: "Code" });

/** What a desk read off a reader's screen: the address behind the QR, or its digits. */
export const counterScanSchema = z
  .strictObject({ text: z.string().trim().min(1).max(500) })
  .meta({ id: "CounterScan" });
/** What the counter did with the book. */
export const counterReceiptSchema = z
  .object({ step: z.enum(counterSteps), title: text })
  .meta({ id: "CounterReceipt" });

const appointmentSchema = z
  .object({
    at: text,
    minutes: z.number().int(),
    place: text,
    branchId: z.number().int().nullable(),
    isMine: z.boolean(),
    agreedAt: text.nullable(),
  })
  .meta({ id: "Appointment" });

export const sharedLoanSchema = z
  .object({
    id: text,
    copyId: text,
    side: z.enum(["lender", "borrower", "mediator"]),
    mode: requestModeSchema,
    state: z.enum(allLoanStates as [string, ...string[]]),
    title: text.nullable(),
    instanceId: z.number().int().nullable(),
    other: ownerSchema,
    requestedAt: text,
    deadlineAt: text.nullable(),
    dueOn: text.nullable(),
    isOverdue: z.boolean(),
    loanDays: z.number().int(),
    renewals: z.number().int(),
    renewalAsked: z.boolean(),
    isRecalled: z.boolean(),
    passOnAgreed: z.boolean(),
    before: z.number().int().nullable(),
    reason: text.nullable(),
    evidence: text.nullable(),
    proposedOutcome: outcomeSchema.nullable(),
    proposedByMe: z.boolean(),
    outcome: outcomeSchema.nullable(),
    appointment: appointmentSchema.nullable(),
    isParted: z.boolean(),
    viaCircle: text.nullable(),
    unread: z.number().int(),
    moves: z.array(text),
    next: text.nullable(),
  })
  .meta({ id: "SharedLoan" });

export const shownCodeSchema = z
  .object({
    shown: z
      .object({
        code: text,
        goodUntil: text,
        offLineCode: text
          .nullable()
          .describe("Good as long as the move can be made, for two who have no network; null at a desk"),
        purpose: z.enum(codePurposes),
        loanId: text,
      })
      .nullable(),
  })
  .meta({ id: "ShownCode" });

export const loanMessageSchema = z
  .object({ id: text, isMine: z.boolean(), text, at: text })
  .meta({ id: "LoanMessage" });

/** What both sides of an open quarrel can show. */
export const caseFileSchema = z
  .object({
    messages: z.array(z.object({ by: z.enum(["lender", "borrower"]), text, at: text })),
    photoIds: z.array(text).describe("Pictures of the copy: `/sharing/loans/{id}/photos/{photoId}`"),
  })
  .meta({ id: "CaseFile" });
export type CaseFile = z.output<typeof caseFileSchema>;

const ref = z.string().max(60).optional();
/** Somebody met by a copy, a loan or a circle, or in one's own lists. */
export const readerRefSchema = z
  .strictObject({ copyId: ref, loanId: ref, circleId: ref, personId: ref })
  .meta({ id: "ReaderRef" });

/** What somebody did, as numbers. */
export const reputationSchema = z
  .object({
    isNew: z.boolean(),
    lent: z.number(),
    borrowed: z.number(),
    given: z.number(),
    answerPercent: z.number().nullable(),
    answerHours: z.number().nullable(),
    onTimePercent: z.number().nullable(),
    calledOff: z.number(),
    openCases: z.number(),
  })
  .meta({ id: "Reputation" });
