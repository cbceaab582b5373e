import { z } from "zod";
import { editions, getInstances } from "../catalogue/index.ts";
import { workReportSchema } from "../catalogue/schema.ts";
import { type AnyCommand, type AuditNote, commandsOf } from "../kernel/command.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { person, staff } from "../people/index.ts";
import { refusals } from "./refusals.ts";

const command = commandsOf(refusals);
const query = queriesOf(refusals);
const cataloguer = staff("catalogue.edit");
const byId = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const recordPage = ({ id }: { id: number | string }): string => `/instance/${encodeURIComponent(id)}`;
const ofInstance = (id: number): AuditNote => ({
  subject: { kind: "instance", id: String(id) },
  scope: "worked-at",
});

const report = command({
  name: "match-review.report-grouping",
  summary: "Say that an instance does not belong to the work it is grouped into",
  path: "/instances/:id/grouping-reports",
  status: 204,
  who: person,
  params: byId,
  input: z.strictObject({ comment: z.string().trim().max(1000).default("") }).meta({ id: "ReportGrouping" }),
  output: z.void(),
  refusals: ["instance-unknown", "work-alone"],
  audit: ({ params }) => ofInstance(params.id),
  run: (tx, actor, _clock, { id }, { comment }) => editions.reportGrouping(tx, actor, id, comment),
  forms: [
    {
      path: "/instance/:id/report-grouping",
      after: recordPage,
      failed: (_params, { id = "" }) => recordPage({ id }),
      done: () => ({ key: "work.reported" }),
    },
  ],
});

const decide = command({
  name: "match-review.decide-grouping",
  summary: "Decide a report: put the instance into a work of its own, or leave it",
  path: "/grouping-reports/:id/decision",
  status: 204,
  who: cataloguer,
  params: byId,
  input: z.strictObject({ decision: z.enum(["separated", "kept"]) }).meta({ id: "DecideGrouping" }),
  output: z.void(),
  refusals: ["report-unknown", "report-decided"],
  audit: ({ params, input }) => ({
    subject: { kind: "grouping-report", id: String(params.id) },
    scope: "worked-at",
    detail: { decision: input.decision },
  }),
  run: (tx, actor, _clock, { id }, { decision }) => editions.decideReport(tx, actor, id, decision),
});

const group = command({
  name: "match-review.group-edition",
  summary: "Group an instance with another one's work, or apart (`with` null); it stays there",
  method: "PUT",
  path: "/instances/:id/work",
  status: 204,
  who: cataloguer,
  params: byId,
  input: z.strictObject({ with: z.number().int().positive().nullable() }).meta({ id: "GroupEdition" }),
  output: z.void(),
  refusals: ["instance-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { id }, { with: other }) => {
    if (other === null) await editions.separateEditions(tx, actor, [id]);
    else await editions.joinEditions(tx, actor, [id], other);
  },
});

/** What readers and cataloguers say of editions that stand in the wrong work. */
export const groupingCommands: readonly AnyCommand[] = [report, decide, group];

const reports = query({
  name: "match-review.grouping-reports",
  summary: "Reports about wrong groupings that wait for a cataloguer, oldest first",
  path: "/grouping-reports",
  who: cataloguer,
  params: z.object({}),
  filter: z.object(paging),
  output: pageOf(workReportSchema),
  refusals: ["cursor-invalid"],
  run: async ({ db }, _actor, _params, { limit, cursor }) => {
    const { items, next } = await editions.openReports(db, limit, cursor);
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
export const groupingQueries: readonly AnyQuery[] = [reports];
