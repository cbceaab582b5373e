import { setHiddenReaders } from "../community/index.ts";
import type { App } from "../kernel/http.ts";
import { hiddenFrom } from "./ties.ts";

/** Tells the rooms below who hides from whom, and the server that writes of sharing keep their own keys. */
export function registerNeighbours(app: App): void {
  // The writing operations of sharing keep their keys in their own transactions.
  app.addHook("onRoute", (route) => {
    if (route.url.startsWith("/api/v1/sharing")) route.config = { ...route.config, keepsOwnKey: true };
  });
  setHiddenReaders(hiddenFrom);
}
