import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { isUnderWay } from "./journey-views.ts";

/** What travelling comes to: finds reported, books on their way. */
type DriftFigures = { finds: number; underWay: number };

async function countFigures(db: Db): Promise<DriftFigures> {
  const { rows } = await sql<DriftFigures>`
    select coalesce(sum(j.finds), 0)::int as finds, count(*) filter (where ${isUnderWay})::int as "underWay"
    from drifting.journey j`.execute(db);
  return rows[0]!;
}

/** Counts the figures and keeps them; a job does, because all journeys are read for it. */
export async function keepFigures(db: Db, clock: Clock): Promise<void> {
  const { finds, underWay } = await countFigures(db);
  await sql`insert into drifting.kept_figures (counted_at, finds, under_way)
    values (${clock.now()}, ${finds}, ${underWay})
    on conflict (only_one) do update set counted_at = excluded.counted_at, finds = excluded.finds,
      under_way = excluded.under_way`.execute(db);
}

/** The figures as last kept: one row, however many books travel. Counted at once where none were kept yet. */
export async function readFigures(db: Db): Promise<DriftFigures> {
  const { rows } = await sql<DriftFigures>`select f.finds, f.under_way as "underWay"
    from drifting.kept_figures f`.execute(db);
  return rows[0] ?? (await countFigures(db));
}
