import { z } from "zod";
import type { Room } from "../kernel/room.ts";
import { authorityCommands, authorityQueries } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { authorityJobs } from "./follow.ts";
import { noteStale } from "./gather.ts";

const changedSchema = z.object({ instanceIds: z.array(z.number().int()) });

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "authorities",
  enters: ["people", "catalogue"],
  commands: authorityCommands,
  queries: authorityQueries,
  jobs: authorityJobs,
  lanes: { "authorities-gather": "long", "authorities-follow": "long", "authorities-tell": "long" },
  erasePerson,
  subscribers: () => [
    {
      topic: "instances-changed",
      name: "authorities.headings",
      handle: async (tx, messages) =>
        noteStale(
          tx,
          messages.flatMap((one) => changedSchema.parse(one.payload).instanceIds),
        ),
    },
  ],
};
