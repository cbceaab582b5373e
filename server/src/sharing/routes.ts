import type { App, RouteDeps } from "../kernel/http.ts";
import { registerBooks } from "./book-routes.ts";
import { registerLoans } from "./loan-routes.ts";
import { registerNear } from "./near-routes.ts";

/** Mounts what readers share with each other under /api/v1/sharing. */
export function registerSharing(app: App, deps: RouteDeps): void {
  registerBooks(app, deps);
  registerLoans(app, deps);
  registerNear(app, deps);
}
