import { z } from "zod";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { staff } from "../people/index.ts";
import { openReports } from "./editions.ts";
import { getInstances } from "./instances.ts";
import { workReportSchema } from "./schema.ts";

const query = queriesOf({ "cursor-invalid": 400 });

const reports = query({
  name: "catalogue.grouping-reports",
  summary: "Reports about wrong groupings that wait for a cataloguer, oldest first",
  path: "/grouping-reports",
  who: staff("catalogue.edit"),
  params: z.object({}),
  filter: z.object(paging),
  output: pageOf(workReportSchema),
  refusals: ["cursor-invalid"],
  run: async ({ db }, _actor, _params, { limit, cursor }) => {
    const { items, next } = await openReports(db, limit, cursor);
    const ids = items.map((report) => report.instanceId);
    const briefs = new Map((await getInstances(db, ids)).map(({ id, brief }) => [id, brief]));
    return {
      next,
      items: items.map(({ reportedAt, ...report }) => ({
        ...report,
        reportedAt: reportedAt.toISOString(),
        title: briefs.get(report.instanceId)?.title.main ?? "",
        responsibility: briefs.get(report.instanceId)?.responsibility ?? null,
      })),
    };
  },
});

/** What cataloguers read of reports. */
export const catalogueQueries: readonly AnyQuery[] = [reports];
