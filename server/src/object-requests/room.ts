import type { Room } from "../kernel/room.ts";
import { requestCommands, requestQueries } from "./commands.ts";
import { requestPages } from "./pages.ts";
import { erasePerson, forgetOld } from "./requests.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "object-requests",
  enters: ["consortium", "people", "notices", "collections"],
  commands: requestCommands,
  queries: requestQueries,
  pages: requestPages,
  jobs: ({ db, clock }) => ({ "object-requests-forget": () => forgetOld(db, clock) }),
  schedule: ["20 3 * * 0 object-requests-forget"],
  ofReader: { follows: ["object_requests.request.person_id"] },
  erasePerson,
};
