import type { App, RouteDeps } from "../kernel/http.ts";
import { registerBooks } from "./book-routes.ts";
import { registerNear } from "./near/near-routes.ts";
import { registerPhotos } from "./photos/photo-routes.ts";

/** Mounts readers' books, and what is near, under /api/v1/sharing. */
export function registerShelves(app: App, deps: RouteDeps): void {
  registerBooks(app, deps);
  registerPhotos(app, deps);
  registerNear(app, deps);
}
