import type { App, RouteDeps } from "../kernel/http.ts";
import { registerLists } from "./list-routes.ts";
import { registerSavedSearches } from "./saved-search-routes.ts";
import { registerVoices } from "./voice-routes.ts";

/** Mounts what readers make for themselves and each other under /api/v1. */
export function registerCommunity(app: App, deps: RouteDeps): void {
  registerLists(app, deps);
  registerVoices(app, deps);
  registerSavedSearches(app, deps);
}
