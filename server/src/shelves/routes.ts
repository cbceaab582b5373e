import type { App, RouteDeps } from "../kernel/http.ts";
import { registerNear } from "./near/near-routes.ts";
import { registerPhotos } from "./photos/photo-routes.ts";

/** Mounts pictures of copies, and what is near, under /api/v1/sharing. */
export function registerShelves(app: App, deps: RouteDeps): void {
  registerPhotos(app, deps);
  registerNear(app, deps);
}
