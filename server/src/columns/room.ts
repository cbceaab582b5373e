import type { Room } from "../kernel/room.ts";
import { forgetAuthor } from "./articles.ts";
import { forgetColumns } from "./columns.ts";
import { columnsCommands } from "./commands.ts";
import { registerColumnFeeds } from "./feeds.ts";
import { columnsPages } from "./pages.ts";
import { columnsQueries } from "./queries.ts";
import { columnsStrip } from "./strip.ts";
import { columnsSubscribers } from "./subscribers.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "columns",
  enters: [
    "feeds",
    "consortium",
    "people",
    "notices",
    "moderation",
    "catalogue",
    "community",
    "lists",
    "neighbours",
    "circles",
    "alliance",
  ],
  commands: columnsCommands,
  queries: columnsQueries,
  routes: registerColumnFeeds,
  pages: columnsPages,
  circleStrip: columnsStrip,
  subscribers: columnsSubscribers,
  ofReader: {
    follows: ["columns.series.begun_by", "columns.article.author_id", "columns.follower.person_id"],
  },
  erasePerson: async (tx, _clock, personId) => {
    await forgetAuthor(tx, personId);
    await forgetColumns(tx, personId);
  },
};
