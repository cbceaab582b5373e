import type { App } from "../../kernel/http.ts";
import type { Language } from "../../kernel/text.ts";
import type { SiteDeps } from "../site-deps.ts";
import { registerListPages } from "./list-routes.ts";
import { registerSavedSearchPages } from "./saved-search-pages.ts";
import { registerVoicePages } from "./voices-routes.ts";

/** What readers make for themselves and each other, in one language: lists, reviews, history, saved searches. */
export function registerCommunityPages(app: App, deps: SiteDeps, language: Language): void {
  registerListPages(app, deps, language);
  registerVoicePages(app, deps, language);
  registerSavedSearchPages(app, deps, language);
}
