import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { type Language, type LocalText, pick } from "../kernel/text.ts";
import { captionsOf, isHere, issuesOf, type Run } from "./runs.ts";
import { summaryOf, type YearLine, yearLines } from "./statement.ts";

/** What one library has of a title, as its readers see it. */
export type SerialHoldings = {
  memberId: number;
  run: { place: string; callNumber: string; summary: string; years: YearLine[] };
};

/** A title's runs of records that are for everybody, year by year. */
export async function holdingsByYear(
  db: Db,
  instanceId: number,
  language: Language,
): Promise<SerialHoldings[]> {
  const { rows } = await sql<
    Run & { branch: LocalText }
  >`select n.id, n.record_id as "recordId", f.instance_id as "instanceId",
      n.member_id as "memberId", '' as title, n.branch_id as "branchId", n.location, n.call_number as "callNumber",
      n.volume_caption as "volumeCaption", n.issue_caption as "issueCaption", n.issues_per_year as "issuesPerYear",
      n.stated, b.name as branch
    from serials.run n join catalogue.record_fact f on f.id = n.record_id
    join consortium.branch_line b on b.id = n.branch_id
    where f.instance_id = ${instanceId} and f.audience = 0 order by n.member_id, n.branch_id, n.id`.execute(
    db,
  );
  if (rows.length === 0) return [];
  const issues = await issuesOf(
    db,
    rows.map((run) => run.id),
  );
  return rows.map((run) => {
    const here = (issues.get(run.id) ?? []).filter(isHere);
    const summary = summaryOf(here, captionsOf(run)) || run.stated.join("; ");
    return {
      memberId: run.memberId,
      run: {
        place: pick(run.branch, language),
        callNumber: run.callNumber,
        summary,
        years: yearLines(here, captionsOf(run)),
      },
    };
  });
}
