import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { knownReaders } from "../neighbours/index.ts";
import { knownReaderSchema } from "../neighbours/schema.ts";
import { person } from "../people/index.ts";
import { balanceOf } from "./deposits/credits.ts";
import { caseFileOf } from "./loans/case-file.ts";
import { casesFor, getSharedLoan, sharedLoansFor } from "./loans/loan-views.ts";
import { messagesOf } from "./loans/messages.ts";
import { loanParams } from "./loans/move-commands.ts";
import { shownCode } from "./meeting/handover.ts";
import { resolveReader } from "./readers/met-readers.ts";
import { reputationOf } from "./readers/reputation.ts";
import { refusalTable } from "./refusals.ts";
import {
  caseFileSchema,
  loanMessageSchema,
  readerRefSchema,
  reputationSchema,
  sharedLoanSchema,
  shownCodeSchema,
} from "./schema.ts";

const query = queriesOf(refusalTable);
const nothing = z.object({});
const noFilter = z.strictObject({});

const myLoans = query({
  name: "peer-loans.list",
  summary: "What I borrow or lend",
  path: "/sharing/loans",
  who: person,
  params: nothing,
  filter: z.strictObject({
    side: z.enum(["lender", "borrower"]),
    ended: z.enum(["true", "false"]).default("false"),
    ...paging,
  }),
  output: pageOf(sharedLoanSchema).extend({ points: z.number() }).meta({ id: "OwnSharedLoans" }),
  refusals: [],
  run: async ({ db, clock }, { personId }, _params, { side, ended, limit, cursor }) => ({
    ...(await sharedLoansFor(db, clock, personId, side, {
      ended: ended === "true",
      limit,
      ...(cursor && { cursor }),
    })),
    points: await balanceOf(db, personId),
  }),
});

const cases = query({
  name: "peer-loans.cases",
  summary: "Cases that wait for my decision",
  path: "/sharing/cases",
  who: person,
  params: nothing,
  filter: noFilter,
  output: listOf(sharedLoanSchema),
  refusals: [],
  run: async ({ db, clock }, actor) => ({ items: await casesFor(db, clock, actor) }),
});

const oneLoan = query({
  name: "peer-loans.loan",
  summary: "One loan, for its parties",
  path: "/sharing/loans/:id",
  who: person,
  params: loanParams,
  filter: noFilter,
  output: sharedLoanSchema,
  refusals: ["loan-unknown"],
  run: ({ db, clock }, actor, { id }) => getSharedLoan(db, clock, actor, id),
});

const caseFile = query({
  name: "peer-loans.case-file",
  summary: "Messages and pictures of an open case, for its parties and its mediator",
  path: "/sharing/loans/:id/case",
  who: person,
  params: loanParams,
  filter: noFilter,
  output: caseFileSchema,
  refusals: ["loan-unknown"],
  run: ({ db, clock }, actor, { id }) => caseFileOf(db, clock, actor, id),
});

const code = query({
  name: "peer-loans.code",
  summary: "The code I show to whoever receives the book; null when there is none to show",
  path: "/sharing/loans/:id/code",
  who: person,
  params: loanParams,
  filter: noFilter,
  output: shownCodeSchema,
  refusals: ["loan-unknown"],
  run: async ({ db, clock }, { personId }, { id }) => ({ shown: await shownCode(db, clock, personId, id) }),
});

const messages = query({
  name: "peer-loans.messages",
  summary: "Messages of a loan",
  path: "/sharing/loans/:id/messages",
  who: person,
  params: loanParams,
  filter: noFilter,
  output: listOf(loanMessageSchema),
  refusals: ["loan-unknown"],
  run: async ({ db }, { personId }, { id }) => ({ items: await messagesOf(db, personId, id) }),
});

const readers = query({
  name: "peer-loans.readers",
  summary: "My friends, questions and blocks",
  path: "/sharing/readers",
  who: person,
  params: nothing,
  filter: noFilter,
  output: listOf(knownReaderSchema),
  refusals: [],
  run: async ({ db }, { personId }) => ({ items: await knownReaders(db, personId) }),
});

const reputation = query({
  name: "peer-loans.reputation",
  summary: "What the record of a reader says, met by a copy, a loan or a circle",
  path: "/sharing/reputation",
  who: person,
  params: nothing,
  filter: readerRefSchema,
  output: reputationSchema,
  refusals: ["reader-unknown", "copy-unknown"],
  run: async ({ db }, actor, _params, ref) => reputationOf(db, await resolveReader(db, actor, ref)),
});

/** What readers ask about loans and each other. */
export const peerLoansQueries: readonly AnyQuery[] = [
  myLoans,
  cases,
  oneLoan,
  caseFile,
  code,
  messages,
  readers,
  reputation,
];
