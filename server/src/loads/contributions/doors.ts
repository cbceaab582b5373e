import { csvTable } from "@commonshelf/csv";
import { z } from "zod";
import { todayInRegion } from "../../consortium/index.ts";
import { listOf } from "../../contracts/shapes.ts";
import type { App, RouteDeps } from "../../kernel/http.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { staff } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { contributionSchema, monthsSchema } from "../schema.ts";
import { contributions } from "./contributions.ts";

const query = queriesOf(refusalTable);
const who = staff("reports.read");

type Months = z.output<typeof monthsSchema>;

/** The months asked for; without any, the twelve that end with this one. `to` is the month behind the last. */
async function monthsOf(
  { db, clock }: Pick<RouteDeps, "db" | "clock">,
  { from, to }: Months,
): Promise<{ from: string; to: string }> {
  const last = to ?? (await todayInRegion(db, clock)).slice(0, 7);
  return { from: from ?? shifted(last, -11), to: shifted(last, 1) };
}

function shifted(month: string, by: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  const count = year * 12 + number - 1 + by;
  return `${String(Math.floor(count / 12)).padStart(4, "0")}-${String((count % 12) + 1).padStart(2, "0")}`;
}

const list = query({
  name: "loads.contributions",
  summary:
    "Original records, upgrades and copies by member and month: of the library worked at, or of all for the office",
  path: "/contributions",
  who,
  params: z.object({}),
  filter: monthsSchema,
  output: listOf(contributionSchema),
  refusals: [],
  run: async ({ db, clock }, actor, _params, filter) => ({
    items: await contributions(db, actor.scope, await monthsOf({ db, clock }, filter)),
  }),
});

/** What is asked about contributions. */
export const contributionQueries: readonly AnyQuery[] = [list];

const COLUMNS = ["library", "month", "original records", "upgrades", "copies taken", "copied by others"];

/** Mounts the table. */
export function registerContributions(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/contributions.csv",
    {
      config: { refusals: { "sign-in-needed": 401, forbidden: 403 } },
      schema: {
        summary: "Original records, upgrades and copies by member and month, as a table",
        tags: ["loads"],
        querystring: monthsSchema,
      },
    },
    async (request, reply) => {
      const actor = who.admit(request.actor, {});
      const rows = await contributions(deps.db, actor.scope, await monthsOf(deps, request.query));
      const lines = rows.map((row) => [
        row.memberCode,
        row.month,
        ...[row.originals, row.upgrades, row.copies, row.given].map(String),
      ]);
      return reply
        .header("content-disposition", 'attachment; filename="contributions.csv"')
        .type("text/csv; charset=utf-8")
        .send(csvTable([COLUMNS, ...lines]));
    },
  );
}
