import type { Room } from "../kernel/room.ts";
import { computeBorrowedTogether } from "./borrowed-together.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "lent-together",
  enters: ["catalogue", "circulation"],
  jobs: ({ db, clock }) => ({
    "lent-together-compute": async () => {
      await computeBorrowedTogether(db, clock);
    },
  }),
  lanes: { "lent-together-compute": "long" },
  schedule: ["15 1 * * * lent-together-compute"],
};
