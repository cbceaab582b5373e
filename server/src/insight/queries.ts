import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { memberWorkedAt } from "../kernel/actor.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { desk, staff } from "../people/index.ts";
import { openClaims } from "./claims.ts";
import { holdsPerCopy, overdueLoans, turnover, usePerCopy } from "./figures.ts";
import { overruledLoans } from "./overruled.ts";
import { refusalTable } from "./refusals.ts";
import {
  claimSchema,
  demandSchema,
  listFilterSchema,
  overdueSchema,
  overruledCountSchema,
  overruledSchema,
  periodSchema,
  shelfUseSchema,
  turnoverSchema,
} from "./schema.ts";

const query = queriesOf(refusalTable);
const none = z.object({});
const who = staff("reports.read");

const overdue = query({
  name: "insight.overdue",
  summary: "Overdue loans of the library's items, the longest overdue first",
  path: "/figures/overdue",
  who,
  params: none,
  filter: listFilterSchema,
  output: pageOf(overdueSchema),
  refusals: ["choose-branch", "cursor-invalid"],
  run: async ({ db, clock }, actor, _params, filter) =>
    await overdueLoans(db, clock, memberWorkedAt(actor), filter),
});

const demand = query({
  name: "insight.holds-per-copy",
  summary: "Titles the library has that readers wait for, by how many wait for each copy of the region",
  path: "/figures/holds-per-copy",
  who,
  params: none,
  filter: z.strictObject({}),
  output: listOf(demandSchema),
  refusals: ["choose-branch"],
  run: async ({ db }, actor) => ({ items: await holdsPerCopy(db, memberWorkedAt(actor)) }),
});

const days = query({
  name: "insight.turnover",
  summary: "Loans, returns and uses in the house by branch and day",
  path: "/figures/turnover",
  who,
  params: none,
  filter: periodSchema,
  output: listOf(turnoverSchema),
  refusals: ["choose-branch", "period-wrong"],
  run: async ({ db }, actor, _params, period) => ({
    items: await turnover(db, memberWorkedAt(actor), period),
  }),
});

const shelves = query({
  name: "insight.use-per-copy",
  summary: "How often the copies of each shelving location were lent, the least used first",
  path: "/figures/use-per-copy",
  who,
  params: none,
  filter: periodSchema,
  output: listOf(shelfUseSchema),
  refusals: ["choose-branch", "period-wrong"],
  run: async ({ db }, actor, _params, period) => ({
    items: await usePerCopy(db, memberWorkedAt(actor), period),
  }),
});

const overruled = query({
  name: "insight.overruled",
  summary: "What was lent in spite of a block, a limit or a rule: how often, by whom and why",
  path: "/figures/overruled",
  who,
  params: none,
  filter: periodSchema,
  output: z
    .object({ counts: z.array(overruledCountSchema), items: z.array(overruledSchema) })
    .meta({ id: "OverruledDecisions" }),
  refusals: ["choose-branch", "period-wrong"],
  run: ({ db }, actor, _params, period) => overruledLoans(db, memberWorkedAt(actor), period),
});

const claims = query({
  name: "insight.claims",
  summary:
    "Loans of which the reader says that it was returned, or that they never had it: of our items, or lent here",
  path: "/desk/claims",
  who: desk,
  params: none,
  filter: z.strictObject(paging),
  output: pageOf(claimSchema),
  refusals: ["cursor-invalid"],
  run: ({ db }, actor, _params, filter) => openClaims(db, actor.scope, filter),
});

export const insightQueries: readonly AnyQuery[] = [overdue, demand, days, shelves, overruled, claims];
