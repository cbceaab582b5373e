import type { FastifyServerOptions } from "fastify";
import { mountCommands, mountQueries } from "./kernel/doors.ts";
import type { App } from "./kernel/http.ts";
import { createApp } from "./kernel/server.ts";
import {
  circleStrips,
  commands,
  deliveryOptions,
  erasers,
  findStrips,
  lanes,
  navigation,
  queries,
  type RegionDeps,
  readerPages,
  rooms,
} from "./rooms.ts";

export type { RegionDeps } from "./rooms.ts";

/** The whole product as one web server: every room's routes, commands, queries and forms. */
export async function createRegionApp(
  given: Omit<RegionDeps, "erasers" | "readerPages" | "commands">,
  logger: FastifyServerOptions["logger"],
): Promise<App> {
  const deps: RegionDeps = {
    ...given,
    erasers,
    readerPages,
    navigation,
    commands,
    findStrips,
    circleStrips,
    deliveryOptions,
    lanes,
  };
  const app = await createApp(deps, logger);
  for (const room of rooms) await room.routes?.(app, deps);
  mountCommands(app, deps, commands);
  mountQueries(app, deps, queries);
  return app;
}
