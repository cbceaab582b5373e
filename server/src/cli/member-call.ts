import { findMemberByCode } from "../consortium/index.ts";
import { systemActor, through, workingFor } from "../kernel/actor.ts";
import type { Call } from "../kernel/command.ts";
import type { Config } from "../kernel/config.ts";
import type { Db } from "../kernel/database.ts";
import { systemClock } from "../kernel/time.ts";
import { openRegionDatabase } from "./serving/region-database.ts";

/** How the command line calls commands: as the platform itself, at a member (null: at none). */
export type CommandLine = { db: Db; call: Call; memberId: number | null };

/** Opens the region, calls commands at a member, and closes it. Refuses `member-unknown` 404. */
export async function atMember<T>(
  config: Config,
  application: string,
  code: string | undefined,
  work: (line: CommandLine) => Promise<T>,
): Promise<T> {
  const database = await openRegionDatabase(config, 2, application);
  try {
    const { db } = database;
    const memberId = code === undefined ? null : (await findMemberByCode(db, code)).id;
    const actor = through(workingFor(systemActor, memberId), "cli");
    return await work({ db, memberId, call: { db, clock: systemClock, config, actor, via: "cli" } });
  } finally {
    await database.close();
  }
}
