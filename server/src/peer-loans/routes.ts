import type { App, RouteDeps } from "../kernel/http.ts";
import { registerCounter } from "./counter/counter-routes.ts";
import { registerDeposits } from "./deposits/deposit-routes.ts";
import { registerLoans } from "./loan-routes.ts";
import { registerReaders } from "./readers/reader-routes.ts";

/** Mounts loans between readers, and whom one met by them, under /api/v1/sharing. */
export function registerPeerLoans(app: App, deps: RouteDeps): void {
  registerReaders(app, deps);
  registerLoans(app, deps);
  registerDeposits(app, deps);
  registerCounter(app, deps);
}
