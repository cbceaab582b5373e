import type { Room } from "../kernel/room.ts";
import { registerSite } from "./index.ts";

/** The room as the list of rooms knows it. */
export const room: Room<Parameters<typeof registerSite>[1]> = {
  name: "site",
  enters: [
    "columns",
    "feeds",
    "files",
    "consortium",
    "people",
    "audience",
    "moderation",
    "catalogue",
    "match-review",
    "placement",
    "circulation",
    "lent-together",
    "community",
    "lists",
    "neighbours",
    "circles",
    "shelves",
    "peer-loans",
    "regards",
    "discovery",
    "saved-searches",
    "phrasing",
    "nests",
    "drifting",
    "fulfilment",
    "home",
    "alliance",
    "privacy",
    "notices",
  ],
  routes: registerSite,
};
