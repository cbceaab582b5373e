import type { Room } from "../kernel/room.ts";
import { shelvesCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { shelvesJobs, shelvesSchedule } from "./jobs.ts";
import { shelvesPages } from "./pages.ts";
import { shelvesQueries } from "./queries.ts";
import { registerShelves } from "./routes.ts";
import { stubStrip } from "./stubs/find-stubs.ts";
import { stubSubscribers } from "./stubs/stub-subscribers.ts";
import { shelvesSubscribers } from "./subscribers.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "shelves",
  enters: [
    "files",
    "consortium",
    "people",
    "catalogue",
    "circulation",
    "moderation",
    "neighbours",
    "circles",
  ],
  commands: shelvesCommands,
  queries: shelvesQueries,
  pages: shelvesPages,
  routes: registerShelves,
  jobs: shelvesJobs,
  schedule: shelvesSchedule,
  subscribers: (deps) => [...shelvesSubscribers(), ...stubSubscribers(deps)],
  findStrip: stubStrip,
  views: ["shelves.title_line", "shelves.copy_fact", "shelves.offer_fact", "shelves.offer_circle_fact"],
  erasePerson,
};
