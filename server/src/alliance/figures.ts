import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { SharingFigures } from "./schema.ts";

/** The figures of whoever has none. */
export const noFigures: SharingFigures = {
  readers: 0,
  copies: 0,
  loans: 0,
  turnover: 0,
  nests: 0,
  journeys: 0,
};

/** Copies of one owner that count: who fills a shelf with thousands of lines shares no thousands of books. */
const MOST_OF_AN_OWNER = 200;

/** Counts the figures of every member organisation, by id. One statement. */
export async function organisationFigures(db: Db): Promise<Map<string, SharingFigures>> {
  const { rows } = await sql<{ id: string } & Omit<SharingFigures, "turnover">>`
    select o.id,
      (select count(*) from alliance.organisation_nest x join nests.nest_line n on n.id = x.nest_id and n.state <> 'closed'
        where x.organisation_id = o.id) as nests,
      (select count(*) from drifting.journey_fact j where j.started_by in (
        select m.person_id from alliance.organisation_circle x
        join circles.member m on m.circle_id = x.circle_id and m.state = 'active'
        where x.organisation_id = o.id)) as journeys,
      (select count(distinct m.person_id) from alliance.organisation_circle x
        join circles.member m on m.circle_id = x.circle_id and m.state = 'active'
        where x.organisation_id = o.id) as readers,
      (select coalesce(sum(least(c.copies, ${MOST_OF_AN_OWNER})), 0)::int from (select count(distinct f.copy_id) as copies
        from alliance.organisation_circle x
        join shelves.offer_circle_fact f on f.circle_id = x.circle_id
        join shelves.offer_fact c on c.copy_id = f.copy_id and c.state <> 'withdrawn'
        where x.organisation_id = o.id group by c.owner_id, c.owner_member) c) as copies,
      (select count(*) from alliance.organisation_circle x
        join peer_loans.loan_fact l on l.via_circle_id = x.circle_id and l.handed_over_at is not null
        where x.organisation_id = o.id) as loans
    from alliance.organisation o where o.state = 'member'`.execute(db);
  return new Map(rows.map(({ id, ...counts }) => [id, withTurnover(counts)]));
}

/** Figures of the whole region. */
export type RegionFigures = SharingFigures & { organisations: number; circles: number };

/** Counts the figures of the whole region. */
export async function regionFigures(db: Db): Promise<RegionFigures> {
  const { rows } = await sql<Omit<SharingFigures, "turnover"> & { organisations: number; circles: number }>`
    select (select count(*) from nests.nest_line n where n.state <> 'closed') as nests,
      (select count(*) from drifting.journey_fact j) as journeys,
      (select count(distinct o.owner_id) from shelves.offer_fact o where o.state <> 'withdrawn') as readers,
      (select coalesce(sum(least(c.copies, ${MOST_OF_AN_OWNER})), 0)::int from (select count(*) as copies from shelves.offer_fact o
        where o.state <> 'withdrawn' group by o.owner_id, o.owner_member) c) as copies,
      (select count(*) from peer_loans.loan_fact l where l.handed_over_at is not null) as loans,
      (select count(*) from alliance.organisation o where o.state = 'member') as organisations,
      (select count(*) from circles.circle_line c where c.closed_at is null) as circles`.execute(db);
  const { organisations, circles, ...counts } = rows[0]!;
  return { ...withTurnover(counts), organisations, circles };
}

function withTurnover(counts: Omit<SharingFigures, "turnover">): SharingFigures {
  return {
    ...counts,
    turnover: counts.copies === 0 ? 0 : Math.round((100 * counts.loans) / counts.copies) / 100,
  };
}
