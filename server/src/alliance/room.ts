import type { Room } from "../kernel/room.ts";
import { allianceCommands } from "./commands.ts";
import { erasePerson } from "./erasure.ts";
import { keepFigures } from "./kept-figures.ts";
import { alliancePages } from "./pages.ts";
import { allianceWordsSubscriber } from "./public-words.ts";
import { allianceQueries } from "./queries.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "alliance",
  enters: [
    "consortium",
    "people",
    "moderation",
    "neighbours",
    "circles",
    "shelves",
    "peer-loans",
    "nests",
    "drifting",
    "notices",
  ],
  pages: alliancePages,
  navigation: [{ path: "/alliance", label: "alliance.title" }],
  commands: allianceCommands,
  queries: allianceQueries,
  jobs: ({ db, clock }) => ({ "alliance-figures": () => keepFigures(db, clock) }),
  schedule: ["*/10 * * * * alliance-figures"],
  subscribers: () => [allianceWordsSubscriber],
  views: ["alliance.organisation_name", "alliance.organisation_steward"],
  erasePerson,
};
