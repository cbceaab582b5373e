import type { Room } from "../kernel/room.ts";
import { phrasingCommands, phrasingQueries } from "./commands.ts";
import { countSearches, forgetSearches } from "./search-uses.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "phrasing",
  enters: ["consortium", "people", "discovery"],
  commands: phrasingCommands,
  queries: phrasingQueries,
  routes: countSearches,
  jobs: (deps) => ({ "phrasing-forget": () => forgetSearches(deps) }),
  schedule: ["25 19 * * * phrasing-forget"],
};
