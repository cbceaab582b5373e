import type { FileStore } from "../files/index.ts";
import type { App } from "../kernel/http.ts";
import { registerAssets } from "./assets.ts";
import { registerBell } from "./bell.ts";
import { registerErrors } from "./error-pages.ts";
import { registerFaces } from "./faces.ts";
import type { FrameDeps } from "./frame-deps.ts";
import { registerGround } from "./ground/ground.ts";

/** Mounts in `scope` what every page stands in: error pages, sheets and islands, the ground of maps, faces, the bell. */
export function registerFrame(app: App, scope: App, files: FileStore, deps: FrameDeps): void {
  registerErrors(app, scope, deps);
  registerAssets(scope, deps.assets);
  registerGround(scope, deps.ground);
  registerFaces(scope, files, deps.faces);
  registerBell(scope, deps);
}
