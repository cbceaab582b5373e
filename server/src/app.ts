import type { FastifyServerOptions } from "fastify";
import { mountCommands, mountQueries } from "./kernel/doors.ts";
import type { App } from "./kernel/http.ts";
import { createApp } from "./kernel/server.ts";
import { partingQueries } from "./match-review/index.ts";
import { mergeDoors } from "./readers/index.ts";
import {
  circleStrips,
  commands,
  erasers,
  findStrips,
  lanes,
  type RegionDeps,
  readerPages,
  rooms,
} from "./rooms.ts";
import { taskDoors } from "./tasks/index.ts";
import { setUpQueries } from "./workbench/index.ts";

export type { RegionDeps } from "./rooms.ts";

/** The whole product as one web server: every room's routes, commands, queries and forms. */
export async function createRegionApp(
  given: Omit<RegionDeps, "erasers" | "readerPages" | "commands">,
  logger: FastifyServerOptions["logger"],
): Promise<App> {
  const deps: RegionDeps = { ...given, erasers, readerPages, commands, findStrips, circleStrips, lanes };
  const app = await createApp(deps, logger);
  for (const room of rooms) {
    await room.routes?.(app, deps);
    mountCommands(app, deps, room.commands ?? []);
    mountQueries(app, deps, room.queries ?? []);
  }
  for (const doors of [taskDoors(rooms), mergeDoors(rooms)]) {
    mountCommands(app, deps, doors.commands);
    mountQueries(app, deps, doors.queries);
  }
  mountQueries(app, deps, partingQueries(rooms));
  mountQueries(app, deps, setUpQueries(rooms.flatMap((room) => room.setUp ?? [])));
  return app;
}
