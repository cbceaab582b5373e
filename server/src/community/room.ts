import type { Room } from "../kernel/room.ts";
import { communityCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { voiceHangings } from "./follow-instances.ts";
import { communityPages } from "./pages.ts";
import { publicTexts } from "./public-texts.ts";
import { communityQueries } from "./queries.ts";
import { communitySubscribers } from "./subscribers.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "community",
  enters: ["consortium", "people", "catalogue", "moderation"],
  commands: communityCommands,
  queries: communityQueries,
  pages: communityPages,
  indexSource: publicTexts,
  subscribers: communitySubscribers,
  views: ["community.public_name"],
  hangs: [
    { kind: "reviews", hanging: voiceHangings.reviews },
    { kind: "ratings", hanging: voiceHangings.ratings },
    { kind: "tags", hanging: voiceHangings.tags },
  ],
  erasePerson,
};
