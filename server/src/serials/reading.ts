import { fromCompact, type toCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { type Language, type LocalText, pick } from "../kernel/text.ts";
import { piecesHere } from "./issues.ts";
import { readHoldings, type StatedHoldings, together } from "./read-holdings.ts";
import { captionsOf, type Run } from "./runs.ts";
import { summaryOf, type YearLine, yearLines } from "./statement.ts";

/** What one library has of a title, as its readers see it. */
export type SerialHoldings = {
  memberId: number;
  run: { place: string; callNumber: string; summary: string; isClosed: boolean; years: YearLine[] };
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
      n.stated, n.closed_at as "closedAt", b.name as branch
    from serials.run n join catalogue.record_fact f on f.id = n.record_id
    join consortium.branch_line b on b.id = n.branch_id
    where f.instance_id = ${instanceId} and f.audience = 0 order by n.member_id, n.branch_id, n.id`.execute(
    db,
  );
  if (rows.length === 0) return [];
  const pieces = await piecesHere(
    db,
    rows.map((run) => run.id),
  );
  return rows.map((run) => {
    const here = pieces.get(run.id) ?? [];
    const summary = summaryOf(here, captionsOf(run)) || run.stated.join("; ");
    return {
      memberId: run.memberId,
      run: {
        place: pick(run.branch, language),
        callNumber: run.callNumber,
        summary,
        isClosed: run.closedAt !== null,
        years: yearLines(here, captionsOf(run)),
      },
    };
  });
}

type StatedRow = {
  id: number;
  memberId: number;
  flavour: "marc21" | "unimarc";
  marc: ReturnType<typeof toCompact>;
  beside: ReturnType<typeof toCompact>[];
};

/** What records of a title state that is for everybody, their holdings records (MARC 21 holdings) included, where no run was opened. */
export async function statedHoldings(db: Db, instanceId: number): Promise<SerialHoldings[]> {
  const { rows } = await sql<StatedRow>`select r.id, r.member_id as "memberId", r.flavour, r.marc,
      coalesce((select json_agg(h.marc order by h.id) from catalogue.holdings_state h
        where h.member_id = r.member_id and h.title_number = r.control_number), '[]') as beside
    from catalogue.record_fact f join catalogue.record_line r on r.id = f.id
    where f.instance_id = ${instanceId} and f.audience = 0
      and not exists (select 1 from serials.run n where n.record_id = f.id)
    order by r.member_id, r.id`.execute(db);
  return rows.flatMap(({ memberId, flavour, marc, beside }) => {
    const said: StatedHoldings[] = [
      readHoldings(fromCompact(marc), flavour),
      ...beside.map((one) => readHoldings(fromCompact(one), "marc21")),
    ];
    const { pieces, stated, ...captions } = together(said);
    const written = { volume: captions.volumeCaption ?? "v.", issue: captions.issueCaption ?? "no." };
    const shape = { ...written, perYear: captions.issuesPerYear };
    const summary = [summaryOf(pieces, shape), ...stated].filter(Boolean).join("; ");
    if (summary === "") return [];
    const years = yearLines(pieces, shape);
    return [{ memberId, run: { place: "", callNumber: "", summary, isClosed: false, years } }];
  });
}
