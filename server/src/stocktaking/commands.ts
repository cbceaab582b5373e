import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { pageOf } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { desk } from "../people/index.ts";
import { beginCount, closeCount, declareMissing, listCounts, reportOf, seeItem } from "./counts.ts";
import { refusalTable } from "./refusals.ts";
import {
  countSchema,
  countsFilterSchema,
  lineSchema,
  newCountSchema,
  reportFilterSchema,
  seeSchema,
  useSchema,
} from "./schema.ts";
import { noteUse } from "./uses.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const none = z.object({});
const id = z.object({ id: z.string().max(60) });
const noted = (count: string, detail: Record<string, unknown>) => ({
  subject: { kind: "stock-count", id: count },
  scope: "worked-at" as const,
  detail,
});

const begin = command({
  name: "stocktaking.begin-count",
  summary: "Begin to scan a stretch of shelf of this branch",
  path: "/desk/counts",
  status: 201,
  who: desk,
  params: none,
  input: newCountSchema,
  output: countSchema,
  refusals: ["count-range"],
  audit: ({ output, input }) => noted(output.id, input),
  run: (tx, actor, clock, _params, stretch) => beginCount(tx, actor, clock, stretch),
});

const see = command({
  name: "stocktaking.see-item",
  summary: "A book stands on the shelf that is being scanned: is it right there?",
  path: "/desk/counts/:id/items",
  status: 200,
  who: desk,
  params: id,
  input: seeSchema,
  output: lineSchema,
  refusals: ["count-unknown", "count-closed", "item-unknown", "several-items"],
  audit: ({ params, output }) => noted(params.id, { itemId: output.itemId, verdict: output.verdict }),
  run: (tx, actor, clock, { id: count }, item) => seeItem(tx, actor, clock, count, item),
});

const close = command({
  name: "stocktaking.close-count",
  summary: "End a count: what was not seen is missing from this shelf",
  path: "/desk/counts/:id/end",
  status: 200,
  who: desk,
  params: id,
  input: none,
  output: countSchema,
  refusals: ["count-unknown", "count-closed"],
  audit: ({ output }) => noted(output.id, { expected: output.expected, seen: output.seen }),
  run: (tx, actor, clock, params) => closeCount(tx, actor, clock, params.id),
});

const miss = command({
  name: "stocktaking.declare-missing",
  summary: "Declare missing what a closed count has not seen; a scan finds each again",
  path: "/desk/counts/:id/missing",
  status: 200,
  who: desk,
  params: id,
  input: none,
  output: z
    .object({ declared: z.number().int(), left: z.boolean().describe("More wait: ask again") })
    .meta({ id: "DeclaredMissing" }),
  refusals: ["count-unknown", "count-open"],
  audit: ({ params, output }) => noted(params.id, { declared: output.declared }),
  run: (tx, actor, clock, params) => declareMissing(tx, actor, clock, params.id),
});

const use = command({
  name: "stocktaking.note-use",
  summary: "A book was read in the house and goes back to its shelf",
  path: "/desk/uses",
  status: 201,
  who: desk,
  params: none,
  input: seeSchema,
  output: useSchema,
  refusals: ["item-unknown", "several-items", "use-elsewhere"],
  audit: ({ output }) => ({ subject: { kind: "item", id: String(output.itemId) }, scope: "worked-at" }),
  run: (tx, actor, clock, _params, item) => noteUse(tx, actor, clock, item),
});

const counts = query({
  name: "stocktaking.counts",
  summary: "Counts of this branch, the newest first",
  path: "/desk/counts",
  who: desk,
  params: none,
  filter: countsFilterSchema,
  output: pageOf(countSchema),
  refusals: [],
  run: async ({ db }, actor, _params, filter) => await listCounts(db, actor.place, filter),
});

const report = query({
  name: "stocktaking.report",
  summary: "What stood wrongly on a counted shelf, or did not stand there, by call number",
  path: "/desk/counts/:id/report",
  who: desk,
  params: id,
  filter: reportFilterSchema,
  output: pageOf(lineSchema),
  refusals: ["count-unknown"],
  run: async ({ db }, actor, params, filter) => await reportOf(db, actor, params.id, filter),
});

export const stocktakingCommands: readonly AnyCommand[] = [begin, see, close, miss, use];
export const stocktakingQueries: readonly AnyQuery[] = [counts, report];
