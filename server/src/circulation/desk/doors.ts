import { z } from "zod";
import { createdSchema, listOf } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { desk } from "../../people/index.ts";
import { scanItem } from "../check-in.ts";
import { refusalTable } from "../refusals.ts";
import {
  itemReportSchema,
  madeReportSchema,
  scanOutcomeSchema,
  stalledLineSchema,
  takeDownLineSchema,
} from "../schema.ts";
import { backDate } from "./back-dating.ts";
import { changeDueDate } from "./due-dates.ts";
import { decideReport, madeReports, openReports, reportItem } from "./item-reports.ts";
import {
  dueDateSchema,
  newDueDateSchema,
  newReportSchema,
  reportDecisionSchema,
  scanSchema,
} from "./schema.ts";
import { stalledHolds, takeDownList } from "./trouble-lists.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const none = z.object({});
const asked = z.strictObject({});

const takeDown = query({
  name: "circulation.take-down",
  summary: "What lies here for nobody any more: take it down and scan it",
  path: "/desk/take-down",
  who: desk,
  params: none,
  filter: asked,
  output: listOf(takeDownLineSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await takeDownList(db, actor.place) }),
});

const stalled = query({
  name: "circulation.stalled-holds",
  summary: "Requests to be picked up here for which no copy is in sight",
  path: "/desk/stalled-holds",
  who: desk,
  params: none,
  filter: asked,
  output: listOf(stalledLineSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await stalledHolds(db, actor.place) }),
});

const reports = query({
  name: "circulation.item-reports",
  summary: "What other libraries report of our items, to be decided",
  path: "/desk/reports",
  who: desk,
  params: none,
  filter: asked,
  output: listOf(itemReportSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await openReports(db, actor.scope) }),
});

const made = query({
  name: "circulation.made-reports",
  summary:
    "What this library has reported of others' items in the last two months, and what their owners decided",
  path: "/desk/reports/made",
  who: desk,
  params: none,
  filter: asked,
  output: listOf(madeReportSchema),
  refusals: [],
  run: async ({ db, clock }, actor) => ({ items: await madeReports(db, clock, actor.scope) }),
});

const scan = command({
  name: "circulation.scan",
  summary: "An item lies on the desk: return, receive, capture or send it; a return may be dated back",
  path: "/desk/scan",
  status: 200,
  who: desk,
  params: none,
  input: scanSchema,
  output: scanOutcomeSchema,
  refusals: ["item-unknown", "item-acted-since", "item-withdrawn", "back-date-wrong"],
  audit: "events",
  run: async (tx, actor, clock, _params, { at, ...item }) =>
    await scanItem(tx, actor, clock, { ...item, branchId: actor.place, at: backDate(clock, at) }),
});

const moveDueDate = command({
  name: "circulation.change-due-date",
  summary: "Set another day on which a loan is due; the reader is told",
  path: "/desk/loans/:id/due-date",
  status: 200,
  who: desk,
  params: z.object({ id: z.string().max(60) }),
  input: newDueDateSchema,
  output: dueDateSchema,
  refusals: ["loan-unknown", "due-date-past", "due-date-far"],
  audit: "events",
  run: async (tx, actor, clock, { id: loanId }, { dueOn }) =>
    await changeDueDate(tx, actor, clock, { loanId, dueOn }),
});

const report = command({
  name: "circulation.report-item",
  summary: "Tell the owner that an item here, or on its way here, is damaged, missing or did not arrive",
  path: "/desk/items/:id/reports",
  status: 201,
  who: desk,
  params: z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
  input: newReportSchema,
  output: createdSchema,
  refusals: ["item-unknown", "item-report-not-concerned", "item-report-exists"],
  audit: "events",
  run: async (tx, actor, clock, { id: itemId }, { kind }) => ({
    id: await reportItem(tx, actor, clock, { itemId, kind, branchId: actor.place }),
  }),
});

const decide = command({
  name: "circulation.decide-report",
  summary: "Say whether a report about one of our items is true; then it is damaged or missing",
  path: "/desk/reports/:id/decision",
  status: 200,
  who: desk,
  params: z.object({ id: z.string().max(60) }),
  input: reportDecisionSchema,
  output: reportDecisionSchema,
  refusals: ["item-report-unknown", "item-on-loan", "item-in-transit", "item-condition"],
  audit: "events",
  run: async (tx, actor, clock, { id: reportId }, { isTrue }) => {
    await decideReport(tx, actor, clock, { reportId, isTrue, branchId: actor.place });
    return { isTrue };
  },
});

/** Writes of a desk, as the list of rooms mounts them. */
export const deskCommands: AnyCommand[] = [scan, moveDueDate, report, decide];

/** Lists of a desk, as the list of rooms mounts them. */
export const deskQueries: AnyQuery[] = [takeDown, stalled, reports, made];
