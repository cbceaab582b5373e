import { sql } from "kysely";
import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import type { Room } from "../kernel/room.ts";
import { objectHarvestCommands, objectHarvestQueries } from "./commands.ts";
import { performHarvest } from "./harvest.ts";
import { beginHarvest, HARVEST_JOB } from "./sources.ts";

const runSchema = z.object({ runId: z.string() });
/** Time between two looks; the night's job comes once a day, and a little early is not too early. */
const LONGEST_AGO = { night: "20 hours", week: "160 hours" } as const;

async function beginDue({ db, clock }: RouteDeps): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select s.id from object_harvests.source s where s.active and s.every <> 'hand' and not exists (
      select from object_harvests.run r where r.source_id = s.id and r.started_at > ${clock.now()}::timestamptz
        - (case s.every when 'night' then ${LONGEST_AGO.night} else ${LONGEST_AGO.week} end)::interval)
    order by s.id limit 500`.execute(db);
  for (const { id } of rows)
    await inTransaction(db, (tx) => beginHarvest(tx, null, clock, id, false)).catch((error: unknown) => {
      // Somebody began it a moment ago, or its collection is not published.
      if (!(error instanceof Problem)) throw error;
    });
}

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "object-harvests",
  enters: ["people", "harvesting", "object-formats", "collections"],
  commands: objectHarvestCommands,
  queries: objectHarvestQueries,
  jobs: (deps) => ({
    [HARVEST_JOB]: async (payload, stopping) =>
      performHarvest(deps, runSchema.parse(payload).runId, undefined, stopping),
    "object-harvests-due": () => beginDue(deps),
  }),
  lanes: { [HARVEST_JOB]: "long" },
  schedule: ["25 18 * * * object-harvests-due"],
};
