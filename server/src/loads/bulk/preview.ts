import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import { acts } from "../../catalogue/index.ts";
import type { Searcher } from "../../discovery/index.ts";
import type { RouteDeps } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import { fieldChanges } from "../differences.ts";
import { profilesOfMember } from "../profiles/member-profiles.ts";
import type { FieldChange } from "../schema.ts";
import { selectRecords } from "../selection.ts";
import { getChange, type KnownChange } from "./changes.ts";
import { considerRecords } from "./records.ts";

/** Records of one bulk change. */
const MOST_RECORDS = 500_000;
const PAGE = 500;
const SAMPLES = 20;

/** Selects the records of a bulk change and looks what its rules would do. For a job; begun anew after a failure. */
export async function previewChange(deps: RouteDeps & { searcher: Searcher }, id: string): Promise<void> {
  const change = await getChange(deps.db, id);
  if (change?.state !== "selecting") return;
  try {
    const selected = await select(deps, change);
    const seen = await look(deps, change);
    await sql`update loads.bulk_change set state = 'ready', selected = ${selected}, changing = ${seen.changing},
      samples = ${JSON.stringify(seen.samples)}::jsonb where id = ${id} and state = 'selecting'`.execute(
      deps.db,
    );
  } catch (error) {
    // A selection that means nothing is told; anything else is tried again.
    if (!(error instanceof Problem)) throw error;
    await sql`update loads.bulk_change set state = 'failed', error = ${error.code} where id = ${id}`.execute(
      deps.db,
    );
  }
}

async function select(deps: RouteDeps & { searcher: Searcher }, change: KnownChange): Promise<number> {
  await sql`delete from loads.bulk_record where change_id = ${change.id}`.execute(deps.db);
  let count = 0;
  const who = { db: deps.db, searcher: deps.searcher, personId: change.madeBy };
  for await (const ids of selectRecords(who, change.memberId, change.selection)) {
    const { numAffectedRows } = await sql`insert into loads.bulk_record (change_id, record_id)
      select ${change.id}::uuid, v.id from unnest(${ids}::bigint[]) v(id) on conflict do nothing`.execute(
      deps.db,
    );
    count += Number(numAffectedRows ?? 0);
    if (count > MOST_RECORDS) throw new Problem("bulk-too-many", 409, { max: MOST_RECORDS });
  }
  return count;
}

type Seen = {
  changing: number;
  samples: { controlNumber: string; title: string; differences: FieldChange[] }[];
};

async function look(deps: RouteDeps, change: KnownChange): Promise<Seen> {
  const known = await profilesOfMember(
    deps.db,
    change.memberId,
    await acts.loadProfiles(deps.pool, change.memberId),
  );
  const seen: Seen = { changing: 0, samples: [] };
  for (let after = 0; ; ) {
    const { records, last } = await considerRecords(deps.pool, change, after, PAGE, known);
    if (last === null) return seen;
    for (const { before, after: changed, controlNumber, title } of records) {
      if (changed === before) continue;
      seen.changing++;
      if (seen.samples.length < SAMPLES)
        seen.samples.push({ controlNumber, title, differences: fieldChanges(before, changed) });
    }
    after = last;
    // Desks are served between two pages.
    await setImmediate();
  }
}
