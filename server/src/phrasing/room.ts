import type { Room } from "../kernel/room.ts";
import { phrasingCommands, phrasingQueries } from "./commands.ts";
import { countSearches, forgetSearches } from "./search-uses.ts";
import { registerSuggest } from "./suggest.ts";

/** The room as the list of rooms knows it. */
export const room: Room<Parameters<typeof registerSuggest>[1]> = {
  name: "phrasing",
  enters: ["consortium", "people", "discovery"],
  commands: phrasingCommands,
  queries: phrasingQueries,
  routes: (app, deps) => {
    countSearches(app, deps);
    registerSuggest(app, deps);
  },
  jobs: (deps) => ({ "phrasing-forget": () => forgetSearches(deps) }),
  schedule: ["25 19 * * * phrasing-forget"],
};
