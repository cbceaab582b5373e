import { todayInRegion } from "../consortium/index.ts";
import type { Room } from "../kernel/room.ts";
import { keyCommands, keyQueries } from "./doors.ts";
import { forgetOld } from "./keys.ts";
import { openToOtherSites } from "./open-doors.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "api-keys",
  enters: ["consortium", "people"],
  commands: keyCommands,
  queries: keyQueries,
  routes: openToOtherSites,
  jobs: ({ db, clock }) => ({
    "api-keys-forget": async () => forgetOld(db, await todayInRegion(db, clock)),
  }),
  schedule: ["25 4 2 * * api-keys-forget"],
};
