import type { FastifyServerOptions } from "fastify";
import { registerAlliance } from "./alliance/index.ts";
import { registerCatalogue } from "./catalogue/index.ts";
import { registerCirculation } from "./circulation/index.ts";
import { registerCommunity } from "./community/index.ts";
import { registerConsortium } from "./consortium/index.ts";
import { registerDiscovery, type Searcher } from "./discovery/index.ts";
import { registerDrifting } from "./drifting/index.ts";
import { registerFulfilment } from "./fulfilment/index.ts";
import { registerGateways } from "./gateways/index.ts";
import type { App, RouteDeps } from "./kernel/http.ts";
import { createApp } from "./kernel/server.ts";
import { registerNests } from "./nests/index.ts";
import { registerPeople } from "./people/index.ts";
import { registerPrivacy } from "./privacy/index.ts";
import { registerSharing } from "./sharing/index.ts";
import { registerSite } from "./site/index.ts";
import { registerWorkbench } from "./workbench/index.ts";

export { createApp } from "./kernel/server.ts";

/** What all rooms together need. */
export type RegionDeps = RouteDeps & { searcher: Searcher };

/** The whole product as one web server: the one place that knows all rooms. */
export async function createRegionApp(
  deps: RegionDeps,
  logger: FastifyServerOptions["logger"],
): Promise<App> {
  const app = await createApp(deps, logger);
  registerPeople(app, deps);
  registerConsortium(app, deps);
  registerCatalogue(app, deps);
  registerCirculation(app, deps);
  registerSharing(app, deps);
  registerCommunity(app, deps);
  registerDiscovery(app, deps);
  registerNests(app, deps);
  registerDrifting(app, deps);
  registerFulfilment(app, deps);
  registerAlliance(app, deps);
  registerPrivacy(app, deps);
  await registerGateways(app, deps);
  await registerWorkbench(app, deps);
  await registerSite(app, deps);
  return app;
}
