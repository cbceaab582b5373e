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
  views: "affiliation_fact block_fact card_fact former_card_fact member_size office person_fact"
    .split(" ")
    .map((one) => `people.${one}`),
  ofReader: {
    follows: ["affiliation", "block", "card", "contact", "credential", "former_card", "session"].map(
      (table) => `people.${table}.person_id`,
    ),
    stays: ["people.browser.person_id"],
  },
  erasePerson,
};
