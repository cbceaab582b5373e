import { z } from "zod";
import { getBranch, getMember } from "../consortium/index.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { dateIn } from "../kernel/time.ts";
import { desk, mayDo, staff } from "../people/index.ts";
import { bindIssues } from "./binding.ts";
import { claimsAt, judgeIssue, receiveIssue } from "./receiving.ts";
import { refusalTable } from "./refusals.ts";
import { changeRun, closeRun, expectYear, issuesOfRun, openRun, runsAt, runsOfTitle } from "./runs.ts";
import {
  bindingSchema,
  claimSchema,
  closureSchema,
  deskRunSchema,
  expectationSchema,
  findingSchema,
  issueSchema,
  newRunSchema,
  receiptSchema,
  runChangeSchema,
  runSchema,
} from "./schema.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** Whose record it is, the rules look at. */
const cataloguer = staff("catalogue.edit", "somewhere");
const nothing = z.object({});
const ofRun = z.object({ id: z.string().max(60) });
const ofNumber = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const noted = (id: string, detail: Record<string, unknown>) => ({
  subject: { kind: "serial-run", id },
  scope: "worked-at" as const,
  detail,
});

const open = command({
  name: "serials.open-run",
  summary: "Open what a library has of a serial at a place; what its record says of it is read in",
  path: "/serial-runs",
  status: 201,
  who: cataloguer,
  params: nothing,
  input: newRunSchema,
  output: runSchema,
  refusals: ["record-unknown", "branch-unknown", "serial-exists"],
  audit: ({ input, output }) => noted(output.id, { record: input.recordId }),
  run: (tx, actor, clock, _params, input) => openRun(tx, actor, clock, input),
});

const change = command({
  name: "serials.change-run",
  summary: "Say anew where a run stands, how it is written and how many issues come a year; its issues stay",
  method: "PUT",
  path: "/serial-runs/:id",
  status: 200,
  who: cataloguer,
  params: ofRun,
  input: runChangeSchema,
  output: runSchema,
  refusals: ["serial-unknown", "serial-exists"],
  audit: ({ params, input }) => noted(params.id, { ...input }),
  run: (tx, actor, _clock, { id }, input) => changeRun(tx, actor, id, input),
});

const close = command({
  name: "serials.close-run",
  summary:
    "Say that nothing more comes of a run, or that it goes on: what was foretold is waited for no more",
  method: "PUT",
  path: "/serial-runs/:id/closure",
  status: 200,
  who: cataloguer,
  params: ofRun,
  input: closureSchema,
  output: runSchema,
  refusals: ["serial-unknown"],
  audit: ({ params, input }) => noted(params.id, { closed: input.closed }),
  run: (tx, actor, clock, { id }, input) => closeRun(tx, actor, clock, id, input),
});

const expect = command({
  name: "serials.expect-year",
  summary: "Predict the issues of a year",
  path: "/serial-runs/:id/expectations",
  status: 200,
  who: cataloguer,
  params: ofRun,
  input: expectationSchema,
  output: runSchema,
  refusals: ["serial-unknown", "serial-closed", "frequency-missing"],
  audit: ({ params, input }) => noted(params.id, { year: input.year }),
  run: (tx, actor, _clock, { id }, input) => expectYear(tx, actor, id, input),
});

const bind = command({
  name: "serials.bind-issues",
  summary: "Bind issues into a volume: their copies become one",
  path: "/serial-runs/:id/volumes",
  status: 201,
  who: cataloguer,
  params: ofRun,
  input: bindingSchema,
  output: runSchema,
  refusals: ["serial-unknown", "issue-unknown", "issue-state", "issues-in-use", "barcode-taken"],
  audit: ({ params, input }) => noted(params.id, { label: input.label, issues: input.issueIds.length }),
  run: (tx, actor, clock, { id }, input) => bindIssues(tx, actor, clock, id, input),
});

const receive = command({
  name: "serials.receive-issue",
  summary: "An issue has come to this branch; with a barcode it is a copy that can be lent",
  path: "/desk/serial-runs/:id/receipts",
  status: 201,
  who: desk,
  params: ofRun,
  input: receiptSchema,
  output: issueSchema,
  refusals: ["serial-unknown", "issue-state", "barcode-taken"],
  audit: ({ params, input }) => noted(params.id, { ...input }),
  run: (tx, actor, clock, { id }, input) => receiveIssue(tx, actor, clock, id, input),
});

const judge = command({
  name: "serials.judge-issue",
  summary: "Say that an issue did not come, that it was claimed, or that it is waited for again",
  method: "PUT",
  path: "/desk/serial-issues/:id/finding",
  status: 200,
  who: desk,
  params: ofNumber,
  input: findingSchema,
  output: issueSchema,
  refusals: ["issue-unknown", "issue-state"],
  audit: ({ params, input }) => ({
    subject: { kind: "serial-issue", id: String(params.id) },
    scope: "worked-at",
    detail: input,
  }),
  run: (tx, actor, clock, { id }, input) => judgeIssue(tx, actor, clock, id, input),
});

const ofTitle = query({
  name: "serials.runs-of-title",
  summary: "What the libraries worked for have of a serial, each run with its newest issues",
  path: "/instances/:id/serial-runs",
  who: cataloguer,
  params: ofNumber,
  filter: z.strictObject({ ...paging, limit: paging.limit.default(10) }),
  output: pageOf(runSchema),
  refusals: [],
  run: async ({ db }, actor, { id }, page) =>
    await runsOfTitle(db, id, (memberId) => mayDo(actor, "catalogue.edit", memberId), page),
});

const issues = query({
  name: "serials.issues-of-run",
  summary: "Issues of a run, the newest first",
  path: "/serial-runs/:id/issues",
  who: cataloguer,
  params: ofRun,
  filter: z.strictObject(paging),
  output: pageOf(issueSchema),
  refusals: ["serial-unknown"],
  run: async ({ db }, actor, { id }, page) =>
    await issuesOfRun(db, id, (memberId) => mayDo(actor, "catalogue.edit", memberId), page),
});

const atDesk = query({
  name: "serials.runs-at-desk",
  summary: "Serials of this branch with what is to come first",
  path: "/desk/serial-runs",
  who: desk,
  params: nothing,
  filter: z.strictObject({ q: z.string().trim().max(100).default(""), ...paging }),
  output: pageOf(deskRunSchema),
  refusals: [],
  run: async ({ db }, actor, _params, filter) => await runsAt(db, actor.place!, filter),
});

const claims = query({
  name: "serials.claims",
  summary: "Issues of this branch that are missing or late, to be claimed from the vendor",
  path: "/desk/serial-claims",
  who: desk,
  params: nothing,
  filter: z.strictObject({}),
  output: listOf(claimSchema),
  refusals: [],
  run: async ({ db, clock }, actor) => {
    const branch = await getBranch(db, actor.place!);
    const { timeZone } = await getMember(db, branch.memberId);
    return { items: await claimsAt(db, branch.id, dateIn(timeZone, clock.now())) };
  },
});

/** Every write of this room. */
export const serialCommands: readonly AnyCommand[] = [open, change, close, expect, bind, receive, judge];
/** Every read of it. */
export const serialQueries: readonly AnyQuery[] = [ofTitle, issues, atDesk, claims];
