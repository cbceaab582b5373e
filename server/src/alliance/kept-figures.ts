import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { organisationFigures, type RegionFigures, regionFigures } from "./figures.ts";
import { regionSaved, type Saved } from "./saved.ts";
import type { SharingFigures } from "./schema.ts";

/** What the alliance comes to. `organisations`: of every member, by id; one admitted since the last count has none yet. */
export type Figures = {
  region: RegionFigures;
  saved: Saved;
  organisations: Readonly<Record<string, SharingFigures>>;
};

async function countFigures(db: Db): Promise<Figures> {
  const [region, saved, organisations] = await Promise.all([
    regionFigures(db),
    regionSaved(db),
    organisationFigures(db),
  ]);
  return { region, saved, organisations: Object.fromEntries(organisations) };
}

/** Counts the figures and keeps them; a job does, because all loans and offers are read for it. */
export async function keepFigures(db: Db, clock: Clock): Promise<void> {
  const { region, saved, organisations } = await countFigures(db);
  const json = (value: object) => sql`${JSON.stringify(value)}::jsonb`;
  await sql`insert into alliance.kept_figures (counted_at, region, saved, organisations)
    values (${clock.now()}, ${json(region)}, ${json(saved)}, ${json(organisations)})
    on conflict (only_one) do update set counted_at = excluded.counted_at, region = excluded.region,
      saved = excluded.saved, organisations = excluded.organisations`.execute(db);
}

/** The figures as last kept: one row, however much is shared. Counted at once where none were kept yet. */
export async function readFigures(db: Db): Promise<Figures> {
  const { rows } = await sql<Figures>`select f.region, f.saved, f.organisations
    from alliance.kept_figures f`.execute(db);
  return rows[0] ?? (await countFigures(db));
}
