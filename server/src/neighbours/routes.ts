import { setHiddenReaders } from "../community/index.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { registerProfile } from "./profile-routes.ts";
import { hiddenFrom } from "./ties.ts";

/** Mounts who readers are to each other under /api/v1/sharing. */
export function registerNeighbours(app: App, deps: RouteDeps): void {
  // The writing operations of sharing keep their keys in their own transactions.
  app.addHook("onRoute", (route) => {
    if (route.url.startsWith("/api/v1/sharing")) route.config = { ...route.config, keepsOwnKey: true };
  });
  setHiddenReaders(hiddenFrom);
  registerProfile(app, deps);
}
