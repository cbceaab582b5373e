import { sql } from "kysely";
import { z } from "zod";
import { systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Room } from "../kernel/room.ts";
import { harvestCommands, harvestQueries } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { openFolder } from "./folder.ts";
import { performHarvest } from "./harvest.ts";
import { beginHarvest, folderSources } from "./sources.ts";

const runSchema = z.object({ runId: z.string() });
/** Hours between two looks; the night's job comes once a day, and a little early is not too early. */
const LONGEST_AGO = { hour: "50 minutes", night: "20 hours", week: "160 hours" } as const;
const NIGHT = { from: 17, to: 21 };

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "harvesting",
  enters: ["consortium", "people", "catalogue", "loads", "copying"],
  commands: harvestCommands,
  queries: harvestQueries,
  erasePerson,
  jobs: (deps) => ({
    harvest: async (payload, stopping) =>
      performHarvest(deps, runSchema.parse(payload).runId, undefined, stopping),
    "harvest-due": async () => {
      for (const source of await folderSources(deps.db)) await openFolder(deps, source);
      // Night in the east of Asia, by UTC.
      const hour = deps.clock.now().getUTCHours();
      const isNight = hour >= NIGHT.from && hour <= NIGHT.to;
      const { rows } = await sql<{ id: number }>`
        select s.id from harvesting.source s where s.active and s.every <> 'hand'
          and (s.every = 'hour' or ${isNight}) and not exists (
            select from harvesting.run r where r.source_id = s.id and r.started_at > ${deps.clock.now()}::timestamptz
              - (case s.every when 'hour' then ${LONGEST_AGO.hour} when 'night' then ${LONGEST_AGO.night}
                else ${LONGEST_AGO.week} end)::interval)
        order by s.id limit 500`.execute(deps.db);
      for (const { id } of rows)
        await inTransaction(deps.db, (tx) => beginHarvest(tx, systemActor, deps.clock, id, false)).catch(
          (error) => {
            // Somebody began it a moment ago.
            if (!(error instanceof Problem)) throw error;
          },
        );
    },
  }),
  lanes: { harvest: "long" },
  schedule: ["7 * * * * harvest-due"],
};
