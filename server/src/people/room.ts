import type { Room } from "../kernel/room.ts";
import { peopleCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { peopleJobs, peopleSchedule } from "./jobs.ts";
import { patronCommands } from "./patrons/commands.ts";
import { patronQueries } from "./patrons/queries.ts";
import { peopleQueries } from "./queries.ts";
import { registerPeople } from "./routes.ts";
import { staffCommands, staffQueries } from "./staff/commands.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "people",
  enters: ["consortium"],
  commands: [...peopleCommands, ...patronCommands, ...staffCommands],
  queries: [...peopleQueries, ...patronQueries, ...staffQueries],
  routes: registerPeople,
  jobs: peopleJobs,
  schedule: peopleSchedule,
  views: [
    "people.affiliation_fact",
    "people.block_fact",
    "people.card_fact",
    "people.former_card_fact",
    "people.member_size",
    "people.office",
    "people.person_fact",
  ],
  ofReader: {
    follows: ["affiliation", "block", "card", "contact", "credential", "former_card", "session"].map(
      (table) => `people.${table}.person_id`,
    ),
    stays: ["people.browser.person_id"],
  },
  erasePerson,
};
