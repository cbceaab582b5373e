import type { Room } from "../kernel/room.ts";
import { moderationCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { moderationQueries } from "./queries.ts";
import { moderationSubscribers } from "./subscribers.ts";
import { moderationTasks } from "./waiting.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "moderation",
  enters: ["consortium", "people", "notices"],
  commands: moderationCommands,
  queries: moderationQueries,
  subscribers: moderationSubscribers,
  tasks: moderationTasks,
  views: ["moderation.verdict"],
  erasePerson,
};
