import { setHiddenReaders } from "../community/index.ts";
import type { App, RouteDeps } from "../kernel/http.ts";
import { registerBooks } from "./book-routes.ts";
import { registerCircles } from "./circle-routes.ts";
import { registerCounter } from "./counter-routes.ts";
import { registerLoans } from "./loan-routes.ts";
import { registerNear } from "./near-routes.ts";
import { registerPhotos } from "./photos/photo-routes.ts";
import { registerReaders } from "./reader-routes.ts";
import { hiddenFrom } from "./ties.ts";

/** Mounts what readers share with each other under /api/v1/sharing. */
export function registerSharing(app: App, deps: RouteDeps): void {
  // These commands keep their keys in their own transactions.
  app.addHook("onRoute", (route) => {
    if (route.url.startsWith("/api/v1/sharing")) route.config = { ...route.config, keepsOwnKey: true };
  });
  setHiddenReaders(hiddenFrom);
  registerBooks(app, deps);
  registerPhotos(app, deps);
  registerNear(app, deps);
  registerCircles(app, deps);
  registerReaders(app, deps);
  registerLoans(app, deps);
  registerCounter(app, deps);
}
